// Points 12 and 38 to 41: when STATE is printed, and as what.
import { expect, it } from 'vitest';
import { run } from '../../support/spawn.ts';
import { numbered, record, schema, state } from './messages.ts';
import { Session, type TargetSubject } from './session.ts';

/** The tests of this part. */
export function states(target: TargetSubject): void {
  it.each([
    ['an empty input', []],
    ['a SCHEMA alone', [schema('users')]],
    ['records without a STATE', [schema('users'), ...numbered('users', 0, 3)]],
    ['an empty STATE', [schema('users'), ...numbered('users', 0, 3), state({})]],
  ])('nothing for %s, which is a success [38] [41]', async (_what, input) => {
    expect(await new Session(target).run(input)).toMatchObject({ code: 0, stdout: '' });
  });

  it('the value alone, on one line, as it was sent [39]', async () => {
    const value = '{"b": 12345678901234567890, "a": [1.0, "\u2028"]}';
    const { stdout } = await new Session(target).run([schema('users'), `{"type":"STATE","value":${value}}`]);
    expect(stdout).toBe(`${value}\n`);
  });

  it('the newest in the end, in order, none twice, though records follow it [39] [40]', async () => {
    const marks = Array.from({ length: 50 }, (_, at) => [record('users', { id: at }), state({ at })]);
    const { states: printed } = await new Session(target).run([
      schema('users'),
      ...marks.flat(),
      record('users', { id: 50 }),
    ]);
    const ats = printed.map((one) => Number(one['at']));
    expect(ats.at(-1)).toBe(49);
    expect(ats).toEqual([...new Set(ats)].toSorted((a, b) => a - b));
  });

  it('an earlier one where the last is empty [41]', async () => {
    const { stdout } = await new Session(target).run([schema('users'), state({ at: 1 }), state({})]);
    expect(stdout).toBe('{"at":1}\n');
  });

  it.skipIf('STATE on the way' in (target.omits ?? {}))(
    'one while input goes on, with all before it delivered: killed at once, nothing of it is lost [39] [46]',
    async () => {
      const session = new Session(target);
      const live = session.start();
      await live.send([
        schema('users'),
        ...numbered('users', 0, 500),
        state({ at: 500 }),
        ...numbered('users', 500, 700),
      ]);
      expect(await live.nextState()).toEqual({ at: 500 });
      expect(live.child.exitCode).toBeNull();
      live.child.kill('SIGKILL');
      expect(await live.ended).toMatchObject({ signal: 'SIGKILL' });
      await session.run([schema('users'), ...numbered('users', 500, 1000), state({ at: 1000 })]);
      const ids = new Set((await session.rows('users')).map((row) => row['id']));
      expect([...ids].toSorted((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 1000 }, (_, id) => id),
      );
    },
  );

  it('a STATE of 5 MiB in full to a slow reader [12]', async () => {
    const input = `${schema('users')}\n${state({ text: 'x'.repeat(5 * 1024 * 1024) })}`;
    const slowly = ['sh', '-c', '"$0" "$@" | { sleep 1; wc -c; }', ...new Session(target).commandLine()];
    const { stdout } = await run(slowly, { input });
    expect(Number(stdout)).toBe('{"text":""}\n'.length + 5 * 1024 * 1024);
  });
}
