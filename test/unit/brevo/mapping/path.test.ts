// Paths into rows: dots inside names, arrays, and what is not there.
import { expect, test } from 'vitest';
import { parsePath, readPath } from '../../../../targets/brevo/mapping/path.ts';

const row = {
  id: '1',
  zero: 0,
  none: null,
  company: { plan: { name: 'Pro' } },
  custom_attributes: { plan: 'a', 'plan.tier': 'b', 'v1.0.final': 'c', deep: { er: 'd' }, 'deep.er': 'e' },
  companies: [{ id: 'x' }, { type: 'company' }, { id: 'y' }],
  'a.b': { c: 1 },
  a: { b: { d: 2 } },
  tags: [],
  text: 'abc',
};

test.each([
  ['id', '1'],
  ['zero', 0],
  ['none', null],
  ['company.plan.name', 'Pro'],
  ['custom_attributes.plan', 'a'],
  ['custom_attributes.plan.tier', 'b'],
  ['custom_attributes.v1.0.final', 'c'],
  ['custom_attributes.deep.er', 'e'],
  ['a.b.c', 1],
  ['a.b.d', 2],
  ['companies[].id', ['x', 'y']],
  ['companies[]', row.companies],
  ['tags[].id', []],
])('%s is found', (path, value) => {
  expect(readPath(row, parsePath(path))).toEqual(value);
});

test.each([
  'nothing',
  'id.length',
  'company.size',
  'company.plan.name.x',
  'none.x',
  'company[].id',
  'text.0',
  'constructor',
  'company.toString',
  'companies.0.x',
])('%s is not there', (path) => {
  expect(readPath(row, parsePath(path))).toBeUndefined();
});
