// A plan as a file: what it says, and when it is refused.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError } from '../../../../core/errors.ts';
import type { Change } from '../../../../targets/brevo/model.ts';
import { changeText } from '../../../../targets/brevo/plan/fields.ts';
import {
  checkPlan,
  planChanges,
  planLines,
  stampPlan,
  voidPlans,
  type PlanBasis,
  type PlanHeader,
} from '../../../../targets/brevo/plan/plan-file.ts';
import { contact, Workspace } from './planned.ts';

const BASIS: PlanBasis = { mapping: 'm1', account: 'org-1', replica: 'r1' };

async function written(): Promise<{ space: Workspace; file: string; header: PlanHeader; changes: Change[] }> {
  const space = await Workspace.open();
  space.put(contact('a', 1, { plan: 'Pro' }), contact('b', 2));
  await space.sync();
  space.put(contact('a', 1, { plan: 'Max', lists: [36] }), contact('b', 2, { email: 'b2@example.com' }));
  const { changes, summary, upTo } = await space.plan();
  const header: PlanHeader = {
    type: 'plan',
    version: 1,
    ...BASIS,
    stamp: stampPlan(space.replica),
    sequence: upTo,
    planned_at: '2026-01-31T12:00:00.000Z',
    state: { bookmarks: { contacts: {} } },
    summary,
  };
  const folder = mkdtempSync(join(tmpdir(), 'plan-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'plan.jsonl');
  writeFileSync(file, [...planLines(header, space.replica), ''].join('\n'));
  return { space, file, header, changes };
}

test('the changes of a plan are read back exactly', async () => {
  const { space, file, header, changes } = await written();
  expect(await checkPlan(file, BASIS, space.replica)).toEqual(header);
  const read: Change[] = [];
  for await (const change of planChanges(file)) read.push(change);
  expect(read).toEqual(changes);
});

test('each line says what changes, before and after', async () => {
  const { file } = await written();
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows.map(({ type }) => type)).toEqual(['plan', 'change', 'change', 'end']);
  expect(rows[1]).toMatchObject({
    id: 'a',
    kind: 'update',
    fields: [{ field: 'PLAN', before: 'Pro', after: 'Max' }],
  });
  expect(rows[2]).toMatchObject({
    fields: [{ field: 'EMAIL', before: 'b@example.com', after: 'b2@example.com' }],
  });
});

test('a change as text', async () => {
  const { space, changes } = await written();
  expect(changes.flatMap((change) => changeText(change, space.replica.confirmed(change.id)))).toEqual([
    'update a a@example.com',
    '  PLAN  "Pro" -> "Max"',
    '  joins list 36',
    '  leaves list 35',
    'update b b2@example.com',
    '  EMAIL  "b@example.com" -> "b2@example.com"',
  ]);
});

test.each<[string, Partial<PlanBasis>]>([
  [
    'the account is another one, or its attributes or lists have changed since it was made',
    { account: 'org-2' },
  ],
  ['the mapping or a setting has changed since it was made', { mapping: 'm2' }],
  ['it was made with another replica', { replica: 'r2' }],
])('refused: %s', async (reason, moved) => {
  const { space, file } = await written();
  await expect(checkPlan(file, { ...BASIS, ...moved }, space.replica)).rejects.toThrow(
    new ConfigError(`${file}: the plan is void: ${reason}; make a new one`),
  );
});

test.each([
  ['rows came in', async (space: Workspace) => Promise.resolve(voidPlans(space.replica))],
  ['another plan was made', (space: Workspace) => space.plan()],
])('refused since %s', async (_, move) => {
  const { space, file } = await written();
  await move(space);
  await expect(checkPlan(file, BASIS, space.replica)).rejects.toThrow('the replica has moved on');
});

test.each<[string, (lines: string[]) => string[], string]>([
  [
    'an altered value',
    (lines) => lines.map((line) => line.replaceAll('Max', 'Min')),
    ':4: the plan was altered',
  ],
  ['a line taken out', (lines) => lines.filter((_, n) => n !== 1), ':3: the plan was altered'],
  ['a line put in', (lines) => [...lines, lines[1] ?? ''], ':5: nothing may follow the end of a plan'],
  ['no end', (lines) => lines.slice(0, 3), ': the plan is cut off'],
  ['nothing', () => [], ': the plan is cut off'],
  ['half a line', (lines) => [...lines.slice(0, 2), '{"type":'], ':3: no JSON object'],
  ['text', () => ['update a'], ':1: no JSON object'],
  ['something else', () => ['{"type":"STATE"}'], ':1: no plan'],
  [
    'a newer plan',
    (lines) => [(lines[0] ?? '').replace('"version":1', '"version":2')],
    ':1: a plan of version 2',
  ],
])('refused with the line: %s', async (_, alter, message) => {
  const { space, file } = await written();
  writeFileSync(file, alter(readFileSync(file, 'utf8').trim().split('\n')).join('\n'));
  const failure = checkPlan(file, BASIS, space.replica);
  await expect(failure).rejects.toThrow(ConfigError);
  await expect(failure).rejects.toThrow(`${file}${message}`);
});

test('a file that is not there', async () => {
  const { space } = await written();
  await expect(checkPlan('/nowhere/plan', BASIS, space.replica)).rejects.toThrow(
    new ConfigError('/nowhere/plan: cannot read the plan (ENOENT)'),
  );
});
