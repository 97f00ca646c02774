// A sync in a few lines, for whoever started it.
import { duration } from '../targets/brevo/plan/summary.ts';
import { count } from './numbers.ts';
import type { BrevoResult, SyncResult } from './sync-result.ts';

const OUTCOMES: Record<SyncResult['outcome'], string> = {
  done: 'done',
  rejects: 'done, but for what Brevo refused',
  failed: 'failed',
  interrupted: 'interrupted; the next sync goes on from here',
};

/** The lines; what failed is told by the error itself. */
export function summaryOf(result: SyncResult): string[] {
  const { connector, outcome, started_at: from, ended_at: to, streams, brevo, requests } = result;
  const took = duration((Date.parse(to) - Date.parse(from)) / 1000);
  const read = Object.entries(streams).flatMap(([name, { records }]) =>
    records > 0 ? [`${count(records)} ${name}`] : [],
  );
  const short = Object.entries(streams).flatMap(([name, { expected, read: came, complete }]) =>
    complete && expected !== undefined && expected !== came ? [`${name} ${came} of ${expected}`] : [],
  );
  return [
    `${connector}: ${OUTCOMES[outcome]} (${took})`,
    `  read     ${read.join(', ') || 'nothing'}; ${count(requests.intercom)} requests`,
    ...(short.length > 0 ? [`  counts   Intercom counts otherwise: ${short.join(', ')}`] : []),
    `  Brevo    ${contactsLine(brevo)}; ${count(requests.brevo)} requests`,
    ...listLines(brevo),
    ...eventLines(brevo),
    ...rejectLines(result),
  ];
}

function contactsLine({ created, updated, removed, unchanged, skipped }: BrevoResult): string {
  const parts = [
    `${count(created)} created`,
    `${count(updated)} updated`,
    ...(removed > 0 ? [`${count(removed)} removed`] : []),
    `${count(unchanged)} unchanged`,
    ...(skipped > 0 ? [`${count(skipped)} not sent (no e-mail, or another contact's)`] : []),
  ];
  return parts.join(', ');
}

function listLines({ lists }: BrevoResult): string[] {
  return lists.map(({ list, name, joins, leaves }) => {
    const moves = [
      ...(joins > 0 ? [`${count(joins)} join`] : []),
      ...(leaves > 0 ? [`${count(leaves)} leave`] : []),
    ];
    return `  list     ${list}${name === undefined ? '' : ` (${name})`}: ${moves.join(', ')}`;
  });
}

function eventLines({ events }: BrevoResult): string[] {
  const sent = Object.entries(events).map(([name, n]) => `${count(n)} ${name}`);
  return sent.length === 0 ? [] : [`  events   ${sent.join(', ')}`];
}

function rejectLines({ connector, brevo }: SyncResult): string[] {
  if (brevo.rejects_waiting === 0) return [];
  return [`  rejects  ${count(brevo.rejects_waiting)} wait: intercom-brevo rejects list ${connector}`];
}
