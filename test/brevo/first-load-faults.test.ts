// Faults while a run makes ready what it needs: attributes, folders, lists, companies. Nothing is made twice.
import { expect, test } from 'vitest';
import { comparable } from '../support/brevo-model.ts';
import { CONFIG, TAGS } from '../support/brevo-rules.ts';
import { company, iso, THEN, World } from '../support/brevo-world.ts';
import { BrevoSetting, mappingFile, type TargetRun } from '../support/brevo.ts';

const FAULTS = [
  ['429', { fault: 'status', status: 429, headers: { 'x-sib-ratelimit-reset': '1' } }],
  ['500', { fault: 'status', status: 500 }],
  ['502 as HTML', { fault: 'html' }],
  ['a connection reset', { fault: 'reset' }],
  ['an answer that is lost', { fault: 'lost' }],
  ['a truncated body', { fault: 'truncate' }],
  ['200 with HTML', { fault: 'html200' }],
] as const;

const MAPPING = [
  'create_lists: true',
  'list_folder: New folder',
  'tag_attribute: TAGS',
  'companies: crm',
  'attributes: { TIER: custom_attributes.plan_tier }',
].join('\n');

async function load(rules: object[]) {
  const setting = await BrevoSetting.open({
    ...CONFIG,
    mapping: mappingFile(MAPPING),
    create_attributes: true,
    lists: { all_users: 'Users', leads: 'Leads' },
    tag_lists: { VIP: 'VIP' },
  });
  const world = new World();
  for (const [id, name] of Object.entries(TAGS)) world.put('tags', { id, name, type: 'tag' });
  for (const id of ['k1', 'k2']) world.put('companies', company(id, { last_request_at: iso(THEN) }));
  for (let n = 1; n <= 4; n++)
    world.contact(`c${n}`, { tags: [{ id: 't1' }], companies: [{ id: n % 2 ? 'k1' : 'k2' }] });
  await setting.control('faults', rules);
  const run = await setting.run(world.messages());
  // A company whose creation may have gone wrong is looked for in the next run.
  const second = await setting.run(world.everything());
  const made = await madeIn(setting);
  const again = await setting.run(world.everything());
  expect(second.code).toBe(0);
  await setting.close();
  return { run, made, again };
}

/** What the account holds, lists by their names. */
async function madeIn(setting: BrevoSetting) {
  const lists = await setting.lines<{ id: number; name: string }>('lists');
  const companies = await setting.lines<{ attributes: { name: string }; linkedContactsIds: number[] }>(
    'companies',
  );
  return {
    lists: lists.map(({ name }) => name).toSorted(),
    companies: companies
      .map(({ attributes, linkedContactsIds }) => `${attributes.name}: ${linkedContactsIds.length}`)
      .toSorted(),
    contacts: comparable(await setting.account()).map(({ ext_id, attributes, lists: on }) => ({
      ext_id,
      attributes,
      lists: lists
        .filter(({ id }) => on.includes(id))
        .map(({ name }) => name)
        .toSorted(),
    })),
  };
}

let loaded: Promise<{ run: TargetRun; made: unknown }> | undefined;

test.concurrent.each(FAULTS)(
  '%s, once at each route of a first load',
  async (_name, fault) => {
    const undisturbed = await (loaded ??= load([]));
    expect(undisturbed.run.code).toBe(0);
    const routes = Object.keys(undisturbed.run.requests.routes);
    for (const route of [
      'POST /contacts/attributes/:category/:name',
      'POST /contacts/lists',
      'POST /companies',
    ])
      expect(routes).toContain(route);
    const { run, made, again } = await load(routes.map((route) => ({ route, nth: 1, ...fault })));
    expect({ code: run.code, log: run.code === 0 ? '' : run.stderr }).toEqual({ code: 0, log: '' });
    expect(made).toEqual(undisturbed.made);
    expect(again).toMatchObject({ code: 0, requests: { writes: 0 } });
  },
  120_000,
);
