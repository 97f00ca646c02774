// Brings each message to its stream's route, STATE to the watermark.
import { isDeepStrictEqual } from 'node:util';
import { ProtocolError } from '../errors.ts';
import type { Log } from '../log.ts';
import { Metrics } from '../protocol/metrics.ts';
import { at, type Incoming, type Origin } from '../protocol/incoming.ts';
import type {
  ActivateVersionMessage,
  RecordMessage,
  SchemaMessage,
  StateMessage,
} from '../protocol/messages.ts';
import type { Watermark } from '../protocol/settle.ts';
import { Route } from './route.ts';
import type { Destination, TargetSettings } from '../sink.ts';

/** The streams of a run. Needs `close`, which also logs the counts. */
export class Router {
  readonly #destination: Destination;
  readonly #watermark: Watermark;
  readonly #settings: TargetSettings;
  readonly #log: Log;
  readonly #metrics: Metrics;
  readonly #routes = new Map<string, Route>();
  readonly #unversioned = new Set<string>();
  readonly #ticket = (): ReturnType<Watermark['ticket']> => this.#watermark.ticket();

  constructor(destination: Destination, watermark: Watermark, settings: TargetSettings, log: Log) {
    this.#destination = destination;
    this.#watermark = watermark;
    this.#settings = settings;
    this.#log = log;
    this.#metrics = new Metrics(log);
  }

  /**
   * Handles one message. A promise means that the next message has to wait for it.
   * @throws ProtocolError
   */
  take(incoming: Incoming): Promise<void> | void {
    const { message } = incoming;
    switch (message.type) {
      case 'RECORD':
        return this.#route(message, incoming).write(message, incoming, this.#ticket);
      case 'SCHEMA':
        return this.#open(message, incoming);
      case 'STATE':
        return this.#state(message, incoming.source);
      case 'ACTIVATE_VERSION':
        return this.#activate(message, this.#route(message, incoming));
    }
  }

  /** Settles all that was taken. @throws what the first sink threw, once the others are done */
  async flush(): Promise<void> {
    const results = await Promise.allSettled([...this.#routes.values()].map((route) => route.flush()));
    const failed = results.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Logs what came for each stream. */
  close(): void {
    this.#metrics.close();
    for (const stream of this.#routes.keys()) {
      this.#log.info({ stream }, `${stream}: ${this.#counter(stream).total} records taken`);
    }
  }

  #route(message: RecordMessage | ActivateVersionMessage, { line }: Origin): Route {
    const route = this.#routes.get(message.stream);
    if (!route)
      throw new ProtocolError(`${at(line)}${message.type} of "${message.stream}" comes before its SCHEMA`);
    return route;
  }

  async #open(message: SchemaMessage, origin: Origin): Promise<void> {
    const { stream } = message;
    const earlier = this.#routes.get(stream);
    // Some taps send the same schema again and again, with every parent record.
    if (earlier && isSameShape(earlier.schema, message)) return;
    if (earlier) await earlier.flush();
    const sink = await this.#destination.sink(message);
    this.#routes.set(stream, new Route(message, origin, sink, this.#counter(stream), this.#settings));
  }

  // An empty state would make the orchestrator forget its bookmarks.
  #state({ value }: StateMessage, source: string | undefined): void {
    if (Object.keys(value).length === 0) return;
    if (this.#routes.size === 0) this.#destination.continues?.(value);
    this.#watermark.state(source ?? JSON.stringify(value));
  }

  #activate({ stream, version }: ActivateVersionMessage, route: Route): Promise<void> | void {
    if (route.sink.activateVersion) return route.sink.activateVersion(version);
    if (!this.#unversioned.has(stream)) {
      this.#log.warn(
        { stream },
        `${stream}: rows that are gone at the source stay here: ACTIVATE_VERSION is ignored`,
      );
    }
    this.#unversioned.add(stream);
  }

  #counter(stream: string): ReturnType<Metrics['counter']> {
    return this.#metrics.counter('record_count', { stream });
  }
}

function isSameShape(one: SchemaMessage, other: SchemaMessage): boolean {
  return isDeepStrictEqual([one.schema, one.key_properties], [other.schema, other.key_properties]);
}
