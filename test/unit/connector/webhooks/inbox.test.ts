// The inbox: nothing is lost, nothing is kept twice, and the order in which things come decides nothing.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { nextBatch } from '../../../../connector/webhooks/batch.ts';
import { Inbox, InboxError } from '../../../../connector/webhooks/inbox.ts';
import { notification, type Notification } from '../../../../connector/webhooks/notification.ts';
import { RESOURCES } from '../../../../connector/connector.ts';
import { ConfigError } from '../../../../core/errors.ts';
import { jsonFile, temporaryFolder } from '../../../support/spawn.ts';

const ALL = new Set(RESOURCES);
let ids = 0;

function note(topic: string, id: string, more: object = {}, createdAt = 100): Notification {
  const type = topic.split('.')[0];
  return notification({ id: `n${(ids += 1)}`, topic, createdAt, item: { type, id, ...more } });
}

async function open(path = join(temporaryFolder(), 'inbox.sqlite'), most?: number): Promise<Inbox> {
  const inbox = await Inbox.open(path, most === undefined ? {} : { most });
  onTestFinished(() => inbox.close());
  return inbox;
}

/** What a batch would do, as `read contacts c1`. */
function work(inbox: Inbox): string[] {
  const { read, gone, unsure } = nextBatch(inbox, ALL);
  return Object.entries({ read, gone, unsure })
    .flatMap(([what, some]) =>
      [...some].flatMap(([subject, all]) => [...all.keys()].map((id) => `${what} ${subject} ${id}`)),
    )
    .toSorted();
}

test('a notification waits once, survives the end of the process, and is known after it is settled', async () => {
  const path = join(temporaryFolder(), 'inbox.sqlite');
  const one = note('contact.user.updated', 'c1');
  const first = await Inbox.open(path);
  expect(first.add([one, one])).toEqual(['stored', 'duplicate']);
  first.close();
  const inbox = await open(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { notifications } = nextBatch(inbox, ALL);
  expect(work(inbox)).toEqual(['read contacts c1']);
  inbox.settle([...notifications.keys()]);
  expect(work(inbox)).toEqual([]);
  expect(inbox.add([one])).toEqual(['duplicate']);
  expect(inbox.facts()).toMatchObject({ waiting: 0, topics: [{ topic: one.topic, received: 3 }] });
});

test('what asks for nothing is kept and counted, and does not wait', async () => {
  const inbox = await open();
  expect(inbox.add([note('ticket.created', 't1'), note('ping', 'p')])).toEqual(['unknown', 'unknown']);
  const parts = { topic: 'contact.deleted', createdAt: 100 };
  const empty = notification({ ...parts, id: 'empty', item: null });
  const other = notification({ ...parts, id: 'other', item: { type: 'company', id: 'k1' } });
  expect(inbox.add([empty, other, empty])).toEqual(['no_object', 'no_object', 'duplicate']);
  expect(inbox.facts()).toMatchObject({
    waiting: 0,
    topics: [{ topic: 'contact.deleted', received: 3 }, { topic: 'ping' }, { topic: 'ticket.created' }],
  });
});

test('many notifications about one object are one reading', async () => {
  const inbox = await open();
  inbox.add(Array.from({ length: 1000 }, (_, n) => note('conversation.user.replied', String(n % 3))));
  expect(nextBatch(inbox, ALL).notifications.size).toBe(1000);
  expect(work(inbox)).toEqual(['read conversations 0', 'read conversations 1', 'read conversations 2']);
});

test('a batch ends after so many objects, with the oldest notifications', async () => {
  const inbox = await open();
  inbox.add(Array.from({ length: 10 }, (_, n) => note('contact.user.updated', `c${n}`)));
  const batch = nextBatch(inbox, ALL, 4);
  expect([...(batch.read.get('contacts')?.keys() ?? [])]).toEqual(['c0', 'c1', 'c2', 'c3']);
  expect(batch.notifications.size).toBe(4);
});

test('what is switched off is let go without being read', async () => {
  const inbox = await open();
  inbox.add([note('company.updated', 'k1'), note('contact.user.updated', 'c1')]);
  const batch = nextBatch(inbox, new Set(['contacts']));
  expect([...batch.read.keys()]).toEqual(['contacts']);
  expect(batch.notifications.size).toBe(2);
});

test('what is postponed waits, and does not hold up what comes after it', async () => {
  const inbox = await open();
  inbox.add([note('conversation.user.replied', '1')]);
  inbox.postpone([...nextBatch(inbox, ALL).notifications.keys()], 60_000);
  inbox.add([note('contact.user.updated', 'c1')]);
  expect(work(inbox)).toEqual(['read contacts c1']);
  expect(inbox.facts().waiting).toBe(2);
});

test('an inbox without room takes nothing, until there is some', async () => {
  const inbox = await open(undefined, 2);
  inbox.add([note('contact.user.updated', 'c1'), note('contact.user.updated', 'c2')]);
  expect(() => inbox.add([note('contact.user.updated', 'c3')])).toThrow(InboxError);
  inbox.settle([...nextBatch(inbox, ALL).notifications.keys()]);
  expect(inbox.add([note('contact.user.updated', 'c3')])).toEqual(['stored']);
});

test('a file that is no inbox is refused and left alone', async () => {
  const path = jsonFile({ not: 'an inbox' });
  await expect(Inbox.open(path)).rejects.toThrow(ConfigError);
});

test('facts of an inbox that never was are none', async () => {
  expect(await Inbox.factsOf(join(temporaryFolder(), 'inbox.sqlite'))).toBeUndefined();
});

test('archived, brought back, merged: whatever the order, the newest says what becomes of whom', async () => {
  const story = [
    note('contact.archived', 'a', {}, 100),
    note('contact.unarchive', 'a', {}, 200),
    note('contact.user.updated', 'a', {}, 150),
    note('contact.unarchive', 'b', {}, 100),
    note('contact.archived', 'b', {}, 200),
    note('contact.user.updated', 'b', {}, 150),
    note('contact.archived', 'g', {}, 200),
    note('contact.user.updated', 'g', {}, 250),
    note('contact.merged', 'd', { merged_from: { id: 'c' } }, 100),
    note('contact.merged', 'e', { merged_from: { id: 'd' } }, 200),
    note('contact.lead.updated', 'c', {}, 50),
    note('contact.archived', 'f', {}, 300),
    note('contact.unarchive', 'f', {}, 300),
    note('company.deleted', 'k', {}, 100),
    note('company.updated', 'k', {}, 100),
  ];
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(story, { minLength: story.length }), async (order) => {
      const inbox = await Inbox.open(join(temporaryFolder(), 'inbox.sqlite'));
      for (const one of order) inbox.add([one]);
      const told = { work: work(inbox), merged: inbox.lives.mergedInto('e') };
      inbox.close();
      expect(told).toEqual({
        work: [
          'gone companies k',
          'gone contacts b',
          'read contacts a',
          'read contacts e',
          'read contacts f',
          'read contacts g',
          'unsure contacts g',
        ],
        merged: ['c', 'd'],
      });
    }),
    { numRuns: 20 },
  );
});

test('contacts that were merged into each other end somewhere', async () => {
  const inbox = await open();
  inbox.add([
    note('contact.merged', 'a', { merged_from: { id: 'b' } }),
    note('contact.merged', 'b', { merged_from: { id: 'a' } }),
  ]);
  expect(work(inbox)).toHaveLength(2);
  expect(inbox.lives.mergedInto('a')).toEqual(['b']);
});

test('who was seen alive since stays, when the notification of an earlier end comes last', async () => {
  const inbox = await open();
  inbox.add([note('contact.user.updated', 'a', {}, 200), note('contact.user.updated', 'b', {}, 200)]);
  const { notifications, read } = nextBatch(inbox, ALL);
  inbox.sawAlive(read);
  inbox.settle([...notifications.keys()]);
  inbox.add([note('contact.archived', 'a', {}, 100), note('contact.archived', 'b', {}, 200)]);
  expect(work(inbox)).toEqual(['gone contacts b', 'read contacts a']);
});

test('of who is there only what came lately is kept, of who is gone all', async () => {
  const inbox = await open();
  inbox.add([note('contact.unarchive', 'a', {}, 200), note('contact.archived', 'b', {}, 100)]);
  inbox.settle([...nextBatch(inbox, ALL).notifications.keys()]);
  inbox.tidy();
  inbox.add([note('contact.archived', 'a', {}, 100), note('contact.unarchive', 'b', {}, 50)]);
  expect(work(inbox)).toEqual(['gone contacts a', 'gone contacts b']);
});
