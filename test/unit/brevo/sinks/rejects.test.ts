// The rejects file: what is in it when, and what a run makes of it.
import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hideSecret } from '../../../../core/log.ts';
import type { Reject } from '../../../../targets/brevo/model.ts';
import { Rejects } from '../../../../targets/brevo/rejects.ts';

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'rejects-')), 'rejects.jsonl');
});

const reject = (key: string, reason = 'why'): Reject => ({
  stream: 'contacts',
  key,
  reason,
  hint: 'do',
  payload: { email: `${key}@acme.example` },
});
const lines = (): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

describe('the rejects file', () => {
  it('is made with the first reject, for its owner alone, one line each', async () => {
    const rejects = await Rejects.open(path, 0);
    expect(existsSync(path)).toBe(false);
    await rejects.add([reject('A'), reject('B')]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(lines().map((line): unknown => JSON.parse(line))).toEqual([reject('A'), reject('B')]);
    await rejects.close();
  });

  it('holds no secret', async () => {
    hideSecret('xkeysib-very-"secret"');
    const rejects = await Rejects.open(path, 0);
    await rejects.add([reject('A', 'the key xkeysib-very-"secret" is bad')]);
    expect(lines()[0]).toContain('the key *** is bad');
    await rejects.close();
  });

  it('stops a run that has more of them than are allowed, also when they are of an earlier run', async () => {
    const first = await Rejects.open(path, 1);
    await first.add([reject('A')]);
    first.check();
    await first.add([reject('B')]);
    expect(() => first.check()).toThrow(/^2 records were refused and kept in .*more than max_rejects \(1\)/);
    await first.close();
    const second = await Rejects.open(path, 0);
    expect([second.waiting, second.added]).toEqual([2, 0]);
    expect(() => second.check()).toThrow('mend them and replay the rejects');
  });

  it('loses the lines of what was delivered, and keeps the newest of what was refused again', async () => {
    const first = await Rejects.open(path, 0);
    await first.add([reject('A'), reject('B'), reject('C')]);
    await first.close();
    const second = await Rejects.open(path, 0);
    second.settle({ stream: 'contacts', key: 'B' });
    await second.add([reject('A', 'still')]);
    expect((await second.read()).map(({ key, reason }) => [key, reason])).toEqual([
      ['A', 'still'],
      ['C', 'why'],
    ]);
    await second.close();
    expect(lines()).toHaveLength(2);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const third = await Rejects.open(path, 0);
    for (const key of ['A', 'C']) third.settle({ stream: 'contacts', key });
    third.check();
    await third.close();
    expect(existsSync(path)).toBe(false);
  });

  it('counts a record once, however often it was refused', async () => {
    const rejects = await Rejects.open(path, 1);
    await rejects.add([reject('A'), reject('A')]);
    expect(rejects.waiting).toBe(1);
    await rejects.close();
    expect(lines()).toHaveLength(1);
  });

  it('that a killed run left half written is mended', async () => {
    writeFileSync(path, `${JSON.stringify(reject('A'))}\n{"stream":"contacts","key":"B","rea`);
    const rejects = await Rejects.open(path, 0);
    expect(rejects.waiting).toBe(1);
    await rejects.add([reject('C')]);
    await rejects.close();
    expect(lines().map((line) => (JSON.parse(line) as Reject).key)).toEqual(['A', 'C']);
  });

  it('whose last line lacks its end keeps that line', async () => {
    writeFileSync(path, JSON.stringify(reject('A')));
    const rejects = await Rejects.open(path, 0);
    await rejects.add([reject('B')]);
    await rejects.close();
    expect(lines()).toHaveLength(2);
  });

  it.each(['{"key":"A"}', 'hello', '[]', 'null'])('with the line %s is refused, by number', async (line) => {
    appendFileSync(path, `${JSON.stringify(reject('A'))}\n${line}\n`);
    await expect(Rejects.open(path, 0)).rejects.toThrow(`${path}:2 is no reject`);
  });

  it('that cannot be written says so in one line', async () => {
    const rejects = await Rejects.open(join(path, 'no', 'folder'), 0);
    await expect(rejects.add([reject('A')])).rejects.toThrow(
      /^rejects_path: .* cannot be written \(ENOENT\)/,
    );
  });
});
