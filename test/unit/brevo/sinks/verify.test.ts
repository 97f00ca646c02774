// Reading back: what Brevo dropped without a word is reported, what only comes late is not.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verify, type Verified, type VerifyMode } from '../../../../targets/brevo/sinks/verify.ts';
import { change, Setting } from './setting.ts';

let setting: Setting;
afterEach(() => setting.close());

async function prepare(readLagSeconds = 0): Promise<void> {
  setting = await Setting.open({ readLagSeconds });
  await setting.seed({
    attributes: [
      { name: 'SEATS', type: 'float' },
      { name: 'TAGS', type: 'multiple-choice', multiCategoryOptions: ['a', 'b'] },
      { name: 'TIER', category: 'category', enumeration: [{ value: 1, label: 'Gold' }] },
    ],
  });
}

const read = (mode: VerifyMode, waits = [0, 50]): Promise<Verified> =>
  verify({ ...setting.parts, mode, waits, since: Date.now() });

describe.each(['sample', 'all'] as const)('verify: %s', (mode) => {
  beforeEach(() => prepare());

  it('reports the attributes that Brevo dropped, by name and contact', async () => {
    await setting.send(
      change('A', {
        email: 'a@acme.example',
        attributes: { FIRSTNAME: 'Ada', UNHEARD_OF: 'x', SEATS: 'many' },
      }),
      change('B', { email: 'b@acme.example', attributes: { SEATS: 0, TAGS: ['b', 'a'], TIER: 'Gold' } }),
    );
    const { checked, dropped } = await read(mode);
    expect(checked).toBe(2);
    expect([...dropped]).toEqual([
      ['UNHEARD_OF', ['A']],
      ['SEATS', ['A']],
    ]);
    expect(setting.log.join('\n')).toContain('verify: Brevo dropped UNHEARD_OF of 1 of 2 contacts (A)');
  });

  it('says so where everything arrived, and leaves out what was refused', async () => {
    await setting.send(
      change('A', { email: 'a@acme.example', attributes: { FIRSTNAME: 'Ada' } }),
      change('B', { email: 'not an e-mail' }),
    );
    expect(await read(mode)).toEqual({ checked: 1, dropped: new Map() });
    expect(setting.log.join('\n')).toContain('verify: 1 contacts are as they were sent');
  });

  it('reports contacts that are not there at all', async () => {
    await setting.send(change('A', { email: 'a@acme.example' }));
    await setting.account.deleteContact('A');
    expect([...(await read(mode)).dropped]).toEqual([['', ['A']]]);
  });
});

describe('reads that lag', () => {
  it.each(['sample', 'all'] as const)('are waited for (%s)', async (mode) => {
    await prepare(1);
    await setting.send(change('A', { email: 'a@acme.example', attributes: { FIRSTNAME: 'Ada' } }));
    expect((await read(mode, [0, 600, 600])).dropped.size).toBe(0);
  });
});

it('off reads nothing', async () => {
  await prepare();
  await setting.send(change('A', { email: 'a@acme.example' }));
  expect(await read('off')).toEqual({ checked: 0, dropped: new Map() });
  expect(Object.keys(await setting.requests())).toEqual(['POST /contacts']);
});
