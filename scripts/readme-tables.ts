// The tables of the README and of docs, made from the schemas and the streams they describe, and the files that it shows.
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import targetBrevoSettings from '../schemas/config/target-brevo.json' with { type: 'json' };
import { settingsTable } from '../core/about.ts';
import { EXIT } from '../core/errors.ts';
import { isChild } from '../core/stream.ts';
import { tapIntercom } from '../taps/intercom/index.ts';
import { targetJsonl } from '../targets/jsonl/index.ts';
import { commonTable, connectorTable } from './connector-tables.ts';
import { topicsTable } from './topics-table.ts';

const TABLES: Record<string, () => string> = {
  streams: streamsTable,
  'settings of tap-intercom': () => settingsTable(tapIntercom.about.settings),
  'settings of target-brevo': () => settingsTable(targetBrevoSettings),
  'settings of target-jsonl': () => settingsTable(targetJsonl.about.settings),
  'exit codes': exitTable,
  'settings of a connector': connectorTable,
  'settings of all connectors': commonTable,
  topics: topicsTable,
};

const MEANINGS: Record<keyof typeof EXIT, string> = {
  done: 'everything asked for is done',
  failed: 'a stream failed, or the other end of the pipe did',
  usage: 'a flag, a setting or a file has to be mended',
  authorisation: 'the credentials were refused, or a permission is missing',
  unreachable: 'the vendor did not answer',
  rejects: '`intercom-brevo` alone: done, but records that Brevo refused wait in the rejects file',
  sigint: 'interrupted (SIGINT); the last STATE stands',
  sigterm: 'told to stop (SIGTERM); the last STATE stands',
};

/**
 * The text with what stands between `<!-- table: NAME -->`, or `<!-- file: PATH -->`, and `<!-- end -->` made anew;
 * PATH is relative to `root`.
 */
export function fillBlocks(text: string, root: string): string {
  return text.replace(
    /(<!-- (table|file): (.+?) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, open: string, kind: string, name: string, end: string) =>
      `${open}${kind === 'table' ? tableOf(name) : codeOf(name, root)}\n${end}`,
  );
}

function tableOf(name: string): string {
  const table = TABLES[name];
  if (!table) throw new Error(`there is no table "${name}" to fill in`);
  return table();
}

function codeOf(path: string, root: string): string {
  const language = { '.yml': 'yaml', '.py': 'python', '.sh': 'sh' }[extname(path)] ?? '';
  return `\`\`\`${language}\n${readFileSync(join(root, path), 'utf8')}\`\`\``;
}

function streamsTable(): string {
  const rows = tapIntercom.streams.map((stream) => {
    const how = stream.replicationKey ? `incremental by \`${stream.replicationKey}\`` : 'whole';
    const read = isChild(stream) ? `${how}, for each changed row of \`${stream.parent}\`` : how;
    const key = stream.key.map((name) => `\`${name}\``).join(', ');
    return `| \`${stream.name}\` | ${key} | ${read} | ${stream.selectedByDefault ? 'yes' : 'no'} | ${stream.permission} |`;
  });
  return [
    '| stream | key | read | by default | permission |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function exitTable(): string {
  const rows = (Object.keys(EXIT) as (keyof typeof EXIT)[]).map(
    (name) => `| ${EXIT[name]} | ${MEANINGS[name]} |`,
  );
  return ['| code | meaning |', '| --- | --- |', ...rows].join('\n');
}
