// Which values an attribute keeps, and which ones vanish behind a success.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/index.ts';
import { failing, held, ok, seed, startBrevo } from './client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startBrevo();
  await seed(sandbox, {
    attributes: [
      { name: 'NUMBER', type: 'float' },
      { name: 'FLAG', type: 'boolean' },
      { name: 'DAY', type: 'date' },
      { name: 'TAGS', type: 'multiple-choice', multiCategoryOptions: ['vip', 'trial'] },
      {
        name: 'TIER',
        category: 'category',
        enumeration: [
          { value: 1, label: 'Gold' },
          { value: 2, label: 'Silver' },
        ],
      },
    ],
  });
});
afterAll(() => sandbox.close());

let made = 0;

/** The attributes of a new contact that was then updated with `attributes`. */
async function after(first: object, attributes: object): Promise<unknown> {
  made += 1;
  await ok(sandbox, 'POST /contacts', { ext_id: `C${made}`, attributes: first });
  await ok(sandbox, `PUT /contacts/C${made}?identifierType=ext_id`, { attributes });
  return (await held(sandbox, 'account')).at(-1)?.['attributes'];
}

describe('an attribute', () => {
  it.each([
    ['FIRSTNAME', 'Ada'],
    ['FIRSTNAME', '0'],
    ['NUMBER', 0],
    ['NUMBER', -1.5],
    ['FLAG', false],
    ['FLAG', true],
    ['DAY', '2024-02-29'],
    ['DAY', '1912-06-23'],
    ['DAY', '2099-12-31'],
    ['TAGS', ['trial']],
  ])('%s keeps %j', async (name, value) => {
    expect(await after({}, { [name]: value })).toEqual({ [name]: value });
  });

  it.each([
    ['FIRSTNAME', 5],
    ['FIRSTNAME', null],
    ['NUMBER', '5'],
    ['NUMBER', true],
    ['FLAG', 'true'],
    ['FLAG', 1],
    ['FLAG', 'Yes'],
    ['DAY', '2024-02-30'],
    ['DAY', '2024-02-29T00:00:00Z'],
    ['DAY', '29-02-2024'],
    ['DAY', 1709164800],
    ['TAGS', 'vip'],
    ['TAGS', ['unheard of']],
    ['TIER', 'Bronze'],
    ['TIER', 3],
    ['BLACKLIST', 1],
    ['firstname', 'Ada'],
    ['SHOE_SIZE', '44'],
  ])('%s ignores %j without a word', async (name, value) => {
    expect(await after({ LASTNAME: 'Lovelace' }, { [name]: value })).toEqual({ LASTNAME: 'Lovelace' });
  });

  it('with choices keeps the known ones, and a category keeps its number', async () => {
    expect(await after({}, { TAGS: ['vip', 'unheard of', 'trial'], TIER: 'Silver' })).toEqual({
      TAGS: ['vip', 'trial'],
      TIER: 2,
    });
    expect(await after({}, { TIER: '1' })).toEqual({ TIER: 1 });
  });

  it('is cleared by "" whatever its type', async () => {
    const full = { FIRSTNAME: 'Ada', NUMBER: 1, FLAG: true, DAY: '2024-02-29', TAGS: ['vip'], TIER: 1 };
    expect(await after(full, Object.fromEntries(Object.keys(full).map((name) => [name, ''])))).toEqual({});
  });
});

describe('a phone', () => {
  it.each(['33612345678', '+33612345678', '0033612345678', '+33 (0)6-12.34 56 78'])(
    'in the form %s is kept as digits, and cleared by ""',
    async (SMS) => {
      expect(await after({}, { SMS })).toEqual({ SMS: '33612345678' });
      expect(await after({}, { SMS: '' })).toEqual({});
      await ok(sandbox, `DELETE /contacts/33612345678?identifierType=phone_id`);
    },
  );

  it.each(['0612345678', '06 12 34 56 78', 'call me', '+0612345678', '12'])('%s is refused', async (SMS) => {
    expect(
      await failing(sandbox, 'POST /contacts', { ext_id: 'refused', attributes: { SMS } }),
    ).toMatchObject([400, { code: 'invalid_parameter', message: 'Invalid phone number' }]);
  });
});
