// Values of rows read as plain text and as times.
import { epochSeconds } from '../../../core/time.ts';

/** A text without the space around it, a number as text; undefined for everything else and for nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** Epoch seconds of a time in any form that taps use; undefined for what is none. */
export function timeOf(value: unknown): number | undefined {
  const seconds = epochSeconds(value);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** A property of what may be an object. */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
