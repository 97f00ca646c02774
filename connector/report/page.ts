// The run report as one HTML page that needs nothing else: no script, no network.
import { version } from '../../core/package.ts';
import type { SyncResult } from '../sync-result.ts';
import { budgets } from './budgets.ts';
import { changes } from './changes.ts';
import { completeness } from './completeness.ts';
import { html, Html } from '../html.ts';
import { refusals } from './refusals.ts';
import { slowestRequests } from './requests.ts';
import { STYLE } from './style.ts';
import { figures, summary } from './summary.ts';

// Whatever a name should smuggle in: a browser may do nothing with this page but show it.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The whole page. */
export function reportPage(result: SyncResult): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <title>Sync of ${result.connector}, ${result.started_at.slice(0, 10)}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${summary(result)}
        <main>
          ${figures(result.brevo)}${refusals(result)}${completeness(result)}${changes(result)}${budgets(result)}${slowestRequests(result)}
        </main>
        <footer>
          <p>
            Made by intercom-brevo ${version}. It names people and what is known of them: keep it as you keep
            the contacts.
          </p>
        </footer>
      </body>
    </html> `.text;
}
