// A second run with something of everything in it, to be disturbed by tests that kill and break.
import { expect } from 'vitest';
import { comparable, type Expected } from './brevo-model.ts';
import { openSetting, TAGS } from './brevo-rules.ts';
import { conversation, iso, THEN, World } from './brevo-world.ts';
import type { AccountEvent, BrevoSetting } from './brevo.ts';

const CONFIG = { events_since: iso(THEN - 86_400) };

/** An account and the messages that a run is to be disturbed over. */
export interface Scenario {
  setting: BrevoSetting;
  /** What came since the last STATE. */
  lines: string[];
}

/** How a scenario has to end. */
export interface Ending {
  requests: number;
  routes: string[];
  account: Expected[];
  /** Every event once. */
  events: string[];
}

/** The first load of a workspace into an empty account. */
export async function firstLoad(): Promise<Scenario> {
  const setting = await openSetting(CONFIG);
  const world = firstWorld();
  addMore(world);
  return { setting, lines: world.messages() };
}

/** An account as it was after a first run; in the second, phones and e-mails move, lists are left, somebody is deleted. */
export async function secondRun(): Promise<Scenario> {
  const setting = await openSetting(CONFIG);
  const world = firstWorld();
  expect((await setting.run(world.messages())).code).toBe(0);
  changeMuch(world);
  addMore(world);
  return { setting, lines: world.messages() };
}

/** What an undisturbed run leaves. */
export async function undisturbed(open: () => Promise<Scenario>): Promise<Ending> {
  const { setting, lines } = await open();
  const run = await setting.run(lines);
  expect(run).toMatchObject({ code: 0, states: [expect.anything()] });
  const ending = {
    requests: run.requests.total,
    routes: Object.keys(run.requests.routes),
    account: comparable(await setting.account()),
    events: (await setting.events()).map(nameOf).toSorted(),
  };
  await setting.close();
  return ending;
}

/** An event by what makes it one of a kind. */
export function nameOf({ event_name, event_date, identifiers, event_properties }: AccountEvent): string {
  return JSON.stringify([event_name, event_date, identifiers, event_properties]);
}

function firstWorld(): World {
  const world = new World();
  for (const [id, name] of Object.entries(TAGS)) world.put('tags', { id, name, type: 'tag' });
  for (let n = 1; n <= 5; n++) world.contact(`c${n}`, { tags: [{ id: 't1' }] });
  world.change('contacts', 'c1', { phone: '+353 1 555 0101' });
  world.change('contacts', 'c3', { unsubscribed_from_emails: true });
  return world;
}

function changeMuch(world: World): void {
  world.change('contacts', 'c1', { phone: null, name: 'New Name' });
  world.change('contacts', 'c2', { phone: '+353 1 555 0101', tags: undefined });
  world.change('contacts', 'c3', { email: 'moved@acme.example' });
  world.change('contacts', 'c5', { email: 'c5+new@acme.example' });
  world.change('contacts', 'c4', { _sdc_deleted_at: iso(THEN) });
}

function addMore(world: World): void {
  world.contact('c6');
  world.contact('c7', { email: 'C6@acme.example' });
  world.put('conversations', conversation('1', 'c2'));
  for (let n = 0; n < 4; n++)
    world.put('contact_events', {
      intercom_user_id: `c${(n % 2) + 1}`,
      event_name: 'ordered',
      created_at: iso(THEN + n),
      type: 'event',
      metadata: { n },
    });
}
