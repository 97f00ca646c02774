// Names and properties of events, Intercom's own events, and the words for what an AI agent did.
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../core/protocol/messages.ts';
import { aiOutcome } from '../../../../targets/brevo/person/ai-outcomes.ts';
import { eventName, eventProperties } from '../../../../targets/brevo/person/event-words.ts';
import { transitions, type TransitionRules } from '../../../../targets/brevo/person/transitions.ts';
import { mappingWith } from './fakes.ts';

const { events, streams } = mappingWith();
const rules: TransitionRules = { events, streams, parts: false };
const T = 1_700_000_000;
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('Z', '000Z');

describe('transitions of contact_events', () => {
  const row: Row = {
    intercom_user_id: 'a',
    event_name: 'opened report',
    created_at: iso(T),
    id: 'evt',
    metadata: {
      'order number': 3,
      order_number: 4,
      paid: false,
      price: { amount: 0 },
      nothing: null,
      '': 1,
      注: 2,
    },
  };

  it('are the events themselves, with names and properties that Brevo takes', () => {
    const key = `contact_events:a:opened report:${iso(T)}`;
    expect(transitions('contact_events', row, rules)).toEqual([
      {
        key,
        name: 'opened_report',
        contact: 'a',
        at: T,
        properties: { intercom_event_id: key, order_number: 3, paid: false, price: { amount: 0 }, u6ce8: 2 },
      },
    ]);
  });

  it('are left out before `since`, and where they are off', () => {
    expect(transitions('contact_events', row, { ...rules, since: T + 1 })).toEqual([]);
    expect(transitions('contact_events', row, { ...rules, events: { ...events, streams: false } })).toEqual(
      [],
    );
  });
});

describe('words of events', () => {
  it.each([
    ['placed order', 'placed_order'],
    ['  Ünïcode ✓ x ', '_n_code_x'],
    ['invited-friend', 'invited-friend'],
    ['注文', 'u6ce8_u6587'],
    ['--', 'u2d_u2d'],
    ['', undefined],
  ])('%s is named %s', (text, name) => {
    expect(eventName(text)).toBe(name);
  });

  it('has 255 characters at most', () => {
    expect(eventName('x'.repeat(300))).toHaveLength(255);
  });

  it('leaves out the longest properties beyond 50 KB, and says which', () => {
    const properties = eventProperties({ long: 'x'.repeat(60_000), short: 'y' }, { id: '1' });
    expect(properties).toEqual({ id: '1', short: 'y', left_out: ['long'] });
  });
});

describe('aiOutcome', () => {
  it.each([
    ['assumed_resolution', 'assumed_resolution'],
    ['confirmed_resolution', 'confirmed_resolution'],
    ['routed_to_team', 'escalated'],
    ['escalated', 'escalated'],
    ['abandoned', 'abandoned'],
    ['negative_feedback', 'negative_feedback'],
    ['procedure_handoff', 'procedure_handoff'],
    [' Escalated', 'escalated'],
  ])('calls %s %s', (word, outcome) => {
    expect(aiOutcome(word)).toEqual({ outcome, known: true });
  });

  it('passes a new word on as it is', () => {
    expect(aiOutcome('Handed_off')).toEqual({ outcome: 'Handed_off', known: false });
    expect(aiOutcome('toString')).toEqual({ outcome: 'toString', known: false });
  });

  it.each([null, undefined, '', 5])('finds nothing in %s', (value) => {
    expect(aiOutcome(value)).toBeUndefined();
  });
});
