// `status`: how connectors stand, from the files they keep.
import { duration } from '../../targets/brevo/plan/summary.ts';
import { print, type Subcommand } from '../command-line.ts';
import { statusOf, type ConnectorStatus } from '../status.ts';

export const status: Subcommand = {
  words: '[NAME]',
  help: 'tell the last sync, what is at Brevo, what waits, and where the next sync goes on from',
  flags: { json: { help: 'print it as JSON: one object with NAME, else a list' } },
  run: async ({ words: [name], flags, connectors }) => {
    const all = connectors();
    const chosen = name === undefined ? all.all : [all.get(name)];
    const found: ConnectorStatus[] = [];
    for (const connector of chosen) found.push(await statusOf(connector));
    if (flags['json']) return print(JSON.stringify(name === undefined ? found : found[0], null, 2));
    return print(found.map((one) => linesOf(one).join('\n')).join('\n\n'));
  },
};

function linesOf(one: ConnectorStatus): string[] {
  const { last_sync: last, lag_seconds: lag } = one;
  const bookmarks = Object.entries(one.bookmarks).map(
    ([stream, time]) => `  next     ${stream} from ${time}`,
  );
  return [
    `${one.name}: ${one.connected ? 'connected' : 'not connected'}${one.enabled ? '' : ', not enabled'}`,
    ...(one.running === null ? [] : [`  running  process ${one.running} is at work on it`]),
    last
      ? `  last     ${last.type} sync of ${last.started_at}: ${last.outcome}${last.problem ? `: ${last.problem}` : ''}`
      : '  last     no sync yet',
    `  synced   ${one.contacts_synced} contacts, ${one.conversations_synced} conversations, ${one.companies_synced} companies`,
    `  waiting  ${one.rejects_waiting} rejects, ${one.inbox_depth} notifications`,
    ...bookmarks,
    ...(lag === null ? [] : [`  lag      ${duration(lag)} since the oldest of these`]),
  ];
}
