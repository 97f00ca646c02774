// What each topic calls for, and which objects a notification names.
import { expect, test } from 'vitest';
import {
  mentionsIn,
  MalformedError,
  parseNotification,
} from '../../../../connector/webhooks/notification.ts';
import { ALIASES, topicOf } from '../../../../connector/webhooks/topics.ts';

const CONTACT = { type: 'contact', id: 'c1' };
const COMPANY = { type: 'company', id: 'k1' };
const CONVERSATION = {
  type: 'conversation',
  id: '12',
  contacts: { contacts: [{ type: 'contact', id: 'c9' }] },
};

test.each([
  ['conversation.user.created', CONVERSATION, ['read conversations 12']],
  ['conversation.admin.closed', CONVERSATION, ['read conversations 12']],
  ['conversation.rating.added', CONVERSATION, ['read conversations 12']],
  ['conversation.admin.snoozed', CONVERSATION, ['read conversations 12']],
  ['conversation.operator.replied', CONVERSATION, ['read conversations 12']],
  [
    'conversation.contact.attached',
    { type: 'x', conversation: CONVERSATION, contact: CONTACT },
    ['read conversations 12'],
  ],
  [
    'conversation_part.tag.created',
    { type: 'conversation_part_tag', conversation: CONVERSATION },
    ['read conversations 12'],
  ],
  ['conversation.deleted', { type: 'conversation', id: 12, deleted: true }, ['gone conversations 12']],
  ['contact.user.created', CONTACT, ['read contacts c1']],
  ['contact.user.updated', CONTACT, ['read contacts c1']],
  ['contact.lead.signed_up', CONTACT, ['read contacts c1']],
  ['contact.email.updated', CONTACT, ['read contacts c1']],
  ['contact.subscribed', CONTACT, ['read contacts c1']],
  ['contact.unsubscribed', CONTACT, ['read contacts c1']],
  [
    'contact.user.tag.created',
    { type: 'contact_tag', tag: { id: 't1' }, contact: CONTACT },
    ['read contacts c1', 'read tags *'],
  ],
  [
    'contact.lead.tag.deleted',
    { type: 'contact_tag', tag: { id: 't1' }, contact: CONTACT },
    ['read contacts c1', 'read tags *'],
  ],
  ['contact.archived', { ...CONTACT, archived: true }, ['gone contacts c1']],
  ['contact.deleted', { ...CONTACT, deleted: true }, ['gone contacts c1']],
  ['contact.unarchive', CONTACT, ['back contacts c1']],
  [
    'contact.merged',
    { ...CONTACT, merged_from: { type: 'contact', id: 'c2' } },
    ['merged contacts c1 from c2'],
  ],
  ['company.created', COMPANY, ['read companies k1']],
  ['company.updated', COMPANY, ['read companies k1']],
  ['company.deleted', COMPANY, ['gone companies k1']],
  [
    'company.contact.attached',
    { company: COMPANY, contact: CONTACT },
    ['read companies k1', 'read contacts c1'],
  ],
  ['conversation.created', CONVERSATION, ['read conversations 12']],
  ['conversation.closed', CONVERSATION, ['read conversations 12']],
  ['conversation.snoozed', CONVERSATION, ['read conversations 12']],
  ['contact.created', CONTACT, ['read contacts c1']],
  ['contact.updated', CONTACT, ['read contacts c1']],
  ['contact.tag.created', { type: 'contact_tag', contact: CONTACT }, ['read contacts c1', 'read tags *']],
  ['user.created', { type: 'user', id: 'c1' }, ['read contacts c1']],
  ['user.email.updated', { type: 'user', id: 'c1' }, ['read contacts c1']],
  ['user.unsubscribed', { id: 'c1' }, ['read contacts c1']],
  ['ticket.created', { type: 'ticket', id: '1' }, []],
  ['ping', { type: 'ping' }, []],
  ['contact.user.updated', { type: 'contact' }, []],
  ['contact.user.updated', { type: 'contact', id: '../../me?x=' }, []],
  ['contact.merged', CONTACT, ['read contacts c1']],
])('%s', (topic, item, expected: string[]) => {
  const told = mentionsIn({ topic, item }).map(({ reaction, subject, id, mergedFrom }) =>
    [reaction, subject, id, ...(mergedFrom === undefined ? [] : ['from', mergedFrom])].join(' '),
  );
  expect(told.toSorted()).toEqual(expected.toSorted());
});

test('an alias is that of a topic', () => {
  expect(Object.values(ALIASES).filter((topic) => topicOf(topic) === undefined)).toEqual([]);
});

test.each([
  ['', 'not JSON'],
  ['{"topic":', 'not JSON'],
  ['[]', 'no JSON object'],
  ['null', 'no JSON object'],
  ['{"id":"n1"}', 'no "topic"'],
  ['{"topic":7}', 'no "topic"'],
])('the body %s is refused', (body, problem) => {
  expect(() => parseNotification(Buffer.from(body))).toThrow(MalformedError);
  expect(() => parseNotification(Buffer.from(body))).toThrow(problem);
});

test('what has no id gets one from what it says, the same each time', () => {
  const [one, again, other] = ['ping', 'ping', 'pong'].map((topic) =>
    parseNotification(Buffer.from(JSON.stringify({ topic }))),
  );
  expect(one?.id).toBe(again?.id);
  expect(one?.id).not.toBe(other?.id);
});
