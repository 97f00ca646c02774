// Figures made of several rows, and the company that stands for a contact.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../core/protocol/messages.ts';
import { COMPUTED, type ComputedName } from '../../../../targets/brevo/mapping/sources.ts';
import { primaryCompany } from '../../../../targets/brevo/person/company.ts';
import { computed } from '../../../../targets/brevo/person/computed.ts';
import { Person } from '../../../../targets/brevo/person/person.ts';
import { mappingWith, replicaOf, type Holding } from './fakes.ts';

const DAY = '2026-03-01T00:00:';
const at = (second: number): string => `${DAY}${String(second).padStart(2, '0')}.000000Z`;

function figures(holding: Holding, row: Row = { id: 'a' }): Record<string, unknown> {
  const person = new Person('a', row, replicaOf(holding), mappingWith());
  const names = Object.keys(COMPUTED) as ComputedName[];
  return Object.fromEntries(names.map((name) => [name, computed[name](person)]));
}

const conversations: Row[] = [
  {
    id: '9',
    created_at: at(10),
    state: 'closed',
    open: false,
    ai_agent: { resolution_state: 'abandoned', rating: 2 },
    conversation_rating: { rating: 1, remark: '', created_at: at(50), contact: { id: 'a' } },
    tags: [{ id: 't1', name: 'Refund' }],
  },
  {
    id: '10',
    created_at: at(10),
    state: 'snoozed',
    open: true,
    ai_agent: { resolution_state: 'routed_to_team', rating: null },
    conversation_rating: { rating: 4, remark: 'good', created_at: at(40), contact: { id: 'a' } },
    statistics: { first_admin_reply_at: at(40) },
    tags: [{ id: 't2' }, { id: 't1', name: 'Refund' }],
  },
  {
    id: '8',
    created_at: at(5),
    open: true,
    contacts: [{ id: 'a' }, { id: 'b' }],
    conversation_rating: { rating: 5, remark: 'not theirs', created_at: at(59), contact: { id: 'b' } },
  },
];

describe('figures of conversations', () => {
  it('are of the last one by creation, then by number', () => {
    expect(figures({ conversations, tags: [{ id: 't2', name: 'Bug' }] })).toMatchObject({
      'conversations.count': 3,
      'conversations.open_count': 2,
      'conversations.last_at': at(10),
      'conversations.last_state': 'snoozed',
      'conversations.last_rating': 1,
      'conversations.last_rating_remark': null,
      'conversations.tags': ['Bug', 'Refund'],
      'conversations.first_response_seconds': 30,
      'ai.last_outcome': 'escalated',
      'ai.last_rating': 2,
    });
  });

  it('do not depend on the order of the rows', () => {
    const known = figures({ conversations });
    fc.assert(
      fc.property(fc.shuffledSubarray(conversations, { minLength: 3 }), (rows) => {
        expect(figures({ conversations: rows })).toEqual(known);
      }),
    );
  });

  it('are all empty without conversations: they may only not have come yet', () => {
    expect(new Set(Object.values(figures({})))).toEqual(new Set([null]));
  });

  it('are empty where the last conversation says nothing; 0 is a figure', () => {
    expect(figures({ conversations: [{ id: '1', created_at: at(1), open: false }] })).toMatchObject({
      'conversations.count': 1,
      'conversations.open_count': 0,
      'conversations.last_state': 'closed',
      'conversations.last_rating': null,
      'conversations.tags': null,
      'conversations.first_response_seconds': null,
      'ai.last_outcome': null,
    });
  });
});

describe('tags', () => {
  const tags = [{ id: 't1', name: 'VIP' }];
  it.each<[string, Row, unknown]>([
    ['named by their stream', { tags: [{ id: 't1', type: 'tag' }] }, ['VIP']],
    ['named in the row', { tags: [{ id: 't9', name: 'Beta' }] }, ['Beta']],
    ['twice', { tags: [{ id: 't1' }, { id: 't1' }, { id: 't9', name: 'Beta' }] }, ['Beta', 'VIP']],
    ['some of them unknown', { tags: [{ id: 't1' }, { id: 't2' }] }, ['VIP']],
    ['all of them unknown: not told', { tags: [{ id: 't2' }] }, undefined],
    ['none where the key is missing', {}, null],
    ['none where the list is empty', { tags: [] }, null],
    ['none where it is null', { tags: null }, null],
  ])('are %s', (_, row, names) => {
    expect(figures({ tags }, row)['tags.names']).toEqual(names);
  });
});

describe('primaryCompany', () => {
  const companies: Row[] = [
    { id: 'c', last_request_at: at(1), monthly_spend: 0 },
    { id: 'b', last_request_at: at(30), monthly_spend: 29 },
    { id: 'a', last_request_at: at(30), monthly_spend: 29 },
    { id: 'd' },
    { id: 'e', monthly_spend: 30, last_request_at: null },
  ];

  it.each([
    ['most_recently_seen', 'a'],
    ['largest_monthly_spend', 'e'],
    ['first', 'c'],
  ] as const)('%s is %s', (rule, id) => {
    expect(primaryCompany(companies, rule)?.['id']).toBe(id);
    expect(primaryCompany([], rule)).toBeUndefined();
  });

  it('goes by the last visit where the spend is the same', () => {
    const rows = [{ id: 'a' }, { id: 'b', last_request_at: at(1) }];
    expect(primaryCompany(rows, 'largest_monthly_spend')?.['id']).toBe('b');
  });

  it.each(['most_recently_seen', 'largest_monthly_spend'] as const)(
    '%s does not depend on the order',
    (rule) => {
      const value = fc.constantFrom(null, undefined, at(1), at(2), 0, 5, '7');
      const rows = fc.uniqueArray(
        fc.record({ id: fc.string(), last_request_at: value, monthly_spend: value }),
        {
          selector: ({ id }) => id.trim(),
          minLength: 1,
        },
      );
      fc.assert(
        fc.property(rows, (all) => {
          expect(primaryCompany(all.toReversed(), rule)).toBe(primaryCompany(all, rule));
        }),
      );
    },
  );
});
