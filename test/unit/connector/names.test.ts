// Names in files and in TypeScript.
import { expect, it } from 'vitest';
import { camel, snake } from '../../../connector/names.ts';

it('turns keys one way and back, and leaves what they hold', () => {
  const row = { access_token: 't', lists: { all_users: 35 }, sync: null };
  expect(camel(row)).toEqual({ accessToken: 't', lists: { all_users: 35 }, sync: null });
  expect(snake(camel(row))).toEqual(row);
});

it('leaves out what is undefined', () => {
  expect(snake({ apiVersion: undefined, startDate: '2024' })).toEqual({ start_date: '2024' });
});
