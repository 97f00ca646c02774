// Bookmarks: where each stream's next run starts. What is not ours in the state is kept as it came.
import { ConfigError } from '../errors.ts';
import type { Row, StateMessage } from './messages.ts';
import { epochSeconds, isoMicroseconds } from '../time.ts';

/** The state of a run: read once, advanced as rows go out, emitted whole. */
export class State {
  readonly #value: Row;
  readonly #bookmarks: Record<string, unknown>;
  readonly #keys: Readonly<Record<string, string | undefined>>;

  /**
   * @param value the state file's object; a bookmark may be an object or, as old taps wrote it, a bare time
   * @param keys the replication key of each stream
   * @throws ConfigError naming the stream whose bookmark cannot be read
   */
  constructor(value: Row, keys: Readonly<Record<string, string | undefined>>) {
    const { bookmarks = {}, ...rest } = structuredClone(value);
    if (typeof bookmarks !== 'object' || bookmarks === null || Array.isArray(bookmarks)) {
      throw new ConfigError('state: "bookmarks" must be an object of one bookmark per stream');
    }
    this.#bookmarks = bookmarks as Record<string, unknown>;
    this.#value = { ...rest, bookmarks: this.#bookmarks };
    this.#keys = keys;
    for (const stream of Object.keys(keys)) this.bookmark(stream);
  }

  /** The stream that an interrupted run was at. */
  get currentlySyncing(): string | undefined {
    const stream = this.#value['currently_syncing'];
    return typeof stream === 'string' ? stream : undefined;
  }

  set currentlySyncing(stream: string | undefined) {
    if (stream === undefined) delete this.#value['currently_syncing'];
    else this.#value['currently_syncing'] = stream;
  }

  /** Whether an earlier run left a bookmark. */
  get continues(): boolean {
    return Object.keys(this.#keys).some((stream) => this.bookmark(stream) !== undefined);
  }

  /** The stream's bookmark in epoch seconds; undefined before its first run. */
  bookmark(stream: string): number | undefined {
    const key = this.#keys[stream];
    const bookmark = this.#bookmarks[stream];
    if (key === undefined || bookmark === undefined || bookmark === null) return undefined;
    const value = typeof bookmark === 'object' ? (bookmark as Row)[key] : bookmark;
    if (value === undefined || value === null || value === '') return undefined;
    const seconds = epochSeconds(value);
    if (!Number.isFinite(seconds)) {
      throw new ConfigError(
        `state: the bookmark of "${stream}" is no time: "${key}" is ${JSON.stringify(value)}`,
      );
    }
    return Math.floor(seconds);
  }

  /** Sets the stream's bookmark to `seconds` if that is later; says whether it moved. */
  advance(stream: string, seconds: number): boolean {
    const key = this.#keys[stream];
    const before = this.bookmark(stream);
    const text = isoMicroseconds(seconds);
    if (key === undefined || text === undefined || (before !== undefined && before >= seconds)) return false;
    this.#bookmarks[stream] = { [key]: text };
    return true;
  }

  /** Sets the stream's bookmark back to `seconds`. */
  rewind(stream: string, seconds: number): void {
    delete this.#bookmarks[stream];
    this.advance(stream, seconds);
  }

  /** The whole state as a message of its own. */
  message(): StateMessage {
    return { type: 'STATE', value: structuredClone(this.#value) };
  }
}
