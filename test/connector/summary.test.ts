// What a sync says of the contacts that it had nothing to send of, and of those that a stopped one left.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConnectorSetting, expectDone } from '../support/connector.ts';

const LEFT_OUT = /(\d+) not sent \(no e-mail, or another contact's\)/;

test('who is left out is told by every sync, and who is unchanged counts them all', async () => {
  const setting = await ConnectorSetting.open();
  expectDone(await setting.run('sync', '--plan'));
  const first = await setting.run('sync');
  expectDone(first);
  const { created, skipped } = setting.lastSync().brevo;
  expect(created).toBe((await setting.brevo.account()).length);
  expect(skipped).toBeGreaterThan(0);
  expect(LEFT_OUT.exec(first.stdout)?.[1]).toBe(String(skipped));
  for (const more of [[], ['--type', 'full']]) {
    const again = await setting.run('sync', ...more);
    expectDone(again);
    expect(again.stdout).toContain(`0 created, 0 updated, ${created} unchanged, ${skipped} not sent`);
  }
});

test('after a hard stop the next sync counts as created what Brevo made, in summary, result and page', async () => {
  const setting = await ConnectorSetting.open();
  const { child, ended } = setting.start(['sync']);
  let posts = 0;
  setting.brevo.sandbox.onExchange = ({ method, path }) => {
    if (method === 'POST' && path === '/contacts' && ++posts === 8) child.kill('SIGKILL');
  };
  expect((await ended).signal).toBe('SIGKILL');
  setting.brevo.sandbox.onExchange = undefined;
  await setting.brevo.control('requests/reset', {});
  const page = join(setting.folder, 'page.html');
  const next = await setting.run('sync', '--report', page);
  expectDone(next);
  const { routes } = await setting.brevo.requests();
  const made = routes['POST /contacts']?.['201'] ?? 0;
  const there = routes['PUT /contacts/:identifier']?.['204'] ?? 0;
  expect(made).toBeGreaterThan(0);
  expect(there).toBeGreaterThan(0);
  const { brevo, changes } = setting.lastSync();
  expect(brevo).toMatchObject({ created: made, updated: there });
  expect(changes.filter(({ kind }) => kind === 'create')).toHaveLength(made);
  expect(next.stdout).toContain(`${made} created, ${there} updated`);
  expect(readFileSync(page, 'utf8')).toContain(`<dt>contacts created</dt><dd>${made}</dd>`);
});
