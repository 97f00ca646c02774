// The run report in a browser: light, dark, on a phone, on paper, for a screen reader, and with hostile names.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { writeReport } from '../../connector/report/write.ts';
import type { SyncResult } from '../../connector/sync-result.ts';
import { browserNote, chromiumPath, openPage } from '../support/browser.ts';
import { ConnectorSetting } from '../support/connector.ts';
import { temporaryFolder } from '../support/spawn.ts';
import { syncResult } from '../support/sync-result.ts';
import { truth } from '../support/tap.ts';

/** Writes the report of a sync; the result is its address. */
async function report(given: Partial<SyncResult> = {}): Promise<string> {
  const file = join(temporaryFolder(), 'report.html');
  await writeReport(file, syncResult(given));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  return pathToFileURL(file).href;
}

/** Opens all that can be opened: what is hidden is neither measured nor checked. */
async function unfold(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
}

async function violations(page: Page): Promise<unknown[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as axe.AxeResults;
  expect(found.passes.length).toBeGreaterThan(10);
  return found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
}

/** A figure at the top of the page. */
async function figure(page: Page, name: string): Promise<number> {
  const text = await page.locator('.figures div', { hasText: name }).locator('dd').innerText();
  return Number(text.replaceAll(',', ''));
}

describe.skipIf(chromiumPath === undefined)(`the run report in Chromium${browserNote}`, () => {
  test.each([
    ['light', 'light', 1180],
    ['dark', 'dark', 1180],
    ['light on a phone', 'light', 390],
    ['dark on a phone', 'dark', 390],
  ] as const)(
    '%s: nothing sticks out, axe finds nothing, nothing is loaded',
    async (_name, colorScheme, width) => {
      const url = await report();
      const { page, requested } = await openPage(url, { colorScheme, viewport: { width, height: 844 } });
      await unfold(page);
      const outside = `[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > ${width}).map((one) => one.outerHTML)`;
      expect(await page.evaluate(outside)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await violations(page)).toEqual([]);
      expect(requested).toEqual([url]);
    },
  );

  test('dark is dark, and paper is white all the same', async () => {
    const { page } = await openPage(await report(), { colorScheme: 'dark' });
    const background = 'getComputedStyle(document.body).backgroundColor';
    expect(await page.evaluate(background)).toBe('rgb(17, 20, 23)');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(background)).toBe('rgb(255, 255, 255)');
    await page.setViewportSize({ width: 700, height: 1000 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(700);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('what is told by the charts is told by a table as well', async () => {
    const { page } = await openPage(await report());
    expect(
      await page.getByRole('img', { name: /^(Intercom|Brevo): peak \d+ %, mean \d+ % over / }).count(),
    ).toBe(2);
    await unfold(page);
    const table = page.getByRole('table', { name: 'Highest share in each stretch of time' });
    expect(await table.getByRole('row').count()).toBeGreaterThan(5);
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(['From', 'Intercom', 'Brevo']);
  });

  test('of a real sync it tells what the account has become, and what was refused', async () => {
    const setting = await ConnectorSetting.open();
    const rule = { route: 'POST /contacts', fault: 'status', status: 400, times: 2 };
    await setting.brevo.control('faults', [rule]);
    const { code } = await setting.run('sync', '--report', 'run.html');
    expect(code).toBe(5);
    const { page } = await openPage(pathToFileURL(join(setting.folder, 'run.html')).href, {
      viewport: { width: 390, height: 844 },
    });
    const account = await setting.brevo.account();
    expect(await figure(page, 'contacts created')).toBe(account.length);
    expect(await figure(page, 'refused, waiting')).toBe(2);
    expect(await page.getByRole('heading', { name: 'Refused by Brevo' }).isVisible()).toBe(true);
    const created = await page.locator('.changes li', { hasText: 'created' }).locator('.who').allInnerTexts();
    expect(created).toEqual(expect.arrayContaining(account.map(({ email }) => email)));
    const truthOfContacts = await truth(setting.brevo.sandbox.intercom, 'contacts');
    const row = page.getByRole('row', { name: /^contacts/ });
    expect(await row.getByRole('cell').nth(1).innerText()).toBe(String(truthOfContacts.size));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await violations(page)).toEqual([]);
  });

  test('a hostile name is shown to the letter, and does nothing', async () => {
    const names = [
      '<img src=x onerror="document.title=1">',
      '</bdi></summary></details><script>document.title=1</script>',
      '"><style>*{display:none}</style>',
      '\u202egnp.exe',
      '&lt;b&gt;',
    ];
    const changes = names.map((email, n) => ({
      id: String(n),
      email,
      kind: 'unlist' as const,
      fields: [],
      joins: [],
      leaves: [],
    }));
    const { page, requested } = await openPage(await report({ changes }));
    expect(await page.locator('.who bdi').allInnerTexts()).toEqual(names);
    expect(await page.locator('script, img').count()).toBe(0);
    expect(await page.title()).toBe('Sync of intercom, 2026-11-22');
    expect(requested).toHaveLength(1);
  });
});
