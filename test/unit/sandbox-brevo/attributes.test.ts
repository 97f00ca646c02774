// Contact attributes: what a new account has, what can be created, and how it changes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/index.ts';
import { failing, listOf, ok, onlyContact, seed, startBrevo } from './client.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startBrevo();
});
afterEach(() => sandbox.close());

const create = (path: string, body: object) => failing(sandbox, `POST /contacts/attributes/${path}`, body);
const named = async (name: string): Promise<unknown> =>
  listOf((await ok(sandbox, 'GET /contacts/attributes'))['attributes']).find((one) => one['name'] === name);

describe('contact attributes', () => {
  it('of a new account are those of every account', async () => {
    for (const name of ['FIRSTNAME', 'LASTNAME', 'SMS', 'EXT_ID', 'WHATSAPP', 'LANDLINE_NUMBER'])
      expect(await named(name)).toEqual({ name, category: 'normal', type: 'text' });
  });

  it.each([
    ['normal/PLAN', { type: 'text' }, undefined],
    ['normal/TAGS', { type: 'multiple-choice', multiCategoryOptions: ['vip', 'trial'] }, undefined],
    ['category/TIER', { enumeration: [{ value: 1, label: 'Gold' }] }, undefined],
    ['transactional/ORDER', { type: 'id' }, undefined],
    ['global/TOTAL', { calculatedValue: 'COUNT[X]' }, { value: 'COUNT[X]' }],
  ])('%s is created', async (path, shown, body) => {
    expect(await create(path, body ?? shown)).toEqual([201, {}]);
    const [category, name = ''] = path.split('/');
    expect(await named(name)).toEqual({ name, category, ...shown });
  });

  it('get names in upper case, and these only once', async () => {
    expect(await create('normal/plan_tier', { type: 'text' })).toEqual([201, {}]);
    expect(await named('PLAN_TIER')).toBeDefined();
    expect(await create('category/PLAN_TIER', { enumeration: [] })).toMatchObject([
      400,
      { code: 'invalid_parameter', message: 'Attribute name must be unique' },
    ]);
  });

  it.each([
    ['normal/A', { type: 'id' }],
    ['normal/A', { type: 'category' }],
    ['normal/A', {}],
    ['normal/A', { type: 'multiple-choice' }],
    ['normal/A', { type: 'multiple-choice', multiCategoryOptions: ['x'.repeat(201)] }],
    ['category/A', { type: 'category' }],
    ['category/A', { enumeration: [{ value: 'one', label: 'Gold' }] }],
    ['transactional/A', { type: 'multiple-choice', multiCategoryOptions: ['a'] }],
    ['calculated/A', {}],
    ['unusual/A', { type: 'text' }],
    ['normal/A%20B', { type: 'text' }],
  ])('%s cannot be created from %j', async (path, body) => {
    expect((await create(path, body))[0]).toBe(400);
    expect(await named('A')).toBeUndefined();
  });

  it('are 200 at most', async () => {
    await seed(sandbox, {
      attributes: Array.from({ length: 190 }, (_, n) => ({ name: `A${n}`, type: 'text' })),
    });
    expect(await create('normal/ONE_MORE', { type: 'text' })).toMatchObject([400, { code: 'out_of_range' }]);
    expect(await create('global/TOTAL', { value: 'COUNT[X]' })).toMatchObject([
      400,
      { code: 'out_of_range' },
    ]);
  });
});

describe('a change of an attribute', () => {
  it('adds options to a multiple choice, and one can be taken away', async () => {
    await create('normal/TAGS', { type: 'multiple-choice', multiCategoryOptions: ['vip'] });
    await ok(sandbox, 'PUT /contacts/attributes/normal/TAGS', {
      multiCategoryOptions: ['trial / old', 'vip'],
    });
    expect(await named('TAGS')).toMatchObject({ multiCategoryOptions: ['vip', 'trial / old'] });
    const option = '/contacts/attributes/multiple-choice/TAGS/trial%20%2F%20old';
    await ok(sandbox, `DELETE ${option}`);
    expect(await named('TAGS')).toMatchObject({ multiCategoryOptions: ['vip'] });
    expect((await failing(sandbox, `DELETE ${option}`))[0]).toBe(404);
  });

  it('replaces the enumeration of a category', async () => {
    await create('category/TIER', { enumeration: [{ value: 1, label: 'Gold' }] });
    await ok(sandbox, 'PUT /contacts/attributes/category/TIER', {
      enumeration: [{ value: 2, label: 'Tin' }],
    });
    expect(await named('TIER')).toMatchObject({ enumeration: [{ value: 2, label: 'Tin' }] });
  });

  it.each([
    ['PUT /contacts/attributes/normal/FIRSTNAME', { multiCategoryOptions: ['a'] }, 400],
    ['PUT /contacts/attributes/normal/NOBODY', { multiCategoryOptions: ['a'] }, 404],
    ['PUT /contacts/attributes/category/FIRSTNAME', { enumeration: [] }, 404],
    ['DELETE /contacts/attributes/normal/NOBODY', undefined, 404],
    ['DELETE /contacts/attributes/normal/SMS', undefined, 400],
  ])('%s %j: %i', async (route, body, status) => {
    expect((await failing(sandbox, route, body))[0]).toBe(status);
  });

  it('does not reach other accounts', async () => {
    await create('normal/TAGS', { type: 'multiple-choice', multiCategoryOptions: ['vip'] });
    await ok(sandbox, 'PUT /contacts/attributes/category/DOUBLE_OPT-IN', { enumeration: [] });
    await ok(sandbox, 'POST /__sandbox/reset');
    expect(await named('TAGS')).toBeUndefined();
    expect(await named('DOUBLE_OPT-IN')).toMatchObject({ enumeration: [{ value: 1 }, { value: 2 }] });
  });

  it('takes the values of a deleted attribute with it', async () => {
    await create('normal/PLAN', { type: 'text' });
    await ok(sandbox, 'POST /contacts', { ext_id: 'A', attributes: { PLAN: 'pro', FIRSTNAME: 'Ada' } });
    await ok(sandbox, 'DELETE /contacts/attributes/normal/PLAN');
    expect(await onlyContact(sandbox)).toMatchObject({ attributes: { FIRSTNAME: 'Ada' } });
    expect(await onlyContact(sandbox)).not.toMatchObject({ attributes: { PLAN: 'pro' } });
  });
});
