// Events out of rows: one per transition, under the same key at every sighting.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../core/protocol/messages.ts';
import { transitions, type TransitionRules } from '../../../../targets/brevo/person/transitions.ts';
import { mappingWith } from './fakes.ts';

const { events, streams } = mappingWith();
const rules: TransitionRules = { events, streams, parts: false };
const T = 1_700_000_000;
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('Z', '000Z');

const conversation: Row = {
  id: '12',
  title: 'Cannot log in',
  created_at: iso(T),
  updated_at: iso(T + 900),
  state: 'closed',
  contacts: [{ id: 'a' }, { id: 'b' }],
  source: { type: 'email', delivered_as: 'customer_initiated', author: { type: 'user', id: 'b' } },
  ai_agent: { resolution_state: 'routed_to_team', rating: 4, source_title: null },
  conversation_rating: {
    rating: 5,
    remark: 'quick',
    created_at: iso(T + 300),
    contact: { id: 'a' },
    teammate: { id: 7 },
  },
  statistics: { last_close_at: iso(T + 600), last_closed_by_id: '7' },
};
const closePart: Row = {
  id: '1',
  part_type: 'close',
  conversation_id: '12',
  created_at: iso(T + 600),
  author: { id: '7' },
};

const fixed = (key: string): Row => ({ conversation_id: '12', intercom_event_id: key });
const keys = (row: Row): string[] =>
  transitions('conversations', row, rules)
    .map(({ key }) => key)
    .toSorted();

describe('transitions of a conversation', () => {
  it('are its beginning, its rating, its end and how the AI agent left it', () => {
    expect(transitions('conversations', conversation, rules)).toEqual([
      {
        key: 'conversation_created:12',
        name: 'conversation_created',
        contact: 'b',
        at: T,
        properties: {
          ...fixed('conversation_created:12'),
          title: 'Cannot log in',
          source_type: 'email',
          delivered_as: 'customer_initiated',
        },
      },
      {
        key: `conversation_rating_added:12:${T + 300}`,
        name: 'conversation_rating_added',
        contact: 'a',
        at: T + 300,
        properties: {
          ...fixed(`conversation_rating_added:12:${T + 300}`),
          rating: 5,
          remark: 'quick',
          teammate_id: '7',
        },
      },
      {
        key: `conversation_closed:12:${T + 600}`,
        name: 'conversation_closed',
        contact: 'b',
        at: T + 600,
        properties: { ...fixed(`conversation_closed:12:${T + 600}`), closed_by_id: '7' },
      },
      {
        key: 'ai_agent_outcome:12:escalated',
        name: 'ai_agent_outcome',
        contact: 'b',
        at: T + 900,
        properties: { ...fixed('ai_agent_outcome:12:escalated'), outcome: 'escalated', rating: 4 },
      },
    ]);
  });

  it('have the same key from the conversation and from the part', () => {
    const fromPart = transitions('conversation_parts', closePart, { ...rules, parts: true });
    const fromConversation = transitions('conversations', conversation, rules);
    expect(fromPart).toMatchObject([
      { parent: { stream: 'conversations', key: '12' }, at: T + 600, properties: { closed_by_id: '7' } },
    ]);
    expect(fromConversation.map(({ key }) => key)).toContain(fromPart[0]?.key);
  });

  it('leave closing and snoozing to the parts where there are parts', () => {
    const snoozed = { ...conversation, state: 'snoozed', snoozed_until: iso(T + 9000) };
    const names = (parts: boolean): string[] =>
      transitions('conversations', snoozed, { ...rules, parts }).map(({ name }) => name);
    expect(names(false)).toEqual(expect.arrayContaining(['conversation_closed', 'conversation_snoozed']));
    expect(names(true).toSorted()).toEqual([
      'ai_agent_outcome',
      'conversation_created',
      'conversation_rating_added',
    ]);
  });

  it('tell a snooze by its end, once', () => {
    const snooze = (until: number, updated: number): string[] =>
      transitions(
        'conversations',
        { ...conversation, state: 'snoozed', snoozed_until: iso(until), updated_at: iso(updated) },
        rules,
      )
        .filter(({ name }) => name === 'conversation_snoozed')
        .map(({ key }) => key);
    expect(snooze(T + 9000, T + 901)).toEqual(snooze(T + 9000, T + 999));
    expect(snooze(T + 9000, T + 901)).not.toEqual(snooze(T + 9999, T + 901));
    expect(transitions('conversation_parts', { ...closePart, part_type: 'snoozed' }, rules)).toMatchObject([
      { key: `conversation_snoozed:12:${T + 600}`, properties: { snoozed_by_id: '7' } },
    ]);
  });

  it.each([
    ['a comment', 'conversation_parts', { ...closePart, part_type: 'comment' }],
    ['a part without a time', 'conversation_parts', { ...closePart, created_at: null }],
    ['a part of no conversation', 'conversation_parts', { ...closePart, conversation_id: null }],
    ['a conversation without contacts', 'conversations', { ...conversation, contacts: undefined }],
    ['a row of another stream', 'companies', { id: '1', created_at: iso(T) }],
  ])('are none for %s', (_, stream, row) => {
    expect(transitions(stream, row, rules)).toEqual([]);
  });

  it('have no rating while it is only asked for', () => {
    const row = { ...conversation, conversation_rating: { rating: null, created_at: iso(T) } };
    expect(transitions('conversations', row, rules).map(({ name }) => name)).not.toContain(
      'conversation_rating_added',
    );
  });

  it('are only those that are on, under the names that the mapping gives', () => {
    const only = { ...events, conversations: { conversation_created: 'ticket-opened' } };
    expect(transitions('conversations', conversation, { ...rules, events: only })).toMatchObject([
      { key: 'conversation_created:12', name: 'ticket-opened' },
    ]);
  });

  it('before `since` are left out, but for those whose date moves: these are early', () => {
    const late = transitions('conversations', conversation, { ...rules, since: T + 1000 });
    expect(late.map(({ name, early }) => [name, early])).toEqual([
      ['conversation_rating_added', true],
      ['ai_agent_outcome', true],
    ]);
    const from = transitions('conversations', conversation, { ...rules, since: T + 600 });
    expect(from.filter(({ early }) => !early).map(({ name }) => name)).toEqual([
      'conversation_closed',
      'ai_agent_outcome',
    ]);
  });

  it('say which AI outcome is a new word', () => {
    const row = { ...conversation, ai_agent: { resolution_state: 'Handed_to_robot' } };
    expect(
      transitions('conversations', row, rules).filter(({ unknown }) => unknown !== undefined),
    ).toMatchObject([{ key: 'ai_agent_outcome:12:Handed_to_robot', unknown: 'Handed_to_robot' }]);
  });

  it('keep their keys, whatever else of the row changes', () => {
    const change = fc.record(
      {
        title: fc.string(),
        updated_at: fc.integer({ min: T, max: 2 * T }).map(iso),
        tags: fc.array(fc.record({ id: fc.string() })),
        read: fc.boolean(),
        waiting_since: fc.integer({ min: T, max: 2 * T }).map(iso),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(change, (changed) => {
        expect(keys({ ...conversation, ...changed })).toEqual(keys(conversation));
      }),
    );
  });

  it('take any row: no throw, names and keys of properties as Brevo takes them', () => {
    const value = fc.jsonValue();
    const rows = fc.record({
      id: value,
      created_at: fc.oneof(value, fc.constant(iso(T))),
      contacts: fc.oneof(value, fc.constant([{ id: 'a' }])),
      statistics: value,
      conversation_rating: value,
      ai_agent: value,
      source: value,
      event_name: fc.string(),
      intercom_user_id: fc.oneof(value, fc.constant('a')),
      metadata: fc.dictionary(fc.string(), value),
    });
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom('conversations', 'conversation_parts', 'contact_events'),
        (row, stream) => {
          for (const { name, properties } of transitions(stream, row, rules)) {
            expect(name).toMatch(/^[A-Za-z0-9_-]{1,255}$/);
            for (const key of Object.keys(properties)) expect(key).toMatch(/^[A-Za-z0-9_-]{1,255}$/);
          }
        },
      ),
    );
  });
});
