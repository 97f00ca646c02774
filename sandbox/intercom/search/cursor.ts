// Keyset cursors: base64 of [sort value in ms, id, page], good only for the query they were given out for.
import { Problem } from '../problem.ts';

/** Where a page ended. `value` is in milliseconds. */
export interface Position {
  value: number;
  id: string;
  page: number;
}

/** Cursors given out by this server. */
export class Cursors {
  readonly #issued = new Set<string>();

  /** The cursor behind a position of a query. */
  issue(query: string, { value, id, page }: Position): string {
    const cursor = Buffer.from(JSON.stringify([value, id, page])).toString('base64');
    this.#issued.add(`${cursor} ${query}`);
    return cursor;
  }

  /** The position a cursor stands for; throws Problem 400 for one that this query never got. */
  read(query: string, cursor: string): Position {
    if (!this.#issued.has(`${cursor} ${query}`))
      throw new Problem(400, 'invalid_param', 'Invalid starting_after param for this query');
    const [value, id, page]: [number, string, number] = JSON.parse(Buffer.from(cursor, 'base64').toString());
    return { value, id, page };
  }
}
