// The ground truth against a naive walk through the routes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../../sandbox/json.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import {
  byId,
  call,
  fieldsOf,
  listOf,
  ok,
  scrollAll,
  searchAll,
  sortedIds,
  truth,
  type Fields,
} from './client.ts';

const list = (items: Fields[], type: string, path: string): Fields[] =>
  items.map(({ id }) => ({ type, id, url: `/${path}/${String(id)}` }));

const iso = (seconds: unknown): unknown =>
  typeof seconds === 'number' ? new Date(seconds * 1000).toISOString().replace('Z', '000Z') : seconds;

/** The times of the top level in ISO form. */
function topTimes(record: Fields): Fields {
  const times = Object.entries(record).filter(([name]) => /_at$|^waiting_since$|^snoozed_until$/.test(name));
  return { ...record, ...Object.fromEntries(times.map(([name, value]) => [name, iso(value)])) };
}

/** Segments by id: their own times are checked with the segments. */
function withoutInnerTimes(company: Fields): Fields {
  return { ...company, segments: listOf(company['segments']).map(({ id }) => id) };
}

describe('the truth of a stream is what its routes give', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      contacts: 200,
      companies: 120,
      conversations: 60,
      parts: 6,
      rateLimit: 0,
    });
    await ok(sandbox, 'POST /__sandbox/mutate', { n: 80 });
  });
  afterAll(() => sandbox.close());

  async function fullList(url: string, key: string): Promise<Fields[]> {
    const items: Fields[] = [];
    for (let page = 1; ; page++) {
      const answer = await ok(sandbox, `GET ${url}?page=${page}&per_page=7`);
      items.push(...listOf(answer[key]));
      if (page >= Number(fieldsOf(answer['pages'])['total_pages'])) return items;
    }
  }

  it('contacts, with their lists in full', async () => {
    const walked: Fields[] = [];
    for (const contact of await searchAll(sandbox, 'contacts')) {
      const url = `/contacts/${String(contact['id'])}`;
      const tags = listOf((await ok(sandbox, `GET ${url}/tags`))['data']);
      const companies = await fullList(`${url}/companies`, 'companies');
      const notes = await fullList(`${url}/notes`, 'data');
      const said = listOf((await ok(sandbox, `GET ${url}/subscriptions`))['data']);
      const types = (name: string, consent: string): Fields => {
        const rows = said.filter((one) => fieldsOf(one)['consent_type'] === consent);
        const data = list(rows, 'subscription', 'subscription_types');
        return { ...fieldsOf(contact[name]), data, has_more: false };
      };
      const { tags: _tags, companies: _companies, ...rest } = topTimes(contact);
      walked.push({
        ...rest,
        ...(tags.length > 0 && { tags: list(tags, 'tag', 'tags') }),
        ...(companies.length > 0 && { companies: list(companies, 'company', 'companies') }),
        notes: { ...fieldsOf(contact['notes']), data: list(notes, 'note', 'notes'), has_more: false },
        opted_in_subscription_types: types('opted_in_subscription_types', 'opt_in'),
        opted_out_subscription_types: types('opted_out_subscription_types', 'opt_out'),
      });
    }
    expect(walked.some(({ tags }) => Array.isArray(tags) && tags.length > 10)).toBe(true);
    expect((await truth(sandbox, 'contacts')).toSorted(byId)).toEqual(walked.toSorted(byId));
  });

  it('companies, as the scroll lists them', async () => {
    const walked = (await scrollAll(sandbox)).map((company) => {
      const { tags, segments, ...rest } = topTimes(company);
      const lists = { tags: fieldsOf(tags)['tags'], segments: fieldsOf(segments)['segments'] };
      return {
        ...rest,
        ...Object.fromEntries(Object.entries(lists).filter(([, inner]) => listOf(inner).length > 0)),
      };
    });
    const held = (await truth(sandbox, 'companies')).map((company) => withoutInnerTimes(company));
    expect(held.toSorted(byId)).toEqual(walked.map(withoutInnerTimes).toSorted(byId));
  });

  it('conversations by id, and their parts as plain text', async () => {
    const conversations = await searchAll(sandbox, 'conversations');
    const parts: Fields[] = [];
    for (const { id, created_at, updated_at } of conversations) {
      const one = await ok(sandbox, `GET /conversations/${String(id)}?display_as=plaintext`);
      const { conversation_parts, total_count } = fieldsOf(one['conversation_parts']);
      for (const part of listOf(conversation_parts))
        parts.push({
          ...topTimes(part),
          conversation_id: id,
          conversation_created_at: iso(created_at),
          conversation_updated_at: iso(updated_at),
          conversation_total_parts: total_count,
        });
    }
    const heldParts = await truth(sandbox, 'conversation_parts');
    expect(heldParts).toHaveLength(parts.length);
    expect(heldParts.toSorted(byId)).toEqual(parts.toSorted(byId));
    expect(sortedIds(await truth(sandbox, 'conversations'))).toEqual(sortedIds(conversations));
  });

  it('a conversation with more than 500 parts keeps the newest 500 and says how many there were', async () => {
    const parts = await truth(sandbox, 'conversation_parts');
    const cut = parts.filter((part) => Number(part['conversation_total_parts']) > 500);
    expect(cut).toHaveLength(500);
    expect(cut[0]?.['conversation_total_parts']).toBeGreaterThanOrEqual(620);
  });

  it('events of the last 90 days, through every page link', async () => {
    const walked: Fields[] = [];
    for (const { id } of await searchAll(sandbox, 'contacts')) {
      let url = `/events?type=user&intercom_user_id=${String(id)}&per_page=10`;
      while (url !== '') {
        const page = await ok(sandbox, `GET ${url.replace(sandbox.intercom, '')}`);
        walked.push(...listOf(page['events']).map(topTimes));
        url = textOf(fieldsOf(page['pages'])['next']);
      }
    }
    expect(walked.length).toBeGreaterThan(20);
    expect((await truth(sandbox, 'contact_events')).toSorted(byId)).toEqual(walked.toSorted(byId));
  });

  it.each([
    ['admins', '/admins', 'admins'],
    ['teams', '/teams', 'teams'],
    ['tags', '/tags', 'data'],
    ['segments', '/segments?include_count=true', 'segments'],
    ['company_segments', '/segments?type=company&include_count=true', 'segments'],
    ['contact_attributes', '/data_attributes?model=contact', 'data'],
    ['company_attributes', '/data_attributes?model=company', 'data'],
  ])('%s', async (stream, path, key) => {
    const listed = listOf((await ok(sandbox, `GET ${path}`))[key]).map(topTimes);
    const held = await truth(sandbox, stream);
    expect(held).toHaveLength(listed.length);
    listed.forEach((record, index) => expect(held[index]).toMatchObject(record));
  });

  it('a segment without updated_at falls back to created_at', async () => {
    const never = (await truth(sandbox, 'segments')).find(({ name }) => name === 'Never updated');
    expect(never?.['updated_at']).toBe(never?.['created_at']);
    expect(never?.['updated_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/);
  });

  it('an unknown stream is a 404', async () => {
    expect((await call(sandbox, 'GET /__sandbox/truth/nothing')).status).toBe(404);
  });
});
