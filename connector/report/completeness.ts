// What was read of each stream, beside Intercom's own count.
import type { StreamResult, SyncResult } from '../sync-result.ts';
import { duration } from './time.ts';
import { html, type Html, type Part } from '../html.ts';
import { count, counted } from '../numbers.ts';
import { badge, section } from './section.ts';
import { table } from './table.ts';

const COLUMNS = [
  { label: 'Stream' },
  { label: 'Completeness' },
  { label: 'Records', numeric: true },
  { label: 'Came', numeric: true },
  { label: 'Counted', numeric: true },
  { label: 'Requests', numeric: true },
  { label: 'Time', numeric: true },
];

/** One row per stream. */
export function completeness({ streams }: SyncResult): Html {
  const intro =
    'What came, whether it had changed or not, beside what Intercom counted when it was asked. Records are what was passed on.';
  const rows = Object.entries(streams).map(([name, stream]) => row(name, stream));
  return section(
    'completeness',
    'Read from Intercom',
    html`<p>${intro}</p>`,
    table('By stream', COLUMNS, rows),
  );
}

function row(name: string, stream: StreamResult): Part[] {
  const { records, expected, requests, retries, waited_seconds: waited, seconds } = stream;
  return [
    html`<code>${name}</code>`,
    verdict(stream),
    count(records),
    count(cameIn(stream)),
    expected === undefined ? html`<span class="soft">not told</span>` : count(expected),
    html`${count(requests)}${retries > 0 && html` <small class="soft">(${counted(retries, 'retry', 'retries')})</small>`}`,
    html`${duration(seconds)}${waited >= 0.1 && html` <small class="soft">(${duration(waited)} waiting)</small>`}`,
  ];
}

function verdict(stream: StreamResult): Part {
  const notes = Object.entries(stream.notes).map(([what, n]) => `${count(n)} ${what}`);
  return [
    mark(stream),
    stream.problem !== undefined && html`<small>${stream.problem}</small>`,
    notes.length > 0 && html`<small class="soft">${notes.join(', ')}</small>`,
  ];
}

/** Rows that hang on those of another stream are counted as they go on. */
function cameIn({ records, read }: StreamResult): number {
  return Math.max(records, read);
}

function mark(stream: StreamResult): Html {
  const { complete, expected } = stream;
  const read = cameIn(stream);
  if (!complete) return badge('bad', 'not complete');
  if (expected === undefined || read === expected) return badge('good', 'complete');
  const difference = counted(Math.abs(read - expected), 'row');
  return read < expected ? badge('warn', `${difference} fewer`) : badge('plain', `${difference} more`);
}
