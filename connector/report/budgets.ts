// How much of each vendor's rate budget was used over the time of the sync: two charts, and the same as a table.
import type { BudgetSample, SyncResult, VendorName } from '../sync-result.ts';
import { duration } from './time.ts';
import { html, type Html, type Part } from '../html.ts';
import { counted, percent } from '../numbers.ts';
import { section } from './section.ts';
import { table } from './table.ts';
import { VENDORS } from '../vendor-names.ts';

const WIDTH = 600;
const HEIGHT = 100;
const TABLE_ROWS = 12;

/** One chart per vendor over the same time. */
export function budgets({ budgets: samples, requests }: SyncResult): Html {
  const intro =
    'The share of the requests that each vendor allows in a stretch of time and that was used up. At the top the sync waits.';
  const content =
    samples.length < 2
      ? html`<p>The sync was over before there was anything to draw.</p>`
      : [
          (['intercom', 'brevo'] as const).map((vendor) => chart(vendor, samples, requests[vendor])),
          asTable(samples),
        ];
  return section('budgets', 'Rate budgets', html`<p>${intro}</p>`, content);
}

function chart(vendor: VendorName, samples: readonly BudgetSample[], requests: number): Html {
  const shares = samples.map((sample) => sample[vendor]);
  const peak = percent(Math.max(...shares));
  const mean = percent(shares.reduce((sum, share) => sum + share, 0) / shares.length);
  const end = samples.at(-1)?.t ?? 0;
  const start = at((samples[0]?.t ?? 0) / end, WIDTH);
  const points = samples.map(({ t, [vendor]: share }) => `${at(t / end, WIDTH)} ${at(1 - share, HEIGHT)}`);
  const label = `${VENDORS[vendor]}: peak ${peak}, mean ${mean} over ${duration(end)}`;
  return html`<figure class="${vendor}">
    <figcaption>
      <strong>${VENDORS[vendor]}</strong>
      <span class="soft">peak ${peak}, mean ${mean}, ${counted(requests, 'request')}</span>
    </figcaption>
    <div class="plot">
      <svg role="img" aria-label="${label}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
        ${[0, HEIGHT / 2, HEIGHT].map((y) => html`<path class="grid" d="M0 ${y}H${WIDTH}" />`)}
        <path class="area" d="M${start} ${HEIGHT}L${points.join('L')}L${WIDTH} ${HEIGHT}Z" />
        <path class="curve" d="M${points.join('L')}" />
      </svg>
      <div class="scale" aria-hidden="true">
        ${[1, 0.5, 0].map((share) => html`<span>${percent(share)}</span>`)}
      </div>
      <div class="times" aria-hidden="true">
        ${[0, end / 2, end].map((t) => html`<span>${duration(t)}</span>`)}
      </div>
    </div>
  </figure> `;
}

/** The highest share of each stretch of time. */
function asTable(samples: readonly BudgetSample[]): Part {
  const size = Math.ceil(samples.length / TABLE_ROWS);
  const rows = Array.from({ length: Math.ceil(samples.length / size) }, (_, n) => {
    const stretch = samples.slice(n * size, (n + 1) * size);
    const peak = (vendor: VendorName): string =>
      percent(Math.max(...stretch.map((sample) => sample[vendor])));
    return [duration(stretch[0]?.t ?? 0), peak('intercom'), peak('brevo')];
  });
  const columns = [
    { label: 'From' },
    { label: VENDORS.intercom, numeric: true },
    { label: VENDORS.brevo, numeric: true },
  ];
  return html`<details>
    <summary class="aside">The charts as a table</summary>
    ${table('Highest share in each stretch of time', columns, rows)}
  </details>`;
}

function at(share: number, size: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * size * 10) / 10;
}
