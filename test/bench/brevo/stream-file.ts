// Makes a Singer stream of many contacts with their companies and conversations out of a small sandbox's records.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { scratchFile, startSandbox } from '../processes.ts';

const BLOCK = { contacts: 2000, companies: 200, conversations: 500 };
const STREAMS = ['companies', 'contacts', 'conversations'] as const;
const TIME = '2026-01-02T03:04:05.000000Z';

/** Records of a stream as JSON text. */
export type Templates = Record<(typeof STREAMS)[number], string[]>;

/** Records to make streams of: 2,000 contacts, 200 companies, 500 conversations. */
export async function readTemplates(): Promise<Templates> {
  const sandbox = await startSandbox({ ...BLOCK, parts: 0 });
  try {
    const read = async (stream: string): Promise<string[]> => {
      const text = await (await fetch(`${sandbox.url}/__sandbox/truth/${stream}`)).text();
      return text.split('\n').filter(Boolean);
    };
    const [companies, contacts, conversations] = await Promise.all(STREAMS.map(read));
    return { companies: companies ?? [], contacts: contacts ?? [], conversations: conversations ?? [] };
  } finally {
    await sandbox.stop();
  }
}

/** A file of messages, and how many records they are. */
export interface StreamFile {
  path: string;
  records: number;
}

/** Writes `contacts` contacts with a tenth as many companies and a quarter as many conversations, blocks of 2,000. */
export function writeStream(name: string, templates: Templates, contacts: number): StreamFile {
  const path = scratchFile(name, schemas());
  const file = openSync(path, 'a');
  let records = 0;
  for (let block = 0; block * BLOCK.contacts < contacts; block += 1) {
    const left = contacts - block * BLOCK.contacts;
    for (const stream of STREAMS) {
      const rows = stream === 'contacts' ? templates.contacts.slice(0, left) : templates[stream];
      writeSync(file, rows.map((row, n) => line(stream, inBlock(row, block, n))).join(''));
      records += rows.length;
    }
  }
  writeSync(
    file,
    `${JSON.stringify({ type: 'STATE', value: { bookmarks: { contacts: { updated_at: TIME } } } })}\n`,
  );
  closeSync(file);
  return { path, records };
}

/** Writes the first `count` contacts again, each with another name. */
export function writeChanges(name: string, templates: Templates, count: number): StreamFile {
  const rows = Array.from({ length: count }, (_, n) => {
    const block = Math.floor(n / BLOCK.contacts);
    const row = inBlock(templates.contacts[n % BLOCK.contacts] ?? '{}', block, n % BLOCK.contacts);
    return line('contacts', row.replace(/"name":("(?:[^"\\]|\\.)*"|null)/, `"name":"Changed Name ${n}"`));
  });
  return { path: scratchFile(name, schemas() + rows.join('')), records: count };
}

/** The SCHEMA messages, as tap-intercom emits them. */
function schemas(): string {
  const { streams } = JSON.parse(readFileSync('catalog.json', 'utf8')) as {
    streams: { stream: string; schema: unknown; key_properties: string[] }[];
  };
  return streams
    .filter(({ stream }) => (STREAMS as readonly string[]).includes(stream))
    .map(
      ({ stream, schema, key_properties }) =>
        `${JSON.stringify({ type: 'SCHEMA', stream, schema, key_properties })}\n`,
    )
    .join('');
}

function line(stream: string, row: string): string {
  return `{"type":"RECORD","stream":"${stream}","record":${row},"time_extracted":"${TIME}"}\n`;
}

// Every id, e-mail and phone of a block differs from those of the others; who belongs to whom stays.
function inBlock(row: string, block: number, n: number): string {
  const phone = `"phone":"+336${String(10_000_000 + block * BLOCK.contacts + n)}"`;
  return row
    .replaceAll('8a6818', block.toString(16).padStart(6, '0'))
    .replaceAll('"215470', `"${215_470 + block}`)
    .replaceAll('@', `.b${block}@`)
    .replace(/"phone":"[^"]*"/, phone);
}
