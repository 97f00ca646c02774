// The ordered watermark: a STATE is due once every record before it is settled, whatever the order they settle in.

/**
 * The records between two STATEs. A sink gets one with each record and settles as many as it has made durable;
 * records of one ticket are counted, not told apart.
 */
export interface Ticket {
  /** Call it once for each record, or once for `count` of them. */
  settle(count?: number): void;
}

/** Tickets held until what they stand for is delivered. */
export class HeldTickets {
  #held: { ticket: Ticket; count: number }[] = [];

  /** Takes one record's ticket. */
  hold(ticket: Ticket): void {
    const last = this.#held.at(-1);
    if (last?.ticket === ticket) last.count += 1;
    else this.#held.push({ ticket, count: 1 });
  }

  /** Those held so far, which it forgets: call the result once they are delivered. */
  take(): () => void {
    const taken = this.#held;
    this.#held = [];
    return () => {
      for (const { ticket, count } of taken) ticket.settle(count);
    };
  }
}

/** Spans kept apart. Past it, new records join the last one: its STATE then waits for them too, and memory stays flat. */
const MAX_SPANS = 1000;

/** Knows which STATE may be printed: https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md#state-message */
export class Watermark {
  readonly #spans: Span[] = [];
  #last: string | undefined;

  /** Takes a record into account. */
  ticket(): Ticket {
    const last = this.#spans.at(-1);
    const full = this.#spans.length >= MAX_SPANS;
    const span = last && (last.state === undefined || full) ? last : this.#open();
    span.unsettled += 1;
    return span;
  }

  /** Takes a STATE into account; `text` is what will be printed. One that follows another directly replaces it. */
  state(text: string): void {
    const span = this.#spans.at(-1) ?? this.#open();
    span.state = text;
  }

  /** Whether a STATE has come that is not out yet. */
  get waiting(): boolean {
    return this.#spans[0]?.state !== undefined;
  }

  /** The newest STATE with nothing unsettled before it; undefined where there is none, or none that differs from the last one. */
  due(): string | undefined {
    const open = this.#spans.findIndex((span) => span.unsettled > 0 || span.state === undefined);
    const state = this.#spans.splice(0, open === -1 ? this.#spans.length : open).at(-1)?.state;
    if (state === undefined || state === this.#last) return undefined;
    this.#last = state;
    return state;
  }

  #open(): Span {
    const span = new Span();
    this.#spans.push(span);
    return span;
  }
}

class Span implements Ticket {
  unsettled = 0;
  state: string | undefined;

  settle(count = 1): void {
    if (count > this.unsettled) throw new Error('a sink settled more records than it was given');
    this.unsettled -= count;
  }
}
