// What changes between API versions.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { ALL, call, codeOf, fieldsOf, listOf, type Fields } from './client.ts';

const VERSIONS = ['2.10', '2.11', '2.12', '2.13', '2.14', '2.15', '2.16', 'Preview'];

describe('by API version', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ contacts: 150, companies: 60, conversations: 150, rateLimit: 0 });
  });
  afterAll(() => sandbox.close());

  const answers = new Map<string, Promise<Fields>>();
  /** The answer in a version, asked for once. */
  function at(version: string, route: string, body?: unknown): Promise<Fields> {
    const known = answers.get(version + route);
    if (known !== undefined) return known;
    const answer = call(sandbox, route, body, { 'intercom-version': version }).then(({ json }) => json);
    answers.set(version + route, answer);
    return answer;
  }

  /** For each version, whether any record passes the test. */
  async function versionsWhere(
    list: (version: string) => Promise<Fields[]>,
    passes: (record: Fields) => boolean,
  ): Promise<string[]> {
    const found: string[] = [];
    for (const version of VERSIONS) if ((await list(version)).some(passes)) found.push(version);
    return found;
  }
  const from = (version: string): string[] => VERSIONS.slice(VERSIONS.indexOf(version));
  const until = (version: string): string[] => VERSIONS.slice(0, VERSIONS.indexOf(version) + 1);

  const search = { query: ALL, pagination: { per_page: 150 } };
  const contacts = async (version: string): Promise<Fields[]> =>
    listOf((await at(version, 'POST /contacts/search', search))['data']);
  const conversations = async (version: string): Promise<Fields[]> =>
    listOf((await at(version, 'POST /conversations/search', search))['conversations']);
  const companies = async (version: string): Promise<Fields[]> =>
    listOf((await at(version, 'POST /companies/list?per_page=60'))['data']);
  const admins = async (version: string): Promise<Fields[]> =>
    listOf((await at(version, 'GET /admins'))['admins']);
  const teams = async (version: string): Promise<Fields[]> =>
    listOf((await at(version, 'GET /teams'))['teams']);
  const parts = async (version: string): Promise<Fields[]> => {
    const ids = (await conversations(version)).slice(0, 10).map(({ id }) => String(id));
    const details = await Promise.all(ids.map((id) => at(version, `GET /conversations/${id}`)));
    return details.flatMap((one) => listOf(fieldsOf(one['conversation_parts'])['conversation_parts']));
  };

  type Case = [string, (version: string) => Promise<Fields[]>, (record: Fields) => boolean, string[]];
  const cases: Case[] = [
    ['owner_id is a text', contacts, ({ owner_id }) => typeof owner_id === 'string', from('2.16')],
    ['owner_id is a number', contacts, ({ owner_id }) => typeof owner_id === 'number', until('2.15')],
    ['contacts have formatted_phone', contacts, (one) => 'formatted_phone' in one, until('2.11')],
    ['contacts without e-mail have the key', contacts, ({ email }) => email === null, from('2.12')],
    ['admin avatars are texts', admins, ({ avatar }) => typeof avatar === 'string', from('2.12')],
    ['teams have an assignment limit', teams, (one) => 'assignment_limit' in one, from('2.14')],
    ['unassigned is 0', conversations, (one) => one['admin_assignee_id'] === 0, from('2.16')],
    ['unassigned is null', conversations, (one) => one['team_assignee_id'] === null, until('2.15')],
    ['priority has levels', conversations, ({ priority }) => priority === 'urgent', from('2.16')],
    ['Fin is known', conversations, (one) => 'ai_agent' in one, from('2.11')],
    [
      'Fin routes to a team',
      conversations,
      (one) => fieldsOf(one['ai_agent'])['resolution_state'] === 'routed_to_team',
      VERSIONS.slice(1, 5),
    ],
    [
      'Fin escalates',
      conversations,
      (one) => fieldsOf(one['ai_agent'])['resolution_state'] === 'escalated',
      from('2.15'),
    ],
    [
      'Fin ratings have times',
      conversations,
      (one) => 'updated_at' in fieldsOf(one['ai_agent']),
      from('2.14'),
    ],
    ['conversations have a company', conversations, (one) => 'company' in one, from('2.15')],
    ['missing statistics are null', conversations, ({ statistics }) => statistics === null, from('2.12')],
    ['companies lack unset keys', companies, (one) => !('website' in one), from('2.12')],
    [
      'companies have numbers in custom attributes',
      companies,
      (one) => typeof fieldsOf(one['custom_attributes'])['renewal_at'] === 'number',
      from('2.12'),
    ],
    ['companies have notes', companies, (one) => 'notes' in one, from('2.16')],
    ['part ids are numbers', parts, ({ id }) => typeof id === 'number', from('2.13')],
    ['parts have a state and tags', parts, (one) => 'state' in one && 'tags' in one, from('2.13')],
    [
      'part authors say whether they are AI',
      parts,
      ({ author }) => fieldsOf(author)['is_ai_answer'] === true,
      from('2.14'),
    ],
  ];
  it.each(cases)('%s', async (_name, list, passes, expected) => {
    expect(await versionsWhere(list, passes)).toEqual(expected);
  });

  it('data attributes of conversations moved away in 2.16', async () => {
    const statuses = ['2.15', '2.16'].map(
      async (version) =>
        (
          await call(sandbox, 'GET /data_attributes?model=conversation', undefined, {
            'intercom-version': version,
          })
        ).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 422]);
  });

  it('2.11 is spoken where no version is named, and unknown ones are refused', async () => {
    const page = (await call(sandbox, 'POST /contacts/search', search)).json;
    expect(page['data']).toEqual(await contacts('2.11'));
    for (const version of ['2.17', '3.0', 'latest', '1.4']) {
      const { status, json } = await call(sandbox, 'GET /tags', undefined, { 'intercom-version': version });
      expect([status, codeOf(json)]).toEqual([400, 'intercom_version_invalid']);
    }
  });
});
