// Times as a replica holds them.

const FREE_MAPS = new Set(['custom_attributes', 'metadata']);

const isTimeField = (name: string): boolean =>
  name.endsWith('_at') || name === 'waiting_since' || name === 'snoozed_until';

/** Epoch seconds as `YYYY-MM-DDTHH:MM:SS.000000Z`. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', '.000000Z');
}

/** The value with every time field, however deep, in ISO form; the maps that customers fill are left alone. */
export function withIsoTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIsoTimes);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (FREE_MAPS.has(name)) result[name] = inner;
    else if (isTimeField(name) && typeof inner === 'number') result[name] = isoTime(inner);
    else result[name] = withIsoTimes(inner);
  }
  return result;
}
