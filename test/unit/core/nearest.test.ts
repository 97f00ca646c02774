// "Did you mean": near names are offered, far ones are not.
import { expect, test } from 'vitest';
import { didYouMean, isSlip } from '../../../core/nearest.ts';

const NAMES = ['access_token', 'start_date', 'region', 'user_agent'];

test.each([
  ['acess_token', 'access_token'],
  ['ACCESS_TOKEN', 'access_token'],
  ['startdate', 'start_date'],
  ['regoin', 'region'],
  ['useragent', 'user_agent'],
])('%s: %s', (word, name) => {
  expect(didYouMean(word, NAMES)).toBe(` (did you mean "${name}"?)`);
});

test.each(['', 'password', 'x', 'date_of_start_and_end'])('nothing is near to "%s"', (word) => {
  expect(didYouMean(word, NAMES)).toBe('');
});

test('two words of two letters that share no place are not near', () => {
  expect(didYouMean('de', ['us', 'eu', 'au'])).toBe('');
  expect(didYouMean('uk', ['us', 'eu', 'au'])).toBe(' (did you mean "us"?)');
});

test('without names there is nothing to offer', () => {
  expect(didYouMean('region', [])).toBe('');
});

test.each([
  ['acess_token', true],
  ['regoin', false],
  ['regon', true],
  ['user', false],
  ['start', false],
])('%s is a slip: %s', (word, slip) => {
  expect(isSlip(word, NAMES)).toBe(slip);
});
