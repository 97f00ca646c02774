// A set of small whole numbers: a bit for each.

const BITS = 32;

/** A set of numbers from 0 on; a million take 125 kB. */
export class NumberSet {
  #words = new Uint32Array(256);

  has(number: number): boolean {
    const word = this.#words[Math.floor(number / BITS)] ?? 0;
    return ((word >>> (number % BITS)) & 1) === 1;
  }

  add(number: number): void {
    const place = Math.floor(number / BITS);
    if (place >= this.#words.length) {
      const words = new Uint32Array(Math.max(place + 1, this.#words.length * 2));
      words.set(this.#words);
      this.#words = words;
    }
    this.#words[place] = (this.#words[place] ?? 0) | (1 << (number % BITS));
  }
}
