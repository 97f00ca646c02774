// Which queries search accepts, what they find, and how it refuses the rest.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { ALL, call, codeOf, fieldsOf, searchAll, sortedIds, type Fields } from './client.ts';

const leaf = (field: string, operator: string, value: unknown): Fields => ({ field, operator, value });
const group = (operator: string, ...value: unknown[]): Fields => ({ operator, value });

describe('the search grammar', () => {
  let sandbox: Sandbox;
  let contacts: Fields[];
  let conversations: Fields[];
  beforeAll(async () => {
    sandbox = await startSandbox({ contacts: 140, conversations: 90, rateLimit: 0 });
    contacts = await searchAll(sandbox, 'contacts');
    conversations = await searchAll(sandbox, 'conversations');
  });
  afterAll(() => sandbox.close());

  type Rule = [string, Fields, (record: Fields) => boolean];
  const contactRules: Rule[] = [
    ['equality', leaf('role', '=', 'lead'), ({ role }) => role === 'lead'],
    ['inequality', leaf('role', '!=', 'lead'), ({ role }) => role !== 'lead'],
    ['lists', leaf('role', 'IN', ['lead', 'x']), ({ role }) => role === 'lead'],
    ['containing', leaf('email', '~', 'EXAMPLE.ORG'), ({ email }) => String(email).includes('example.org')],
    ['beginning', leaf('phone', '^', '+'), ({ phone }) => String(phone).startsWith('+')],
    [
      'booleans',
      leaf('unsubscribed_from_emails', '=', true),
      (contact) => contact['unsubscribed_from_emails'] === true,
    ],
    [
      'custom attributes',
      leaf('custom_attributes.plan_tier', '=', 'pro'),
      (contact) => fieldsOf(contact['custom_attributes'])['plan_tier'] === 'pro',
    ],
    [
      'groups in groups',
      group(
        'AND',
        group('OR', leaf('role', '=', 'lead'), leaf('role', '=', 'user')),
        leaf('phone', '!=', null),
      ),
      ({ phone }) => phone !== null,
    ],
  ];
  it.each(contactRules)('contacts: %s', async (_name, query, matches) => {
    const found = await searchAll(sandbox, 'contacts', { query });
    expect(found.length).toBeGreaterThan(0);
    expect(sortedIds(found)).toEqual(sortedIds(contacts.filter(matches)));
  });

  const boundary = (): number => Number(conversations[40]?.['updated_at']);
  it.each(['>', '<', '=', '>=', '<='])('conversations: %s compares exact seconds', async (operator) => {
    const value = boundary();
    const found = await searchAll(sandbox, 'conversations', { query: leaf('updated_at', operator, value) });
    const seconds = (record: Fields): number => Math.sign(Number(record['updated_at']) - value);
    const wanted = { '>': [1], '<': [-1], '=': [0], '>=': [0, 1], '<=': [-1, 0] }[operator] ?? [];
    expect(sortedIds(found)).toEqual(sortedIds(conversations.filter((one) => wanted.includes(seconds(one)))));
  });

  it.each([
    ['state', leaf('state', '=', 'snoozed'), ({ state }: Fields) => state === 'snoozed'],
    ['open', leaf('open', '=', 'true'), ({ open }: Fields) => open === true],
    ['an id range', leaf('id', '>', '215470000000050'), ({ id }: Fields) => String(id) > '215470000000050'],
    ['any id', group('OR', leaf('id', '>', ''), leaf('id', '=', '')), () => true],
  ] as Rule[])('conversations: %s', async (_name, query, matches) => {
    const found = await searchAll(sandbox, 'conversations', { query });
    expect(sortedIds(found)).toEqual(sortedIds(conversations.filter(matches)));
  });

  it.each([
    ['no query', undefined, 'missing_parameter'],
    ['a field that does not exist', leaf('shoe_size', '=', 1), 'invalid_field'],
    ['an operator that does not exist', leaf('role', '==', 1), 'parameter_invalid'],
    ['a date that is none', leaf('created_at', '>', 'yesterday'), 'type_mismatch'],
    ['a list where there can be none', leaf('role', '=', ['lead']), 'type_mismatch'],
    ['three levels', group('AND', group('AND', group('AND', ALL))), 'parameter_invalid'],
    ['sixteen filters', group('OR', ...Array.from({ length: 16 }, () => ALL)), 'parameter_invalid'],
  ])('refuses %s', async (_name, query, code) => {
    const { status, json } = await call(sandbox, 'POST /contacts/search', { query });
    expect([status, json['type'], codeOf(json)]).toEqual([400, 'error.list', code]);
  });

  it.each([
    [{ per_page: 151 }, {}, 'parameter_invalid'],
    [{}, { field: 'updated_at', order: 'sideways' }, 'invalid_sort_order'],
    [{}, { field: 'name', order: 'ascending' }, 'invalid_field'],
  ])('refuses paging %j with sort %j', async (pagination, sort, code) => {
    const { status, json } = await call(sandbox, 'POST /contacts/search', { query: ALL, pagination, sort });
    expect([status, codeOf(json)]).toEqual([400, code]);
  });

  it('takes the short sort orders up to 2.15 only', async () => {
    const request = { query: ALL, sort: { field: 'updated_at', order: 'desc' } };
    const statuses = ['2.11', '2.15', '2.16', 'Preview'].map(
      async (version) =>
        (await call(sandbox, 'POST /contacts/search', request, { 'intercom-version': version })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 400, 400]);
  });
});
