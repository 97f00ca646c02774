// One contact explained: where each value is from, and why it is sent or not.
import { expect, test } from 'vitest';
import { ConfigError } from '../../../../core/errors.ts';
import { loadMapping } from '../../../../targets/brevo/mapping/load.ts';
import type { AttributeType } from '../../../../targets/brevo/model.ts';
import { wanted, wantedDeps } from '../../../../targets/brevo/person/wanted.ts';
import { explain } from '../../../../targets/brevo/plan/explain.ts';
import type { PlanRules } from '../../../../targets/brevo/plan/planner.ts';
import { contact, Workspace } from './planned.ts';

interface Explained {
  space: Workspace;
  explained: (who: string) => string[];
}

async function workspace(rules: Partial<PlanRules> = {}): Promise<Explained> {
  const space = await Workspace.open(rules);
  const mapping = loadMapping({
    field_mapping: {
      email: 'email',
      phone: 'SMS',
      'custom_attributes.plan_tier': 'PLAN_TIER',
      'company.name': 'COMPANY_NAME',
      session_count: 'SESSION_COUNT',
    },
    lists: { all_users: 35, leads: 37 },
  });
  const types = new Map<string, AttributeType>([
    ['PLAN_TIER', 'text'],
    ['COMPANY_NAME', 'text'],
  ]);
  const { replica } = space;
  replica.begin();
  replica.declare(mapping.streams.values());
  replica.commit();
  const lists = new Map(mapping.lists.map(({ list }) => [list, Number(list)]));
  const deps = wantedDeps({ replica, mapping, lists, types, sql: () => null });
  const planning: PlanRules = {
    ...space.rules,
    mapping,
    managed: new Set(deps.rules.managed),
    wantedOf: (id, row) => wanted(id, row, deps),
  };
  Object.assign(space.rules, planning);
  return { space, explained: (who) => explain(who, { replica, deps, rules: planning }) };
}

test('values with their sources, lists with their rules, and what comes next', async () => {
  const { space, explained } = await workspace();
  const row = contact('a', 1, { custom_attributes: { plan_tier: 'Pro' }, companies: [{ id: 'unknown' }] });
  space.put(row);
  await space.sync();
  space.put({ ...row, custom_attributes: { plan_tier: 'Max' }, unsubscribed_from_emails: true });
  const lines = explained('a');
  expect(lines[0]).toBe('contact a (user)');
  expect(lines).toEqual(
    expect.arrayContaining([
      '  e-mail     a@example.com; confirmed "a@example.com"',
      '  phone      (none); confirmed (none)',
      '  at Brevo   as ext_id a',
      '  PLAN_TIER: "Max"; confirmed "Pro"',
      '    from custom_attributes.plan_tier = "Max", by type text',
      '  COMPANY_NAME: left as it is: rows that it needs have not come; confirmed (none)',
      '  SESSION_COUNT: not written: the account has no such attribute; confirmed (none)',
      '  list 35: belongs, by rule all_users; confirmed yes',
      '  list 37: does not belong, by rule leads; confirmed no',
    ]),
  );
  expect(lines.find((line) => line.startsWith('  consent'))).toContain(
    'e-mail unsubscribed, confirmed no block; SMS not unsubscribed, confirmed no block; owner brevo',
  );
  expect(lines.slice(lines.indexOf('  next:'))).toEqual([
    '  next:',
    '    update a a@example.com',
    '      PLAN_TIER         "Pro" -> "Max"',
    '      emailBlacklisted  (none) -> true',
  ]);
});

test('contacts with one e-mail are explained together, with who is sent', async () => {
  const { space, explained } = await workspace();
  const email = 'shared@example.com';
  space.put(contact('a', 1, { email }), contact('b', 2, { email }));
  await space.sync();
  const lines = explained(' Shared@Example.com');
  expect(lines).toContain('contact a (user)');
  expect(lines).toContain('contact b (user)');
  expect(lines).toContain(`  e-mail     ${email}, shared with a: contact a has it; confirmed (none)`);
  expect(lines).toContain('  not sent: Brevo has it all confirmed');
  expect(lines.at(-1)).toBe('  not sent: contact a is, with the same e-mail');
});

test('contacts without an e-mail, and with one that is none', async () => {
  const { space, explained } = await workspace();
  space.put(contact('a', 1, { email: 'nobody', phone: '12' }));
  await space.sync();
  const lines = explained('a');
  expect(lines).toContain('  e-mail     left out, it is no e-mail address; confirmed (none)');
  expect(lines).toContain('  at Brevo   not by this target');
  expect(lines.at(-1)).toBe('  not sent: it has no e-mail (contacts_without_email: skip)');
});

test('deleted contacts, before and after they are taken off', async () => {
  const { space, explained } = await workspace();
  space.put(contact('a', 1));
  await space.sync();
  space.put(contact('a', 1, { gone: true }));
  expect(explained('a').slice(-3)).toEqual([
    '  next: it is deleted (on_delete: unlist)',
    '    unlist a a@example.com',
    '      leaves list 35',
  ]);
  await space.sync();
  expect(explained('a').at(-1)).toBe('  not sent: it is deleted (on_delete: unlist)');
});

test('events that wait are counted', async () => {
  const { space, explained } = await workspace();
  space.put(contact('a', 1));
  for (const key of ['1', '2'])
    space.replica.addEvent({ key, name: 'conversation_closed', contact: 'a', at: 0, properties: {} });
  expect(explained('a')).toContain('  events     2 x conversation_closed to send');
});

test('nobody', async () => {
  const { explained } = await workspace();
  expect(() => explained('x')).toThrow(new ConfigError('the replica knows no contact x'));
});
