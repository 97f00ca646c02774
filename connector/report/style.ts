// How the report looks: in light and in dark, on a phone and on paper. All text meets WCAG AA against what it stands on.

const LIGHT = `
  --page: #f6f7f9; --card: #ffffff; --line: #dfe3e8; --ink: #16191d; --soft: #566069; --track: #eceff2;
  --good: #0d6440; --good-back: #e2f4ea; --warn: #7a4a00; --warn-back: #fff1d3; --bad: #a11b1b; --bad-back: #fde7e6;
  --intercom: #1f66e0; --brevo: #0a8457;`;

const DARK = `
  --page: #111417; --card: #1a1e22; --line: #31373d; --ink: #e9ecef; --soft: #a3acb5; --track: #272c31;
  --good: #7fdcb0; --good-back: #12352a; --warn: #f3c876; --warn-back: #3a2c0e; --bad: #ff9d96; --bad-back: #431c1b;
  --intercom: #6ea4ff; --brevo: #35b987;`;

/** The style sheet of the page. */
export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem 3rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
h1, h2, h3, p, dl, dd, ul, figure, table { margin: 0; padding: 0; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.02em; }
h2 { font-size: 1.2rem; letter-spacing: -0.01em; }
h3 { font-size: 0.95rem; }
a { color: inherit; }
ul { list-style: none; }
code { font: 0.9em/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
:focus-visible { outline: 3px solid var(--intercom); outline-offset: 2px; border-radius: 4px; }
.soft { color: var(--soft); }
.lead { margin-top: 0.75rem; font-size: 1.1rem; max-width: 46rem; text-wrap: pretty; }

header .badge { margin-bottom: 0.75rem; }
header .facts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin-top: 0.75rem; font-size: 0.9rem; color: var(--soft); }
.badge { display: inline-block; padding: 0.1rem 0.65rem; border-radius: 99px; font-size: 0.8rem; font-weight: 600; white-space: nowrap; }
.good { color: var(--good); background: var(--good-back); }
.warn { color: var(--warn); background: var(--warn-back); }
.bad { color: var(--bad); background: var(--bad-back); }
.plain { color: var(--soft); background: var(--track); }

.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin-top: 2rem;
  background: var(--line); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: 0.9rem 1.1rem; background: var(--card); }
.figures dt { font-size: 0.85rem; color: var(--soft); }
.figures dd { font-size: 1.75rem; font-weight: 650; line-height: 1.2; letter-spacing: -0.02em; }
.figures .none dd { color: var(--soft); font-weight: 400; }
.figures .alarm dd { color: var(--bad); }

section { margin-top: 1.25rem; padding: 1.4rem 1.5rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
section > p, section > h3 { margin-top: 0.35rem; }
section > h3 { margin-top: 1.5rem; }
section > h2 + p { color: var(--soft); max-width: 46rem; }

table { width: 100%; margin-top: 0.9rem; border-collapse: collapse; font-size: 0.92rem; }
caption { text-align: left; font-size: 0.85rem; color: var(--soft); padding-bottom: 0.35rem; }
th { text-align: left; font-weight: 600; vertical-align: top; }
thead th { overflow-wrap: normal; font-size: 0.8rem; color: var(--soft); border-bottom: 1px solid var(--line); vertical-align: bottom; }
th, td { padding: 0.45rem 0.9rem 0.45rem 0; vertical-align: top; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
.cards tbody th { min-width: 8.5rem; }
.cards td:nth-child(2) { min-width: 5rem; }
thead .n { white-space: normal; }
td small { display: block; }
.n { text-align: right; white-space: nowrap; }
.bar { display: block; width: 100%; min-width: 5rem; height: 6px; margin-top: 0.5rem; fill: var(--soft); background: var(--track); border-radius: 3px; }
.bar.intercom { fill: var(--intercom); }
.bar.brevo { fill: var(--brevo); }

details > summary { cursor: pointer; }
section > details { margin-top: 0.9rem; font-size: 0.92rem; }
.changes { margin-top: 0.9rem; border-top: 1px solid var(--line); }
.changes > li { border-bottom: 1px solid var(--line); font-size: 0.92rem; }
.changes summary { display: grid; grid-template-columns: 5.2rem minmax(0, 19rem) minmax(0, 1fr) 1rem; gap: 0.15rem 0.75rem;
  align-items: baseline; padding: 0.5rem 0; list-style: none; }
.changes summary::-webkit-details-marker { display: none; }
.changes summary::after { content: '+'; grid-column: 4; grid-row: 1; color: var(--soft); text-align: right; }
.changes details[open] > summary::after { content: '\\2212'; }
.changes .badge { justify-self: start; }
.changes .who { font-weight: 600; }
.changes details > :not(summary) { margin: 0 0 0.9rem 5.95rem; width: calc(100% - 5.95rem); }
.before { color: var(--soft); text-decoration: line-through; }

.refusals > li { margin-top: 0.9rem; padding: 0.8rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 8px; }
.refusals p + p { margin-top: 0.25rem; }

figure { margin-top: 1.25rem; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; font-size: 0.92rem; }
.plot { display: grid; grid-template-columns: 1fr 2.6rem; margin-top: 0.4rem; font-size: 0.75rem; color: var(--soft); }
.plot svg { width: 100%; height: 6.5rem; overflow: visible; }
.plot .scale { display: flex; flex-direction: column; justify-content: space-between; text-align: right; margin: -0.55em 0; }
.plot .times { display: flex; justify-content: space-between; padding-top: 0.3rem; }
.grid { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.area { opacity: 0.16; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.intercom .area { fill: var(--intercom); } .intercom .curve { stroke: var(--intercom); }
.brevo .area { fill: var(--brevo); } .brevo .curve { stroke: var(--brevo); }
footer { margin-top: 1.5rem; font-size: 0.85rem; color: var(--soft); }

@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem 2rem; }
  h1 { font-size: 1.55rem; }
  section { padding: 1.1rem 1rem 1.2rem; }
  .figures { grid-template-columns: repeat(2, 1fr); }
  .changes summary { grid-template-columns: auto minmax(0, 1fr) 1rem; }
  .changes .what { grid-column: 1 / 3; }
  .changes summary::after { grid-column: 3; }
  .changes details > :not(summary) { margin-left: 0; width: 100%; }
  /* A row of a wide table becomes a card; the roles in the markup keep it a table for those who hear it. */
  .cards, .cards tbody, .cards tr, .cards th, .cards caption { display: block; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards tr { padding: 0.6rem 0; }
  .cards tbody tr + tr { border-top: 1px solid var(--line); }
  .cards tbody tr > * { border: 0; padding: 0.1rem 0; }
  .cards td { display: flex; justify-content: space-between; gap: 1rem; text-align: right; white-space: normal; }
  .cards td::before { content: attr(data-label); color: var(--soft); white-space: nowrap; }
}

@media print {
  :root { ${LIGHT} --page: #ffffff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  section { break-inside: auto; }
  h2, h3, .figures, tr, .refusals > li, .changes > li, figure { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .changes summary::after, details:not([open]) > summary.aside { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
