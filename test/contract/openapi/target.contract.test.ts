// Every request of target-brevo, and every answer to it, against Brevo's published description.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../../sandbox/index.ts';
import { openSetting, TAGS } from '../../support/brevo-rules.ts';
import { secondRun } from '../../support/brevo-scenario.ts';
import { company, iso, THEN, World } from '../../support/brevo-world.ts';
import { mappingFile, type BrevoSetting } from '../../support/brevo.ts';
import { brevoSpecPresent, checkExchange } from './spec.ts';

const title = brevoSpecPresent ? '' : ' SKIPPED: brevo-v3.yaml is absent, set SPECS_DIR';

describe.skipIf(!brevoSpecPresent)(`target-brevo keeps to the published description${title}`, () => {
  let setting: BrevoSetting;
  let exchanges: Exchange[] = [];

  const listen = (): void => {
    exchanges = [];
    setting.sandbox.onExchange = (exchange) => exchanges.push(exchange);
  };
  /** What was called, each once, after a look that all of it keeps to the description. */
  const calls = (): string[] => {
    expect([...new Set(exchanges.flatMap(checkExchange))]).toEqual([]);
    const named = exchanges.map(
      ({ method, path }) => `${method} ${path.replaceAll(/\/(?:c\d+|[0-9a-f]{24}|\d+)(?=\/|$)/g, '/*')}`,
    );
    return [...new Set(named)].toSorted();
  };

  beforeEach(async () => {
    setting = await openSetting({ create_attributes: true });
    listen();
  });
  afterEach(() => setting.close());

  it('contacts that come, change, move, block and go; and events', async () => {
    await setting.close();
    const scenario = await secondRun();
    ({ setting } = scenario);
    listen();
    expect((await setting.run(scenario.lines)).code).toBe(0);
    expect(calls()).toEqual(
      expect.arrayContaining(['POST /contacts', 'PUT /contacts/*', 'GET /contacts/*', 'POST /events/batch']),
    );
  });

  it('attributes with their options, folders and lists that are created', async () => {
    const world = new World();
    for (const [id, name] of Object.entries(TAGS)) world.put('tags', { id, name, type: 'tag' });
    world.contact('c1', { tags: [{ id: 't1' }] });
    const mapping = mappingFile('tag_attribute: TAGS\ncreate_lists: true\nlist_folder: New folder\n');
    const config = { mapping, lists: { all_users: 'New list' } };
    expect((await setting.run(world.messages(), { config })).code).toBe(0);
    world.put('tags', { id: 't4', name: 'newest', type: 'tag' });
    world.change('contacts', 'c1', { tags: [{ id: 't4' }] });
    expect((await setting.run(world.messages(), { config })).code).toBe(0);
    expect(calls()).toEqual(
      expect.arrayContaining([
        'POST /contacts/folders',
        'POST /contacts/lists',
        'PUT /contacts/attributes/normal/TAGS',
      ]),
    );
  });

  it('many that change a list and nothing else', async () => {
    const world = new World();
    for (const [id, name] of Object.entries(TAGS)) world.put('tags', { id, name, type: 'tag' });
    for (let n = 0; n < 170; n++) world.contact(`c${n}`, { tags: [{ id: 't1' }] });
    await setting.run(world.messages());
    for (let n = 0; n < 170; n++) world.change('contacts', `c${n}`, { tags: [{ id: 't2' }] });
    const run = await setting.run(world.messages());
    expect(run).toMatchObject({ code: 0, requests: { writes: 4 } });
    expect(calls()).toEqual(
      expect.arrayContaining([
        'POST /contacts/lists/*/contacts/add',
        'POST /contacts/lists/*/contacts/remove',
      ]),
    );
  });

  it('conflicts, deletions and reading back', async () => {
    await setting.control('seed', {
      contacts: [{ email: 'x@acme.example', attributes: { SMS: '+35315550101' } }],
    });
    const world = new World();
    world.contact('c1', { phone: '+353 1 555 0101' });
    world.contact('c2');
    const config = { on_delete: 'delete', verify: 'all' };
    expect((await setting.run(world.messages(), { config })).code).toBe(0);
    world.change('contacts', 'c2', { _sdc_deleted_at: iso(THEN) });
    setting.loseReplica();
    world.change('contacts', 'c1', { email: 'moved@acme.example' });
    expect((await setting.run(world.everything(), { config })).code).toBe(0);
    expect(calls()).toEqual(expect.arrayContaining(['POST /contacts', 'GET /contacts']));
  });

  it('a bulk import', async () => {
    const world = new World();
    for (let n = 0; n < 300; n++) world.contact(`c${n}`);
    const config = { load_method: 'import', import_poll_seconds: 0.05 };
    expect((await setting.run(world.messages(), { config })).code).toBe(0);
    expect(calls()).toEqual(expect.arrayContaining(['POST /contacts/import', 'GET /processes/*']));
  });

  it('companies of their own', async () => {
    const config = { mapping: mappingFile('companies: crm\n') };
    const world = new World();
    world.put('companies', company('k1'));
    world.contact('c1', { companies: [{ id: 'k1' }] });
    expect((await setting.run(world.messages(), { config })).code).toBe(0);
    world.change('companies', 'k1', { name: 'Renamed' });
    world.change('contacts', 'c1', { companies: undefined });
    expect((await setting.run(world.messages(), { config })).code).toBe(0);
    expect(calls()).toEqual(
      expect.arrayContaining(['POST /companies', 'PATCH /companies/*', 'PATCH /companies/link-unlink/*']),
    );
  });

  it('--test', async () => {
    expect((await setting.run([], { flags: ['--test'] })).code).toBe(0);
    expect(calls()).toContain('GET /account');
  });
});
