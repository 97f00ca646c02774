// A headless Chromium for pages: Debian's, or the one that CHROMIUM names.
import { existsSync } from 'node:fs';
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const NAMES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Undefined where the machine has none. */
export const chromiumPath: string | undefined =
  process.env['CHROMIUM'] ?? NAMES.find((path) => existsSync(path));

/** Stands in the titles of what is skipped without a browser. */
export const browserNote =
  chromiumPath === undefined ? ' SKIPPED: no chromium here, apt-get install chromium' : '';

/** A page that has gone to `url`, and the addresses of all that it asked for; closed when the test ends. */
export async function openPage(
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; requested: string[] }> {
  const browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  const page = await browser.newPage(options);
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(url);
  return { page, requested };
}
