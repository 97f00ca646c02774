// A sync's result as a busy workspace gives it, for what shows results.
import type { BudgetSample, ContactChange, StreamResult, SyncResult } from '../../connector/sync-result.ts';

const STREAM: StreamResult = {
  records: 0,
  read: 0,
  requests: 1,
  retries: 0,
  waited_seconds: 0,
  seconds: 0.3,
  complete: true,
  notes: {},
};

/** What each person is called, where a test does not say. */
const PEOPLE = [
  'anna.berg',
  'j.o-brien6',
  'søren',
  '小林',
  'bounce+news',
  'a-very-long-name-that-does-not-end-soon',
];

/** A finished sync with something of everything; `given` replaces parts of it. */
export function syncResult(given: Partial<SyncResult> = {}): SyncResult {
  return {
    connector: 'intercom',
    type: 'incremental',
    resources: ['contacts', 'conversations', 'companies', 'events', 'tags'],
    started_at: '2026-11-22T06:21:05.000Z',
    ended_at: '2026-11-22T06:24:47.000Z',
    outcome: 'rejects',
    exit_code: 5,
    streams: {
      contacts: { ...STREAM, records: 1204, read: 1290, expected: 1290, requests: 9, seconds: 4.2 },
      conversations: {
        ...STREAM,
        records: 590,
        read: 611,
        expected: 612,
        requests: 640,
        retries: 3,
        waited_seconds: 18.4,
        seconds: 96,
        notes: { 'lists completed': 4 },
      },
      companies: {
        ...STREAM,
        records: 80,
        read: 80,
        expected: 250,
        complete: false,
        problem: 'GET /companies/scroll: Intercom answered 500 (server_error)',
      },
      tags: { ...STREAM, records: 12, read: 12 },
    },
    whole: ['contacts', 'conversations', 'tags'],
    brevo: {
      contacts: 1204,
      created: 36,
      updated: 412,
      removed: 3,
      unchanged: 741,
      skipped: 12,
      rejected: 2,
      rejects_waiting: 3,
      lists: [
        { list: 35, name: 'all_users', joins: 29, leaves: 2 },
        { list: 36, name: 'active_conversations', joins: 8, leaves: 0 },
        { list: 71, joins: 0, leaves: 1 },
      ],
      events: { conversation_closed: 88, conversation_rated: 12 },
    },
    requests: { intercom: 655, brevo: 1204 },
    budgets: samples(222),
    slowest: [
      ['intercom', 'GET', '/companies/scroll', 4.21, 500],
      ['brevo', 'POST', '/contacts', 2.9, 201],
      ['intercom', 'POST', '/conversations/search', 1.4, 200],
      ['brevo', 'PUT', '/contacts/{identifier}', 0.7, 0],
    ].map(([vendor, method, route, seconds, status]) => ({
      vendor,
      method,
      route,
      seconds,
      status,
    })) as SyncResult['slowest'],
    changes: PEOPLE.map(person),
    rejects: [
      refused('664b66c58a6818000b000006', 'invalid_parameter'),
      refused('664b66c58a6818000b0000a1', 'invalid_parameter'),
      {
        stream: 'contacts',
        key: '664b66c58a6818000b000777',
        reason: 'the e-mail belongs to another contact at Brevo',
        hint: 'free the address there, or change it in Intercom',
        status: 409,
        code: 'duplicate_parameter',
      },
    ],
    ...given,
  };
}

function refused(key: string, code: string): SyncResult['rejects'][number] {
  const reason = 'PLAN_TIER: the value is not among the options';
  return {
    stream: 'contacts',
    key,
    reason,
    hint: 'add the option to the attribute at Brevo',
    status: 400,
    code,
  };
}

function person(name: string, n: number): ContactChange {
  const id = `664b66c58a6818000b00${String(n).padStart(4, '0')}`;
  const email = `${name}@xn--bcher-kva.example`;
  if (n === 4) return { id, kind: 'unlist', fields: [], joins: [], leaves: [35, 36] };
  if (n % 2 === 1)
    return {
      id,
      email,
      kind: 'update',
      fields: [{ field: 'PLAN_TIER', before: 'basic', after: 'pro' }],
      joins: [36],
      leaves: [],
    };
  const fields = ['EXT_ID', 'EMAIL', 'FIRSTNAME', 'SEATS'].map((field, at) => ({
    field,
    before: null,
    after: [id, email, 'अनिल कुमार', 12][at] ?? null,
  }));
  return { id, email, kind: 'create', fields, joins: [35], leaves: [] };
}

/** Two budgets that rise, stay and fall, sampled each second. */
function samples(seconds: number): BudgetSample[] {
  return Array.from({ length: seconds }, (_, t) => ({
    t,
    intercom: t < 110 ? 0.45 + 0.35 * Math.abs(Math.sin(t / 7)) : 0.02,
    brevo: t < 90 ? 0.01 : 0.7 + 0.25 * Math.sin(t / 11),
  }));
}
