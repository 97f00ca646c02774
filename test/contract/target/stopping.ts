// Points 11, 13, 46 and 53: signals and broken pipes.
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { numbered, schema, state } from './messages.ts';
import { Session, statesOf, type TargetSubject } from './session.ts';

const BLOCK = 20_000;

/** The tests of this part. */
export function stopping(target: TargetSubject): void {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'at %s, even twice: what it took is delivered, STATE tells no more than that [11] [53]',
    async (signal, code) => {
      const session = new Session(target);
      const live = session.start();
      await live.send([schema('users'), ...numbered('users', 0, BLOCK), state({ at: BLOCK })]);
      await live.send([...numbered('users', BLOCK, 2 * BLOCK), state({ at: 2 * BLOCK })]);
      live.child.kill(signal);
      live.child.kill(signal);
      const ended = await live.ended;
      expect(ended).toMatchObject({ code, signal: null });
      expect(ended.stderr).not.toMatch(/^CRITICAL/m);
      const at = Number(statesOf(ended.stdout).at(-1)?.['at'] ?? 0);
      const rows = await session.rows('users');
      expect(at).toBeGreaterThan(0);
      expect(rows.length).toBeGreaterThanOrEqual(at);
      expect(rows).toEqual(rows.map((_, id) => ({ id })));
    },
  );

  it('at once where it is told to before any input came [11]', async () => {
    const live = new Session(target).start();
    await once(live.child, 'spawn');
    // Its handlers are up once it has said anything; an unknown type makes it speak.
    const spoken = once(live.child.stderr, 'data');
    await live.send(['{"type":"UNHEARD_OF"}']);
    await spoken;
    live.child.kill('SIGTERM');
    expect(await live.ended).toMatchObject({ code: 143, stdout: '' });
  });

  it('when nobody reads its STATE any more: one line, no stack, no success [13]', async () => {
    const live = new Session(target).start();
    live.child.stdout.destroy();
    await live.send([schema('users'), ...numbered('users', 0, 3), state({ at: 3 })]);
    const { code, stderr } = await live.end();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ERROR the reader of our output has gone; stopped$/m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
}
