// What the run report says, and that no text in a result can change its markup.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportPage } from '../../../../connector/report/page.ts';
import type { BrevoResult, SyncResult } from '../../../../connector/sync-result.ts';
import { syncResult } from '../../../support/sync-result.ts';

/** The text of the page as a reader meets it, on one line. */
function textOf(given: Partial<SyncResult>): string {
  const [, body = ''] = reportPage(syncResult(given)).split('<body>');
  return body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

const QUIET: BrevoResult = {
  contacts: 300,
  created: 0,
  updated: 0,
  removed: 0,
  unchanged: 300,
  skipped: 0,
  rejected: 0,
  rejects_waiting: 0,
  lists: [],
  events: {},
};

test.each<[string, Partial<SyncResult>, string]>([
  [
    'nothing to do',
    { outcome: 'done', brevo: QUIET },
    'Brevo agreed with Intercom already: nothing had to be sent.',
  ],
  ['changes', { outcome: 'done', brevo: { ...QUIET, updated: 1 } }, 'Brevo now agrees with Intercom.'],
  [
    'events alone',
    { outcome: 'done', brevo: { ...QUIET, events: { closed: 1 } } },
    'Brevo now agrees with Intercom.',
  ],
  ['rejects', {}, 'but for 3 records that it refused'],
  ['a failure', { outcome: 'failed', problem: 'GET /me: 401' }, 'It ended with an error: GET /me: 401'],
  ['an interruption', { outcome: 'interrupted' }, 'the next sync goes on from there'],
])('a sync with %s says so at the top', (_name, given, sentence) => {
  expect(textOf(given)).toContain(sentence);
});

test('a quiet sync has no section of rejects, and nothing changed', () => {
  const text = textOf({ outcome: 'done', brevo: QUIET, rejects: [], changes: [], slowest: [], budgets: [] });
  expect(text).not.toContain('Refused by Brevo');
  expect(text).toContain('Changed in Brevo Nothing.');
  expect(text).toContain('over before there was anything to draw');
  expect(text).toContain('No request was sent.');
});

test('rejects that share reason and hint stand together, each with its key', () => {
  const text = textOf({});
  expect(text.match(/PLAN_TIER: the value is not among the options/g)).toHaveLength(1);
  expect(text).toContain(
    'add the option to the attribute at Brevo 2 records contacts 664b66c58a6818000b000006',
  );
  expect(text).toContain('contacts 664b66c58a6818000b0000a1');
});

test.each([
  ['contacts', 'complete 1,204 1,290 1,290 9'],
  ['conversations', '1 row fewer 4 lists completed 590 611 612 640 (3 retries) 1 min 36 s (18 s waiting)'],
  ['companies', 'not complete GET /companies/scroll: Intercom answered 500 (server_error) 80 80 250'],
  ['tags', 'complete 12 12 not told'],
])('%s stand beside what Intercom counted', (stream, row) => {
  expect(textOf({})).toContain(`${stream} ${row}`);
});

test('a field that changes is told before and after', () => {
  expect(textOf({})).toContain('PLAN_TIER basic → pro · joins active_conversations (36)');
});

/** The result with every free text in it replaced. */
function filledWith(text: string): SyncResult {
  const FIXED = new Set(['type', 'outcome', 'kind', 'vendor', 'started_at', 'ended_at']);
  const fill = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return FIXED.has(key) ? value : text;
    if (Array.isArray(value)) return value.map((one) => fill(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, name)]));
  };
  const { streams, brevo, ...result } = fill(syncResult()) as SyncResult;
  return {
    ...result,
    streams: Object.fromEntries(
      Object.values(streams).map((stream) => [text, { ...stream, notes: { [text]: 1 } }]),
    ),
    brevo: { ...brevo, events: { [text]: 1 } },
  };
}

/** Its tags alone, without the values of their attributes. */
function skeleton(page: string): string[] {
  return page.replace(/"[^"]*"/g, '""').match(/<[^>]*>/g) ?? [];
}

test('no text changes the markup', () => {
  const plain = skeleton(reportPage(filledWith('x')));
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '</',
    '<script>',
    '--',
    '`',
    '${',
    'a',
    ' ',
    '\n',
    '\0',
  );
  fc.assert(
    fc.property(fc.string({ unit: piece, minLength: 1 }), (text) => {
      expect(skeleton(reportPage(filledWith(text)))).toEqual(plain);
    }),
  );
});
