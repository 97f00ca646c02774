// The pipe that the README shows, as cron runs it: whatever ends a run, the state it keeps is not ahead of the files.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Message, Row } from '../../core/protocol/messages.ts';
import { fieldsOf } from '../../sandbox/json.ts';
import { startSandbox, type RequestReport, type Sandbox } from '../../sandbox/index.ts';
import { expectComplete, STREAMS } from '../support/compare.ts';
import { jsonLines } from '../support/json-lines.ts';
import { bin, start, temporaryFolder, type Running } from '../support/spawn.ts';
import { control, replica, TOKEN } from '../support/tap.ts';

const SIZES = { contacts: 300, companies: 120, conversations: 700, parts: 2 };
const BINARIES = { 'tap-intercom': 'taps/intercom', 'target-jsonl': 'targets/jsonl' };
const READ = STREAMS.filter((stream) => stream !== 'contact_events');

/** The time that a stream's bookmark stands for, in a row of it. */
const TIMES: Record<string, string> = {
  contacts: 'updated_at',
  companies: 'updated_at',
  conversations: 'updated_at',
  conversation_parts: 'conversation_updated_at',
};

const [, PIPE = ''] =
  /^(touch state\.jsonl\n[^`]*\| target-jsonl >> state\.jsonl\n)```$/m.exec(
    readFileSync('README.md', 'utf8'),
  ) ?? [];

type Who = keyof typeof BINARIES | 'all';

/** A folder in which the pipe runs, again and again. */
class ShellLoop {
  readonly folder = temporaryFolder();
  readonly sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
    mkdirSync(join(this.folder, 'bin'));
    for (const [name, path] of Object.entries(BINARIES)) {
      const shim = join(this.folder, 'bin', name);
      writeFileSync(shim, `#!/bin/sh\necho $$ > ${name}.pid\nexec ${bin(path).join(' ')} "$@"\n`);
      chmodSync(shim, 0o755);
    }
  }

  /** A run in a process group of its own, on a machine where no lock is left. */
  start(config: Row = {}): Running {
    const whole = { access_token: TOKEN, base_url: this.sandbox.intercom, ...config };
    writeFileSync(join(this.folder, 'config.json'), JSON.stringify(whole));
    return start(['bash', '-c', PIPE], {
      detached: true,
      cwd: this.folder,
      env: { PATH: `${join(this.folder, 'bin')}:${process.env['PATH']}`, TMPDIR: temporaryFolder() },
    });
  }

  /** The bookmarks that the next run starts from. */
  get bookmarks(): Row {
    return fieldsOf(jsonLines<Row>(this.#text('state.jsonl')).at(-1)?.['bookmarks']);
  }

  /** The rows in the files, as messages; a last one that is half written is cut off by the next run. */
  get rows(): Message[] {
    return READ.flatMap((stream) => {
      const text = this.#text(`${stream}.jsonl`);
      const records = jsonLines<Row>(text.slice(0, text.lastIndexOf('\n') + 1));
      return records.map((record): Message => ({ type: 'RECORD', stream, record }));
    });
  }

  /** Signals one of the two, or bash and both. */
  kill(who: Who, running: Running, signal: NodeJS.Signals): void {
    process.kill(who === 'all' ? -(running.child.pid ?? 0) : Number(this.#text(`${who}.pid`)), signal);
  }

  /** Asserts that the files hold each row that the state takes for read; gives how many these are. */
  async expectNotAhead(): Promise<number> {
    const { rows, bookmarks } = this;
    let taken = 0;
    for (const [stream, time] of Object.entries(TIMES)) {
      const { updated_at: since } = fieldsOf(bookmarks[stream]);
      const isTaken = (row: Row): boolean => typeof since === 'string' && String(row[time]) < since;
      await expectComplete(rows, this.sandbox.intercom, [stream], isTaken);
      taken += [...replica(rows, stream).values()].filter(isTaken).length;
    }
    return taken;
  }

  #text(name: string): string {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}

const ENDINGS: [who: Who, signal: NodeJS.Signals][] = [
  ['tap-intercom', 'SIGKILL'],
  ['target-jsonl', 'SIGKILL'],
  ['all', 'SIGTERM'],
];

describe.concurrent.each(ENDINGS)('%s gets %s', (who, signal) => {
  test.each([
    ['early', false],
    ['once a bookmark is kept', true],
  ])('%s: what is kept is not ahead of the files, and the next run completes them', async (_when, late) => {
    const sandbox = await startSandbox({ ...SIZES, rateLimit: 0, latencyMs: 80, scrollIdleSeconds: 1 });
    const loop = new ShellLoop(sandbox);
    // Slow enough for the target to print a state on the way.
    const running = loop.start({ max_concurrency: 4 });
    const isTime = async (): Promise<boolean> =>
      late
        ? Object.keys(loop.bookmarks).length > 0
        : (await control<RequestReport>(sandbox.intercom, 'requests')).total > 40;
    await expect.poll(isTime, { timeout: 30_000 }).toBe(true);
    loop.kill(who, running, signal);
    expect(await running.ended).not.toMatchObject({ code: 0 });
    expect(await loop.expectNotAhead()).toBeGreaterThanOrEqual(late ? 1 : 0);

    await control(sandbox.intercom, 'mutate', { n: 60 });
    expect(await loop.start().ended).toMatchObject({ code: 0 });
    await expectComplete(loop.rows, sandbox.intercom, READ);
    await sandbox.close();
  });
});
