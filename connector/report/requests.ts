// The slowest requests, each with a bar as long as it took.
import type { SlowRequest, SyncResult } from '../sync-result.ts';
import { duration } from './time.ts';
import { html, type Html, type Part } from '../html.ts';
import { section } from './section.ts';
import { table } from './table.ts';
import { VENDORS } from '../vendor-names.ts';

const COLUMNS = [
  { label: 'Request' },
  { label: 'Vendor' },
  { label: 'Answer', numeric: true },
  { label: 'Took', numeric: true },
];

/** One row per request. */
export function slowestRequests({ slowest }: SyncResult): Html {
  const longest = Math.max(...slowest.map(({ seconds }) => seconds));
  const content =
    slowest.length === 0
      ? html`<p>No request was sent.</p>`
      : table(
          'Slowest first',
          COLUMNS,
          slowest.map((request) => row(request, longest)),
        );
  return section('requests', 'Slowest requests', content);
}

function row({ vendor, method, route, status, seconds }: SlowRequest, longest: number): Part[] {
  const length = longest > 0 ? (seconds / longest) * 100 : 0;
  return [
    html`<code>${method} ${route}</code
      ><svg class="bar ${vendor}" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect width="${length.toFixed(1)}" height="1" />
      </svg>`,
    VENDORS[vendor],
    status === 0 ? 'none' : status,
    duration(seconds),
  ];
}
