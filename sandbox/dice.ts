// Repeatable chance: the same seed, kind, index and version always give the same throws.

const GOLDEN = 0x9e3779b9;

function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) + GOLDEN;
}

/** A stream of pseudo-random throws (mulberry32), fully decided by the numbers it was made from. */
export class Dice {
  #state: number;

  constructor(seed: number, kind = 0, index = 0, version = 0) {
    this.#state = mix(mix(mix(mix(1, seed | 0), kind), index), version) | 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.next() * list.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}

/** `count` different numbers below `size` (fewer when `size` is smaller), in a repeatable order. */
export function distinct(dice: Dice, count: number, size: number): number[] {
  if (size === 0) return [];
  const start = dice.int(0, size - 1);
  const length = Math.min(count, size);
  let step = dice.int(1, Math.max(1, size - 1));
  while (gcd(step, size) !== 1) step = (step % size) + 1;
  return Array.from({ length }, (_, n) => (start + n * step) % size);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
