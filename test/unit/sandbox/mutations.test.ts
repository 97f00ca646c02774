// Changes on demand: each is an ordinary edit that truth and routes show alike.
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { call, fieldsOf, listOf, ok, truth, type Fields } from './client.ts';

type Change = {
  kind: string;
  stream: 'contacts' | 'companies' | 'conversations';
  id: string;
  updated_at: number;
};

async function changes(sandbox: Sandbox, request: Fields): Promise<Change[]> {
  const { text } = await call(sandbox, 'POST /__sandbox/mutate', request);
  const made: Change[] = JSON.parse(text);
  return made;
}

describe('a change', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ contacts: 60, companies: 20, conversations: 40, rateLimit: 0 });
  });
  afterEach(() => sandbox.close());

  const mutate = (request: Fields): Promise<Change[]> => changes(sandbox, request);

  it.each([
    'contact.updated',
    'contact.tagged',
    'contact.untagged',
    'contact.noted',
    'contact.created',
    'contact.merged',
    'company.updated',
    'company.created',
    'conversation.replied',
    'conversation.closed',
    'conversation.snoozed',
    'conversation.rated',
    'conversation.created',
  ])('%s shows in the record, under the time it was made', async (kind) => {
    const since = Math.floor(Date.now() / 1000);
    const [change] = await mutate({ n: 1, kinds: [kind] });
    expect(change).toMatchObject({ kind });
    const record = await ok(sandbox, `GET /${change?.stream}/${change?.id}`);
    expect(record['updated_at']).toBe(change?.updated_at);
    expect(Number(record['updated_at'])).toBeGreaterThanOrEqual(since);
  });

  it.each(['contact.deleted', 'conversation.deleted'])('%s makes the record a 404', async (kind) => {
    const [change] = await mutate({ n: 1, kinds: [kind] });
    expect((await call(sandbox, `GET /${change?.stream}/${change?.id}`)).status).toBe(404);
  });

  it('tagging goes beyond the ten tags that inline lists show', async () => {
    const [change] = await mutate({ n: 1, kinds: ['contact.tagged'] });
    await mutate({ n: 40, kinds: ['contact.tagged'] });
    const { tags } = await ok(sandbox, `GET /contacts/${change?.id}`);
    expect(tags).toMatchObject({ has_more: fieldsOf(tags)['total_count'] !== 10 });
    const held = (await truth(sandbox, 'contacts')).map((contact) => listOf(contact['tags']).length);
    expect(Math.max(...held)).toBeGreaterThan(10);
  });

  it('a reply is the newest part', async () => {
    const [change] = await mutate({ n: 1, kinds: ['conversation.replied'] });
    const one = await ok(sandbox, `GET /conversations/${change?.id}`);
    const { conversation_parts, total_count } = fieldsOf(one['conversation_parts']);
    const parts = listOf(conversation_parts);
    expect(parts.at(-1)).toMatchObject({ part_type: 'comment', created_at: change?.updated_at });
    expect(parts).toHaveLength(Math.min(500, Number(total_count)));
    expect(one['state']).toBe('open');
  });

  it('kinds may be given as a whole, and unknown ones are refused', async () => {
    const made = await mutate({ n: 12, kinds: ['company'] });
    expect(new Set(made.map(({ stream }) => stream))).toEqual(new Set(['companies']));
    const { status, json } = await call(sandbox, 'POST /__sandbox/mutate', { kinds: ['weather'] });
    expect([status, String(json['error'])]).toEqual([
      400,
      expect.stringMatching(/^kinds must be among contact\.updated, /),
    ]);
  });

  it('the same seed makes the same changes', async () => {
    const twin = await startSandbox({ contacts: 60, companies: 20, conversations: 40, rateLimit: 0 });
    try {
      const targets = (made: Change[]): unknown[] =>
        made.filter(({ kind }) => !kind.endsWith('created')).map(({ kind, id }) => [kind, id]);
      const here = await mutate({ n: 20, seed: 7 });
      const there = await changes(twin, { n: 20, seed: 7 });
      expect(targets(there)).toEqual(targets(here));
    } finally {
      await twin.close();
    }
  });
});

describe('touch', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ contacts: 10, companies: 10, conversations: 10 });
  });
  afterEach(() => sandbox.close());

  it.each(['contacts', 'companies', 'conversations'])('places %s at a second', async (stream) => {
    const ids = (await truth(sandbox, stream)).map(({ id }) => id);
    const updated_at = 1_750_000_000;
    expect(await ok(sandbox, 'POST /__sandbox/touch', { stream, ids, updated_at })).toEqual({
      touched: 10,
      updated_at,
    });
    const times = (await truth(sandbox, stream)).map((record) => record['updated_at']);
    expect(new Set(times)).toEqual(new Set(['2025-06-15T15:06:40.000000Z']));
  });

  it.each([
    [{ stream: 'tags', id: '1' }, 'stream must be'],
    [{ stream: 'contacts', id: 'nobody' }, 'contacts has no nobody'],
    [{ stream: 'contacts', updated_at: 'now' }, 'updated_at must be epoch seconds'],
  ])('refuses %j', async (request, message) => {
    const { status, json } = await call(sandbox, 'POST /__sandbox/touch', request);
    expect([status, json['error']]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe('archive', () => {
  it('takes a custom attribute off the list, and refuses one that does not exist', async () => {
    const sandbox = await startSandbox({ contacts: 10, companies: 10, conversations: 10 });
    onTestFinished(() => sandbox.close());
    const names = async (query: string): Promise<unknown[]> =>
      listOf((await ok(sandbox, `GET /data_attributes?model=contact${query}`))['data']).map(
        (attribute) => fieldsOf(attribute)['name'],
      );
    const before = await names('');
    await ok(sandbox, 'POST /__sandbox/archive', { model: 'contact', attribute: 'seats' });
    expect(await names('')).toEqual(before.filter((name) => name !== 'seats'));
    expect(await names('&include_archived=true')).toContain('seats');
    expect((await truth(sandbox, 'contact_attributes')).map(({ name }) => name)).toEqual(await names(''));
    const refused = await call(sandbox, 'POST /__sandbox/archive', { model: 'contact', attribute: 'name' });
    expect([refused.status, refused.json['error']]).toEqual([400, 'contact has no custom attribute name']);
  });
});
