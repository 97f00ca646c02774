// A target run within the process, on a destination that the test can slow down and break.
import { expect, test } from 'vitest';
import { createLog } from '../../core/log.ts';
import type { Incoming } from '../../core/protocol/incoming.ts';
import type { Message, Row, SchemaMessage } from '../../core/protocol/messages.ts';
import type { Destination, Sink, SinkRecord, TargetSettings } from '../../core/sink.ts';
import { runTarget } from '../../core/target.ts';

/** Keeps records in memory until they are flushed. */
class MemorySink implements Sink {
  readonly stored: Row[] = [];
  readonly #held: SinkRecord[] = [];
  readonly #fail: Error | undefined;
  constructor(fail?: Error) {
    this.#fail = fail;
  }
  write(record: SinkRecord): void {
    this.#held.push(record);
  }
  async flush(): Promise<void> {
    // A real sink is elsewhere while it flushes.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#fail) throw this.#fail;
    for (const { row, ticket } of this.#held.splice(0).toReversed()) {
      this.stored.push(row);
      ticket.settle();
    }
  }
}

interface Options {
  settings?: Partial<TargetSettings>;
  sink?: (schema: SchemaMessage) => Sink;
  signal?: AbortSignal;
}

async function run(messages: Iterable<Message> | AsyncIterable<Iterable<Incoming>>, options: Options = {}) {
  const states: string[] = [];
  const log: string[] = [];
  const sinks: { schema: SchemaMessage; sink: Sink }[] = [];
  let closed = 0;
  const continued: Row[] = [];
  const destination: Destination = {
    continues: (state) => void continued.push(state),
    sink: (schema) => {
      const sink = options.sink?.(schema) ?? new MemorySink();
      sinks.push({ schema, sink });
      return sink;
    },
    close: async () => void (closed += 1),
  };
  const error = await runTarget(
    { open: () => destination },
    {
      flags: {},
      config: { validate_records: true, add_record_metadata: false, ...options.settings },
      log: createLog('test', {}, (line) => log.push(line)),
      signal: options.signal ?? new AbortController().signal,
    },
    Symbol.iterator in messages ? oneBatch(messages) : messages,
    (text) => void states.push(text),
  ).catch((failure: unknown) => failure);
  return { error, states, log: log.join(''), sinks, closed, continued };
}

// oxlint-disable-next-line require-await -- an async generator is what a stream is
async function* oneBatch(messages: Iterable<Message>): AsyncGenerator<Incoming[]> {
  yield [...messages].map((message) => ({ message }));
}

const schema = (stream: string, type = 'integer'): SchemaMessage => ({
  type: 'SCHEMA',
  stream,
  schema: { type: 'object', properties: { id: { type } } },
  key_properties: ['id'],
});
const record = (stream: string, id: unknown): Message => ({ type: 'RECORD', stream, record: { id } });
const state = (value: Row): Message => ({ type: 'STATE', value });

test('takes messages that were never JSON, settles them across streams and prints the last STATE', async () => {
  const { error, states, sinks, closed } = await run([
    schema('a'),
    schema('b'),
    record('a', 1),
    record('b', 1),
    state({ at: 1 }),
    record('a', 2),
    state({ at: 2 }),
  ]);
  expect(error).toBeUndefined();
  expect(states).toEqual(['{"at":2}']);
  expect(sinks.map(({ sink }) => sink)).toMatchObject([
    { stored: [{ id: 2 }, { id: 1 }] },
    { stored: [{ id: 1 }] },
  ]);
  expect(closed).toBe(1);
});

test('prints no STATE that follows an unsettled record of any stream', async () => {
  const broken = new MemorySink(new Error('b is down'));
  const { error, states, closed } = await run(
    [schema('a'), schema('b'), record('a', 1), state({ at: 1 }), record('b', 1), state({ at: 2 })],
    { sink: ({ stream }) => (stream === 'b' ? broken : new MemorySink()) },
  );
  expect(error).toMatchObject({ message: 'b is down' });
  expect(states).toEqual(['{"at":1}']);
  expect(closed).toBe(1);
});

test('a record that is refused stops the run; those before it are settled and their STATE is printed', async () => {
  const { error, states } = await run([
    schema('a'),
    record('a', 1),
    state({ at: 1 }),
    record('a', 'x'),
    state({ at: 2 }),
  ]);
  expect(error).toMatchObject({ message: 'RECORD of "a" with id "x": "id" must be integer' });
  expect(states).toEqual(['{"at":1}']);
});

test('an empty STATE is never printed, and does not hide the one before it', async () => {
  expect((await run([state({})])).states).toEqual([]);
  expect((await run([state({ at: 1 }), state({})])).states).toEqual(['{"at":1}']);
});

test('the same SCHEMA again opens nothing', async () => {
  const { sinks } = await run([schema('a'), record('a', 1), schema('a'), record('a', 2)]);
  expect(sinks).toHaveLength(1);
});

test('a SCHEMA that changed flushes what came under the old one, then opens the stream again', async () => {
  const opened: MemorySink[] = [];
  const storedByThen: number[][] = [];
  const { error } = await run([schema('a'), record('a', 1), schema('a', 'string'), record('a', 'x')], {
    sink: () => {
      storedByThen.push(opened.map(({ stored }) => stored.length));
      opened.push(new MemorySink());
      return opened.at(-1) ?? new MemorySink();
    },
  });
  expect(error).toBeUndefined();
  expect(storedByThen).toEqual([[], [1]]);
  expect(opened.map(({ stored }) => stored)).toEqual([[{ id: 1 }], [{ id: 'x' }]]);
});

test('waits for a sink that asks for it', async () => {
  let free = true;
  const overlaps: unknown[] = [];
  const slow: Sink = {
    write: async ({ row, ticket }) => {
      if (!free) overlaps.push(row);
      free = false;
      await new Promise((resolve) => setImmediate(resolve));
      free = true;
      ticket.settle();
    },
    flush: async () => {},
  };
  await run([schema('a'), record('a', 1), record('a', 2), record('a', 3)], { sink: () => slow });
  expect(overlaps).toEqual([]);
});

test('ACTIVATE_VERSION reaches a sink that can, in its place among the records', async () => {
  const calls: unknown[] = [];
  const sink: Sink = {
    write: ({ row, ticket }) => {
      calls.push(row['id']);
      ticket.settle();
    },
    flush: async () => {},
    activateVersion: async (version) => void calls.push(`version ${version}`),
  };
  await run(
    [schema('a'), record('a', 1), { type: 'ACTIVATE_VERSION', stream: 'a', version: 7 }, record('a', 2)],
    {
      sink: () => sink,
    },
  );
  expect(calls).toEqual([1, 'version 7', 2]);
});

test('when it is told to stop it settles what it took and prints the STATE', async () => {
  const stop = new AbortController();
  async function* endless(): AsyncGenerator<Incoming[]> {
    yield [schema('a'), record('a', 1), state({ at: 1 })].map((message) => ({ message }));
    stop.abort();
    await Promise.reject(stop.signal.reason);
  }
  const { error, states } = await run(endless(), { signal: stop.signal });
  expect(error).toBeUndefined();
  expect(states).toEqual(['{"at":1}']);
});

test('a schema that is none is refused where records are to be checked, taken where they are not', async () => {
  const odd: SchemaMessage = { ...schema('a'), schema: { properties: { id: { type: 'nonsense' } } } };
  expect((await run([odd])).error).toMatchObject({
    message: expect.stringContaining('SCHEMA of "a" is no valid JSON Schema'),
  });
  expect((await run([odd], { settings: { validate_records: false } })).error).toBeUndefined();
});

test('counts the records of each stream', async () => {
  const { log } = await run([schema('a'), schema('b'), record('a', 1), record('a', 2)]);
  expect(log).toContain('METRIC: {"type":"counter","metric":"record_count","value":2,"tags":{"stream":"a"}}');
  expect(log).toContain('a: 2 records taken');
  expect(log).toContain('b: 0 records taken');
});

test('a destination hears what the tap goes on from, and of no later STATE', async () => {
  const later = await run([state({ at: 1 }), schema('a'), record('a', 1), state({ at: 2 })]);
  expect(later.continued).toEqual([{ at: 1 }]);
  const first = await run([schema('a'), state({ at: 1 })]);
  expect(first.continued).toEqual([]);
});
