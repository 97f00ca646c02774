// Records in the shapes of API 2.11 to 2.16, as the tap emits them, are valid under one and the same schema.
import { describe, expect, test } from 'vitest';
import { compile } from '../../../core/validate.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import { streamSchemas } from './stream-schemas.ts';

const at = '2023-09-19T14:20:23.000000Z';

const validators = new Map(
  [...streamSchemas].map(([stream, schema]) => [stream, compile(schema, { formats: true })] as const),
);

/** ajv's complaints about one record; null when it is valid. */
function complaints(stream: string, record: Row): unknown {
  const validate = validators.get(stream);
  return validate?.(record) === true ? null : validate?.errors;
}

const assignees: [string, unknown][] = [
  ['a number, as up to 2.16', 5017691],
  ['a string, as Intercom also sends', '5017691'],
  ['zero, unassigned in 2.16', 0],
  ['null, unassigned up to 2.15', null],
];

describe('ids that changed type between versions', () => {
  test.each(assignees)('an assignee may be %s', (_, id) => {
    const ticket = { admin_assignee_id: id, team_assignee_id: id };
    expect(complaints('conversations', { id: '1', ...ticket, ticket })).toBeNull();
  });

  test.each([
    ['a number, as up to 2.15', 123],
    ['a string, as from 2.16', '123'],
    ['null', null],
  ])("a contact's owner may be %s", (_, owner_id) => {
    expect(complaints('contacts', { id: '5ba682d23d7cf92bef87bfd4', owner_id })).toBeNull();
  });

  test.each([991267715, '991267715'])('who closed or was rated may be %j', (id) => {
    const record = {
      id: '1',
      statistics: { last_closed_by_id: id },
      conversation_rating: { rating: 5, teammate: { type: 'admin', id } },
    };
    expect(complaints('conversations', record)).toBeNull();
  });

  test('a part id that is still a number is refused: keys are strings', () => {
    expect(complaints('conversation_parts', { id: 3 })).not.toBeNull();
  });
});

describe('fields that changed shape between versions', () => {
  test.each([
    ['the state itself, as in 2.11', 'submitted'],
    [
      'an object, as from 2.12',
      { type: 'ticket_state', id: '7', category: 'submitted', internal_label: 'New' },
    ],
    ['null', null],
  ])("a ticket's state may be %s", (_, ticket_state) => {
    expect(
      complaints('conversations', { id: '1', ticket: { type: 'ticket', id: '9', ticket_state } }),
    ).toBeNull();
  });

  test.each([
    ['an object, as in 2.11', { image_url: 'https://example.org/wash.jpg' }],
    ['a URL, as from 2.12', 'https://example.org/wash.jpg'],
    ['null', null],
  ])("an admin's avatar may be %s", (_, avatar) => {
    expect(complaints('admins', { id: '1295', avatar })).toBeNull();
  });

  test.each(['not_priority', 'priority', 'none', 'urgent'])('a priority may be %s', (priority) => {
    expect(complaints('conversations', { id: '1', priority })).toBeNull();
  });

  test.each(['routed_to_team', 'abandoned', 'escalated', 'procedure_handoff', 'not_invented_yet'])(
    'a resolution state may be %s',
    (resolution_state) => {
      const ai_agent = {
        source_type: 'workflow',
        resolution_state,
        rating: 4,
        created_at: at,
        updated_at: null,
      };
      expect(complaints('conversations', { id: '1', ai_agent_participated: true, ai_agent })).toBeNull();
    },
  );

  test.each(['admins', 'teammates'])('teammates may be listed as %s', (list) => {
    const teammates = { type: 'admin.list', [list]: [{ type: 'admin', id: '274' }] };
    expect(complaints('conversations', { id: '1', teammates })).toBeNull();
  });
});

test.each([...streamSchemas])(
  '%s: a record with every property null but its keys is valid',
  (stream, schema) => {
    const keys = (schema.required ?? []).map((key) => [key, schema.properties?.[key]?.format ? at : 'x']);
    const nulls = Object.keys(schema.properties ?? {}).map((name) => [name, null]);
    expect(complaints(stream, Object.fromEntries([...nulls, ...keys]))).toBeNull();
  },
);

test.each([...streamSchemas])('%s: a record without a key is refused', (stream) => {
  expect(complaints(stream, { name: 'keyless' })).not.toBeNull();
});

test('epoch seconds where a time belongs are refused: a forgotten conversion shows', () => {
  expect(complaints('contacts', { id: 'x', updated_at: 1571672154 })).not.toBeNull();
  expect(complaints('contacts', { id: 'x', updated_at: at })).toBeNull();
});
