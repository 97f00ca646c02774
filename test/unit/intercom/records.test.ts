// How raw records are restructured: the key of attributes, lists lifted out, nobody as null, segments' time.
import { expect, test } from 'vitest';
import type { Row } from '../../../core/protocol/messages.ts';
import { denest } from '../../../taps/intercom/denest.ts';
import { conversations } from '../../../taps/intercom/streams/conversations.ts';
import { contactAttributes, recordHash } from '../../../taps/intercom/streams/data-attributes.ts';
import { segments } from '../../../taps/intercom/streams/segments.ts';

test.each<[Row, string]>([
  [
    { name: 'test 1', description: 'test 1 description' },
    '7c7635748ebfe111abe27a7dc8d903d050212a7c4da62a2d567b8d922ea1e591',
  ],
  [{ name: 'test 1' }, 'f67213b122a5d442d2b93bda8cc45c564a70ec5d2a4e0e95bb585cf199869c98'],
  [
    { id: 11, name: 'test 1', description: 'test 1 description' },
    '66458ba38acbeb515e3b977065dd90f5dd6c60361786b59f2243245a10328437',
  ],
  [{ id: 11, name: 'test 1' }, '9568df4ff8b861bab3f4309b9762b4b3a3457499d564c74b6a25c36e4b65b4d7'],
  [
    { name: 'name', description: 'The name of a company' },
    'a6ba10bd2438df6eff7c13f7eac86a8dac9aea594c55a6a985acd30ddf269240',
  ],
  [
    { id: 34, name: 'creation_source', description: null },
    '7fa3606d5f495c950a24e86e2c78c0f5873d8ea61de47097fa526e88eea0dfb8',
  ],
])('the key of attribute %j is the one that singer-io gives it', (attribute, hash) => {
  expect(recordHash(attribute)).toBe(hash);
  expect(contactAttributes.prepare?.(attribute)).toEqual({ ...attribute, _sdc_record_hash: hash });
});

test('the key does not depend on other fields, but on what is missing and what is null', () => {
  const hash = recordHash({ id: 1, name: 'a' });
  expect(recordHash({ id: 1, name: 'a', label: 'x', archived: true })).toBe(hash);
  expect(recordHash({ id: 1, name: 'a', description: '' })).toBe(hash);
  expect(recordHash({ id: 1, name: 'a', description: null })).not.toBe(hash);
  expect(recordHash({ id: 1, name: 'é', description: true })).toBe(recordHash({ name: '1éTrue' }));
});

test.each<[string, Row, Row]>([
  ['inside by its own name', { tags: { type: 'tag.list', tags: [{ id: '1' }] } }, { tags: [{ id: '1' }] }],
  [
    'inside as data',
    { tags: { type: 'list', data: [{ id: '1' }], has_more: false } },
    { tags: [{ id: '1' }] },
  ],
  ['that is empty', { id: 1, tags: { type: 'tag.list', tags: [] } }, { id: 1 }],
  ['that is null', { id: 1, tags: { type: 'tag.list', tags: null } }, { id: 1 }],
  ['in no wrapper', { id: 1, tags: null }, { id: 1 }],
  ['that is not there', { id: 1 }, { id: 1 }],
  ['that is lifted out already', { tags: [{ id: '1' }] }, { tags: [{ id: '1' }] }],
])('a list %s', (_, row, expected) => {
  expect(JSON.parse(JSON.stringify(denest(['tags'])(structuredClone(row))))).toEqual(expected);
});

test.each([
  [0, null],
  ['0', null],
  [null, null],
  [814, 814],
  ['814', '814'],
])('assignee %j of a conversation is %j', (id, expected) => {
  const conversation = { id: '1', admin_assignee_id: id, team_assignee_id: id };
  expect(conversations.prepare?.(conversation)).toMatchObject({
    admin_assignee_id: expected,
    team_assignee_id: expected,
  });
});

test('an assignee that was not sent stays away', () => {
  expect(JSON.parse(JSON.stringify(conversations.prepare?.({ id: '1' })))).toEqual({ id: '1' });
});

test('a segment without a time of update has that of its creation', () => {
  expect(segments.prepare?.({ id: '1', created_at: 5 })).toMatchObject({ updated_at: 5 });
  expect(segments.prepare?.({ id: '1', created_at: 5, updated_at: 7 })).toMatchObject({ updated_at: 7 });
});
