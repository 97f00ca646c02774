// A figure of the benchmark, and how repeated measurements become one.

/** One line of the output. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What it is measured against, and the bound it has to keep. */
  against: string;
}

/** Measures `times` times, one after the other. */
export async function repeat<T>(times: number, measure: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let n = 0; n < times; n += 1) results.push(await measure());
  return results;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Rounded to what a repetition would confirm. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
