// Conditions on a contact: when each holds.
import { expect, test } from 'vitest';
import { conditionOf, matches, sourcesIn } from '../../../../targets/brevo/mapping/conditions.ts';
import type { Source } from '../../../../targets/brevo/mapping/mapping.ts';
import { complaint } from './mapping-file.ts';

const values: Record<string, unknown> = {
  role: 'user',
  seats: 0,
  beta: false,
  blank: '',
  nothing: null,
  'tags.names': ['VIP'],
};

function read(source: Source): unknown {
  return values['path' in source ? source.path.join('.') : 'computed' in source ? source.computed : ''];
}

test.each([
  [{}, true],
  [{ role: 'user' }, true],
  [{ role: 'lead' }, false],
  [{ role: ['lead', 'user'] }, true],
  [{ role: 'user', seats: 1 }, false],
  [{ seats: 0, beta: false }, true],
  [{ seats: '0' }, false],
  [{ seats: { above: -1, below: 1 } }, true],
  [{ seats: { above: 0 } }, false],
  [{ seats: { at_least: 0, at_most: 0 } }, true],
  [{ nothing: { below: 5 } }, false],
  [{ blank: { empty: true }, seats: { empty: false }, beta: { empty: false } }, true],
  [{ missing: { empty: true } }, true],
  [{ role: { not: 'lead' } }, true],
  [{ role: { not: ['lead', 'user'] } }, false],
  [{ missing: { not: 'x' } }, true],
  [{ 'tags.names': { includes: 'VIP' } }, true],
  [{ 'tags.names': { includes: ['Beta', 'VIP'] } }, true],
  [{ 'tags.names': { includes: 'Beta' } }, false],
  [{ any: [{ role: 'lead' }, { seats: 0 }] }, true],
  [{ any: [{ role: 'lead' }, { seats: 1 }] }, false],
  [{ none: [{ role: 'lead' }, { seats: 1 }] }, true],
  [{ none: [{ role: 'user' }] }, false],
])('%j: %s', (when, expected) => {
  expect(matches(conditionOf(when, 'x'), read)).toBe(expected);
});

test('names every source that it reads', () => {
  const condition = conditionOf({ role: 'user', any: [{ 'company.size': { above: 5 } }, { seats: 1 }] }, 'x');
  expect(sourcesIn(condition)).toEqual([{ path: ['role'] }, { company: ['size'] }, { path: ['seats'] }]);
});

test.each([
  [{ any: ['role'] }, 'here: "any" must hold conditions, as "- role: user"'],
  [{ role: [{}] }, 'here: "role" must be a value, several values or a comparison'],
  [{ seats: { empty: 'no' } }, 'here: "empty" of "seats" cannot be "no"'],
])('%j is refused', (when, message) => {
  expect(complaint(() => conditionOf(when, 'here'))).toBe(message);
});
