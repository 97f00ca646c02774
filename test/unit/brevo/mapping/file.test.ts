// The mapping file: its longer forms, and how it goes with the configuration.
import { describe, expect, test } from 'vitest';
import { attribute, lines, load } from './mapping-file.ts';

describe('the mapping file', () => {
  test('has longer forms: type, converter, null policy, SQL', () => {
    const mapping = load(`
field_mapping:
  custom_attributes.seats: { name: SEATS, type: float, convert: number, nulls: keep }
  custom_attributes.*: '*'
attributes:
  TICKETS: { sql: '(select count(*) from conversations)', type: float }
  BUSY: { sql: 'exists (select 1 from conversations)', type: boolean }
  LAST_ACTIVE: { path: last_seen_at, convert: seconds }
`);
    expect(lines(mapping)).toEqual([
      'BUSY < exists (select 1 from conversations) boolean boolean',
      'LAST_ACTIVE < last_seen_at float seconds',
      'SEATS < custom_attributes.seats float number',
      'TICKETS < (select count(*) from conversations) float',
    ]);
    expect(attribute(mapping, 'SEATS')?.nulls).toBe('keep');
    expect(attribute(mapping, 'TICKETS')?.source).toEqual({ sql: '(select count(*) from conversations)' });
    expect(mapping.wildcards).toHaveLength(1);
  });

  test('adds attributes to those of the preset', () => {
    const mapping = load('attributes: { ROLE: external_id, CITY: location.city }');
    expect(lines(mapping)).toContain('ROLE < external_id text');
    expect(lines(mapping)).toContain('CITY < location.city ?');
    expect(lines(mapping)).toContain('COMPANY_NAME < company.name text');
  });

  test('gives way to the configuration; lists are those of both', () => {
    const yaml = 'lists: { all_users: 1, leads: 2 }\ntag_lists: { VIP: 3 }\nfield_mapping: { role: KIND }';
    const mapping = load(yaml, {
      lists: { all_users: 35 },
      tag_lists: { Beta: 4 },
      field_mapping: { name: 'WHO' },
    });
    expect(mapping.lists.map(({ list, text }) => [text, list])).toEqual([
      ['all_users', 35],
      ['leads', 2],
    ]);
    expect(mapping.tags).toEqual([
      { tag: 'VIP', list: 3 },
      { tag: 'Beta', list: 4 },
    ]);
    expect(lines(mapping)).toEqual(['WHO < name text']);
  });

  test('puts people on lists by named rules, by conditions, and by SQL', () => {
    const { lists } = load(`
lists:
  active_conversations: Talking
  leads: '37'
  vip: { list: 40, when: { company.plan: [Pro, Enterprise], role: user } }
  quiet: { list: 41, sql: not exists (select 1 from conversations) }
`);
    expect(lists).toEqual([
      {
        list: 'Talking',
        rule: { when: { source: { computed: 'conversations.open_count' }, test: { above: 0 } } },
        text: 'active_conversations',
      },
      { list: 37, rule: { when: { source: { path: ['role'] }, test: { in: ['lead'] } } }, text: 'leads' },
      {
        list: 40,
        rule: {
          when: {
            all: [
              { source: { company: ['plan'] }, test: { in: ['Pro', 'Enterprise'] } },
              { source: { path: ['role'] }, test: { in: ['user'] } },
            ],
          },
        },
        text: 'vip',
      },
      { list: 41, rule: { sql: 'not exists (select 1 from conversations)' }, text: 'quiet' },
    ]);
  });

  test('makes lists and attributes of tags', () => {
    const mapping = load(`
conversation_tag_lists: { bug: Bugs }
tag_attribute: { name: TAGS, tags: [VIP, Beta] }
conversation_tag_attribute: topics
create_lists: true
list_folder: Intercom
`);
    expect(mapping.conversationTags).toEqual([{ tag: 'bug', list: 'Bugs' }]);
    expect(mapping.listFolder).toBe('Intercom');
    expect(attribute(mapping, 'TAGS')).toEqual({
      name: 'TAGS',
      source: { computed: 'tags.names' },
      type: 'multiple-choice',
      nulls: 'clear',
      only: ['VIP', 'Beta'],
      text: 'tags.names',
    });
    expect(attribute(mapping, 'TOPICS')).toMatchObject({ source: { computed: 'conversations.tags' } });
  });

  test('switches events off and names them', () => {
    const { events } = load(
      'events: { conversation_created: false, conversation_closed: support_done, streams: false }',
    );
    expect(events.streams).toBe(false);
    expect(events.conversations).toMatchObject({ conversation_closed: 'support_done' });
    expect(events.conversations).not.toHaveProperty('conversation_created');
  });

  test('serves another tap', () => {
    const mapping = load(`
preset: none
streams:
  people: { sink: contacts, key: [uuid] }
  orders: { sink: related, key: [id], contacts: customer.uuid }
  clicks: { sink: events, key: [id], contacts: who, event: { name: kind, at: time } }
identity: { email: mail, created: born }
field_mapping: { first: FIRSTNAME, spent: { name: SPENT, type: float } }
lists: { rich: { list: 5, when: { spent: { above: 1000 } } } }
`);
    expect([...mapping.streams.keys()]).toEqual(['people', 'orders', 'clicks']);
    expect(mapping.identity).toEqual({ email: ['mail'], created: ['born'], country: [], roles: [] });
    expect(lines(mapping)).toEqual(['FIRSTNAME < first ?', 'SPENT < spent float']);
    expect(mapping.events).toEqual({ conversations: {}, streams: true });
    expect(mapping.consent).toEqual({ owner: 'brevo' });
  });
});
