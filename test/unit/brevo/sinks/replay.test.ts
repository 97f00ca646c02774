// Replaying: what was refused is sent again, and leaves the file once it is delivered.
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Rejects } from '../../../../targets/brevo/rejects.ts';
import { replayRejects, type Replay } from '../../../../targets/brevo/sinks/replay.ts';
import { held } from '../../sandbox-brevo/client.ts';
import { change, CONTACTS, Setting } from './setting.ts';

let setting: Setting;
beforeEach(async () => {
  setting = await Setting.open();
  setting.put(CONTACTS, { id: 'A' }, { id: 'B' });
  await setting.send(change('A', { email: 'a@acme' }), change('B', { email: 'b@acme' }));
  await nextRun(setting);
});
afterEach(() => setting.close());

async function nextRun(one: Setting): Promise<void> {
  await one.rejects.close();
  one.rejects = await Rejects.open(one.path, 0);
}

const replay = (): Promise<Replay> => replayRejects(setting.rejects, setting.replica, 'contacts');

describe('replaying the rejects', () => {
  it('makes contacts dirty that were clean, and empties the file once they are delivered', async () => {
    expect(setting.replica.dirtyCount()).toBe(0);
    const { count, settle } = await replay();
    expect([count, setting.replica.dirtyCount()]).toEqual([2, 2]);
    await setting.send(change('A', { email: 'a@acme.example' }));
    // The mapping has nothing left to say of B.
    expect(setting.rejects.waiting).toBe(1);
    settle();
    setting.rejects.check();
    await setting.rejects.close();
    expect(existsSync(setting.path)).toBe(false);
  });

  it('keeps what is refused again', async () => {
    const fresh = await Setting.open();
    fresh.put(CONTACTS, { id: 'A' });
    await fresh.send(change('A', { email: 'a@acme' }));
    await nextRun(fresh);
    const { settle } = await replayRejects(fresh.rejects, fresh.replica, 'contacts');
    await fresh.send(change('A', { email: 'still@acme' }));
    settle();
    expect(await fresh.rejects.read()).toMatchObject([{ key: 'A', payload: { email: 'still@acme' } }]);
    await fresh.close();
  });

  it('sends events again, and keeps lines of records that nobody knows', async () => {
    setting.confirm('A', { email: 'a@acme.example' });
    setting.replica.begin();
    setting.replica.addEvent({
      key: 'e1',
      name: 'x',
      contact: 'A',
      at: 1,
      properties: { text: 'x'.repeat(60_000) },
    });
    setting.replica.commit();
    await setting.send();
    await setting.rejects.add([{ stream: 'contacts', key: 'gone', reason: 'why', hint: 'do', payload: {} }]);
    const { count, unknown } = await replay();
    expect([count, unknown.map(({ key }) => key)]).toEqual([3, ['gone']]);
    expect(Array.from(setting.replica.pendingEvents(), ({ key }) => key)).toEqual(['e1']);
    expect(await held(setting.sandbox, 'events')).toEqual([]);
  });
});
