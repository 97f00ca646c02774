// Points 25 to 28: what a run hands to the next one.
import { expect, it } from 'vitest';
import type { Message, Row } from '../../../core/protocol/messages.ts';
import { fieldsOf } from '../../../sandbox/json.ts';
import { control, lastState, parse } from '../../support/tap.ts';
import { expectComplete, held, recordsOf, schemasOf, truthOf } from './replica.ts';
import { useSource, type Session, type TapSubject } from './session.ts';

/** The tests of this part. */
export function resuming(tap: TapSubject): void {
  const still = useSource(tap);
  const edited = useSource(tap);
  const changing = useSource(tap);

  it('with what it does not know in the state kept as it was, in every STATE [25]', async () => {
    const [selected = '', other = ''] = await still.incremental();
    const kept = {
      bookmarks: { [other]: { offset: [1, { a: null }] }, elsewhere: 'x' },
      note: { by: 'operator' },
    };
    const { messages } = await still.run({ state: kept, catalog: await still.select([selected]) });
    const states = messages.flatMap((message) => (message.type === 'STATE' ? [message.value] : []));
    expect(states.length).toBeGreaterThan(0);
    for (const state of states) expect(state).toMatchObject(kept);
    expect(states.at(-1)?.['bookmarks']).toHaveProperty(selected);
  });

  it('with no row older than its bookmarks, where nothing has changed [26]', async () => {
    const first = await still.complete();
    const second = await still.run({ state: first.state, catalog: await still.select() });
    expect(second.code).toBe(0);
    expect(await bookmarked(still, second.messages)).toEqual([]);
    await expectComplete([...first.messages, ...second.messages], still.source.controls);
  });

  it('with just the rows that have changed since [26]', async () => {
    const first = await edited.complete();
    await control(edited.source.controls, 'mutate', { n: 20, seed: 5 });
    const second = await edited.run({ state: first.state, catalog: await edited.select() });
    const since = fieldsOf(first.state?.['bookmarks']);
    const changed: string[] = [];
    for (const stream of await edited.incremental()) {
      const schema = schemasOf(second.messages).get(stream);
      const [key = ''] = schema?.bookmark_properties ?? [];
      if (!schema) continue;
      const truth = [...(await truthOf(edited.source.controls, schema))];
      const newer = truth.filter(([, row]) => String(row[key]) >= String(fieldsOf(since[stream])[key]));
      changed.push(...newer.map(([id]) => id));
      expect([...held(second.messages, schema).keys()].toSorted()).toEqual(
        newer.map(([id]) => id).toSorted(),
      );
    }
    expect(changed.length).toBeGreaterThan(5);
    await expectComplete([...first.messages, ...second.messages], edited.source.controls);
  });

  it.each(['first', 'middle', 'last but one'])(
    'after a kill -9 at its %s STATE, missing nothing [27]',
    async (which) => {
      const states = (await still.complete()).messages.filter(({ type }) => type === 'STATE').length;
      const at = { first: 1, middle: states >> 1 }[which] ?? states - 1;
      await still.faults([{ route: '*', fault: 'delay', ms: 20, times: 1e6 }]);
      const seen = await killedAt(still, at);
      await still.faults([]);
      const state = lastState(seen);
      expect(state).toBeDefined();
      const rest = await still.run({ state, catalog: await still.select() });
      expect(rest.code).toBe(0);
      await expectComplete([...seen, ...rest.messages], still.source.controls);
    },
  );

  it('with the rows that changed while it read them, in this run or the next [28]', async () => {
    // Without a lookback a bookmark that is the end of the run, some seconds later, leaves rows out.
    const run = { catalog: await changing.select(), config: { lookback_seconds: 0 } };
    await changing.faults([
      { route: '*', fault: 'mutate', nth: 2, times: 40, n: 3 },
      { route: '*', fault: 'delay', nth: 2, times: 100, ms: 700 },
    ]);
    const first = await changing.run(run);
    await changing.faults([]);
    expect(first.code).toBe(0);
    const second = await changing.run({ ...run, state: first.state });
    await expectComplete([...first.messages, ...second.messages], changing.source.controls);
  });
}

/** The records of streams with a bookmark of their own. */
async function bookmarked(session: Session, messages: readonly Message[]): Promise<Row[]> {
  const streams = new Set(await session.incremental());
  return recordsOf(messages)
    .filter(({ stream }) => streams.has(stream))
    .map(({ record }) => record);
}

/** What came out of a run over all streams until it was killed at its n-th STATE. */
async function killedAt(session: Session, n: number): Promise<Message[]> {
  const { child, ended } = session.start({ catalog: await session.select() });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n{"type":"STATE"').length > n) child.kill('SIGKILL');
  });
  const { signal, stdout } = await ended;
  expect(signal).toBe('SIGKILL');
  return parse(stdout);
}
