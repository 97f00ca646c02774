// After what went wrong: a killed takeover, a lost replica, a refused row in mid-stream, a list made later.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { openSetting } from '../support/brevo-rules.ts';
import { conversation, iso, THEN, World } from '../support/brevo-world.ts';
import { mappingFile, type BrevoSetting } from '../support/brevo.ts';

let setting: BrevoSetting;
let world: World;

beforeEach(async () => {
  setting = await openSetting();
  world = new World();
});

afterEach(() => setting.close());

test('a takeover that is killed under way ends with one contact, still blocked', async () => {
  world.contact('c1', { email: 'old@acme.example', role: 'lead', unsubscribed_from_emails: true });
  await setting.run(world.messages());
  world.contact('c2', {
    email: 'new@acme.example',
    merge_history: [{ source_contact_id: 'c1', source_contact_role: 'lead', merged_at: iso(THEN) }],
  });
  const lines = world.messages();
  const { writes } = await setting.requests();
  await setting.control('faults', [{ route: 'PUT /contacts/:identifier', times: 99, fault: 'hang' }]);
  const run = setting.start(lines);
  await expect
    .poll(async () => (await setting.requests()).writes, { timeout: 20_000 })
    .toBeGreaterThan(writes);
  run.child.kill('SIGKILL');
  await run.ended;
  await setting.control('faults', []);
  expect((await setting.run(lines)).code).toBe(0);
  expect(await setting.account()).toMatchObject([
    { ext_id: 'c2', email: 'new@acme.example', emailBlacklisted: true },
  ]);
});

test('with the replica lost, a phone number that somebody else put there stays', async () => {
  world.contact('c1');
  await setting.run(world.messages());
  await setting.editAtBrevo('ext_id', 'c1', { attributes: { SMS: '+33612345678' } });
  setting.loseReplica();
  await setting.run(world.everything());
  expect((await setting.held('c1'))?.attributes['SMS']).toBe('33612345678');
});

test('with the replica lost, events that Brevo has are not sent again', async () => {
  const args = { config: { events_since: iso(THEN - 1) } };
  world.contact('c1');
  for (let n = 1; n <= 5; n += 1) world.put('conversations', conversation(String(n), 'c1'));
  await setting.run(world.messages(), args);
  const sent = (await setting.events()).length;
  expect(sent).toBeGreaterThanOrEqual(5);
  setting.loseReplica();
  world.put('conversations', conversation('6', 'c1'));
  await setting.run(world.everything(), args);
  const keys = (await setting.events()).map(({ event_properties }) => event_properties['intercom_event_id']);
  expect(keys.length).toBeGreaterThan(sent);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a close that a part tells of belongs to who began the conversation', async () => {
  const args = { config: { events_since: iso(THEN - 1) } };
  world.contact('c1');
  world.contact('c2');
  const row = conversation('1', 'c1');
  const begun: Row = { ...(row['source'] as Row), author: { type: 'user', id: 'c2' } };
  world.put('conversations', { ...row, contacts: [{ id: 'c1' }, { id: 'c2' }], source: begun });
  world.put('conversation_parts', {
    id: 'p1',
    conversation_id: '1',
    part_type: 'close',
    created_at: iso(THEN + 60),
  });
  await setting.run(world.messages(), args);
  const owners = (await setting.events()).map(({ event_name, identifiers }) => [
    event_name,
    identifiers['ext_id'],
  ]);
  expect(owners).toContainEqual(['conversation_created', 'c2']);
  expect(owners).toContainEqual(['conversation_closed', 'c2']);
});

test('a row refused in mid-stream holds up nothing but the STATE', async () => {
  await setting.control('faults', [{ route: 'POST /contacts', nth: 1, fault: 'status', status: 400 }]);
  world.contact('c1');
  const first = world.messages();
  world.contact('c2');
  // Another schema of a stream is a reason for a round in the middle of the input.
  const second = world.messages().map((line) => {
    const message = JSON.parse(line) as Row & { schema?: { properties: Row } };
    if (message.schema) message.schema.properties['extra'] = { type: ['null', 'string'] };
    return JSON.stringify(message);
  });
  const run = await setting.run([...first, ...second]);
  expect(run).toMatchObject({ code: 1, stdout: '' });
  expect(run.stderr).toContain('max_rejects');
  expect((await setting.account()).map(({ ext_id }) => ext_id)).toEqual(['c2']);
});

test('a list that is created after a plan was made is filled all the same', async () => {
  world.contact('c1');
  await setting.run(world.messages());
  const mapping = mappingFile(
    'create_lists: true\nlist_folder: Intercom\nlists:\n  all_contacts: Everybody\n',
  );
  const config = { mapping, lists: {} };
  await setting.run(world.everything(), { config, flags: ['--plan'] });
  await setting.run(world.everything(), { config });
  const lists = await setting.lines<{ id: number; name: string }>('lists');
  const made = lists.find(({ name }) => name === 'Everybody');
  expect((await setting.held('c1'))?.lists).toContain(made?.id);
});
