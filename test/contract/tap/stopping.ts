// Points 11, 12, 14, 32 and 33: signals, readers that are slow or gone, and faults of its own.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { run } from '../../support/spawn.ts';
import { lastState, parse } from '../../support/tap.ts';
import { expectComplete } from './replica.ts';
import { useSource, type Session, type TapSubject } from './session.ts';

const STACK = /^\s+at .*:\d+/m;
const MIB = 1024 * 1024;

/** The tests of this part. */
export function stopping(tap: TapSubject): void {
  const session = useSource(tap);
  const large = useSource(tap, 'large');

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'on %s with %i, in time, even when it comes twice, and can be resumed [11]',
    async (name, code) => {
      await session.faults([{ route: '*', fault: 'delay', ms: 50, times: 1e6 }]);
      const catalog = await session.select();
      const { child, ended } = session.start({ catalog });
      let text = '';
      let left = 2;
      child.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        // A process that has let go of its handlers, about to end, would be ended by one more.
        if (text.includes('"type":"STATE"')) for (; left > 0; left -= 1) child.kill(name);
      });
      const stopped = await ended;
      await session.faults([]);
      expect(stopped).toMatchObject({ code, signal: null });
      expect(stopped.stdout).toMatch(/\}\n$/);
      expect(stopped.stderr).toMatch(new RegExp(`^WARNING ${name}`, 'm'));
      expect(stopped.stderr).not.toMatch(/^CRITICAL|^\s+at /m);
      const messages = parse(stopped.stdout);
      const rest = await session.run({ catalog, state: lastState(messages) });
      await expectComplete([...messages, ...rest.messages], session.source.controls);
    },
  );

  it('only once all is out: more than 5 MiB arrive whole at a reader that lets the pipe fill and then dawdles [12]', async () => {
    // Children cost a request each: with them the reader would be the faster of the two.
    const catalog = await large.select(await large.incremental());
    const { child, ended } = large.start({ catalog });
    const { stdout: output } = child;
    await new Promise((heard) => output?.once('data', heard));
    output?.pause();
    const asked = await settled(large);
    let rest = 0;
    output?.on('data', (chunk: Buffer) => {
      rest += chunk.length;
      output.pause();
      setTimeout(() => output.resume(), 20);
    });
    output?.resume();
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(await large.requests()).toBeGreaterThan(asked);
    expect(rest).toBeGreaterThan(5 * MIB);
    await expectComplete(parse(stdout), large.source.controls);
  });

  it('with a stack and whole lines at a fault of its own, waiting for no answer any more [14]', async () => {
    const fault = `let calls = 0;
      const toISOString = Date.prototype.toISOString;
      Date.prototype.toISOString = function () {
        calls += 1;
        if (calls > 1) throw new TypeError('a fault of its own');
        return toISOString.call(this);
      };`;
    const preload = `--import=data:text/javascript,${encodeURIComponent(fault)}`;
    await session.faults([{ route: '*', fault: 'hang', nth: 6, times: 1e6 }]);
    const { code, stdout, stderr } = await session.run({ env: { NODE_OPTIONS: preload } });
    await session.faults([]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^CRITICAL .*a fault of its own/m);
    expect(stderr).toMatch(STACK);
    expect(stderr).not.toMatch(/trying again/);
    expect(stdout).toMatch(/\}\n$/);
  });

  it('soon and quietly when its reader goes, as in `tap | head -1` [32]', async () => {
    const catalog = await session.select();
    const before = await session.requests();
    await session.run({ catalog });
    const all = (await session.requests()) - before;
    await session.faults([{ route: '*', fault: 'delay', ms: 50, times: 1e6 }]);
    const piped = ['bash', '-c', 'set -o pipefail; "$@" | head -1', '-', ...session.commandLine({ catalog })];
    const { code, stdout, stderr } = await run(piped);
    await session.faults([]);
    expect(code).toBe(1);
    expect(parse(stdout)).toHaveLength(1);
    expect(stderr).not.toMatch(STACK);
    expect((await session.requests()) - before - all).toBeLessThan(all / 2);
  });

  it.runIf(process.platform === 'linux')(
    'to ask while its reader pauses, growing no further, and goes on with it [33]',
    async () => {
      const before = await large.requests();
      const { child, ended } = large.start({ catalog: await large.select() });
      await new Promise((heard) => child.stdout?.once('data', heard));
      child.stdout?.pause();
      const asked = await settled(large);
      const size = residentBytes(child.pid);
      await sleep(1000);
      expect(await large.requests()).toBe(asked);
      expect(residentBytes(child.pid)).toBeLessThan(size + 10 * MIB);
      child.stdout?.resume();
      const { code, stdout } = await ended;
      expect(code).toBe(0);
      expect(asked - before).toBeLessThan(((await large.requests()) - before) / 2);
      await expectComplete(parse(stdout), large.source.controls);
    },
  );
}

/** The number of requests once it has stood still for a while. */
async function settled(session: Session): Promise<number> {
  let last = -1;
  for (let same = 0; same < 4;) {
    await sleep(500);
    const now = await session.requests();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

function residentBytes(pid: number | undefined): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
