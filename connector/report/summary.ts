// The top of the page: how the sync ended, in one sentence and a row of figures.
import type { BrevoResult, SyncResult } from '../sync-result.ts';
import { duration, moment } from './time.ts';
import { html, type Html, type Part } from '../html.ts';
import { count, counted } from '../numbers.ts';
import { badge } from './section.ts';

const OUTCOMES: Record<SyncResult['outcome'], Html> = {
  done: badge('good', 'Done'),
  rejects: badge('warn', 'Done, with rejects'),
  failed: badge('bad', 'Failed'),
  interrupted: badge('warn', 'Interrupted'),
};

/** What a reader wants to know first. */
export function summary(result: SyncResult): Html {
  const { connector, type, resources, started_at: started, ended_at: ended, requests } = result;
  const seconds = (Date.parse(ended) - Date.parse(started)) / 1000;
  return html`<header>
    <p>${OUTCOMES[result.outcome]}</p>
    <h1>Sync of <bdi>${connector}</bdi> to Brevo</h1>
    <p class="lead">${sentence(result)}</p>
    <p class="facts">
      <span>${moment(started)}</span> <span>took ${duration(seconds)}</span>
      <span>${type} sync of ${resources.join(', ')}</span>
      <span>${counted(requests.intercom, 'request')} to Intercom, ${count(requests.brevo)} to Brevo</span>
    </p>
  </header> `;
}

/** What happened at Brevo, as figures. */
export function figures(brevo: BrevoResult): Html {
  const moves = brevo.lists.reduce((sum, { joins, leaves }) => sum + joins + leaves, 0);
  const events = Object.values(brevo.events).reduce((sum, n) => sum + n, 0);
  const rows: [string, number][] = [
    ['contacts created', brevo.created],
    ['contacts updated', brevo.updated],
    ['contacts removed', brevo.removed],
    ['list moves', moves],
    ['events sent', events],
    ['contacts unchanged', brevo.unchanged],
    ['contacts not sent', brevo.skipped],
  ];
  const refused = html`<div${brevo.rejects_waiting > 0 ? html` class="alarm"` : html` class="none"`}>
<dt>refused, waiting</dt><dd>${count(brevo.rejects_waiting)}</dd></div>`;
  return html`<dl class="figures">
    ${rows.map(
      ([name, n]) => html`<div${n === 0 && html` class="none"`}><dt>${name}</dt><dd>${count(n)}</dd></div>\n`,
    )}${refused}
  </dl> `;
}

function sentence({ outcome, problem, brevo }: SyncResult): Part {
  const { created, updated, removed, events, rejects_waiting: waiting } = brevo;
  const sent = created + updated + removed + Object.keys(events).length;
  if (outcome === 'failed') return `It ended with an error: ${problem ?? 'see the log'}`;
  if (outcome === 'interrupted')
    return 'It was stopped before its end. What was delivered stands, and the next sync goes on from there.';
  if (waiting > 0)
    return html`Brevo agrees with Intercom, but for
      <a href="#refused">${counted(waiting, 'record')} that it refused</a>.`;
  return sent === 0
    ? 'Brevo agreed with Intercom already: nothing had to be sent.'
    : 'Brevo now agrees with Intercom.';
}
