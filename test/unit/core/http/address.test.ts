// Where a request goes: paths under a base URL that may have a path and parameters of its own.
import { expect, test } from 'vitest';
import { addressOf } from '../../../../core/http/address.ts';

test.each([
  ['https://api.example.com', '/events', 'https://api.example.com/events'],
  ['https://api.example.com/', '/events', 'https://api.example.com/events'],
  ['https://gateway.example/vendor', '/events', 'https://gateway.example/vendor/events'],
  ['https://gateway.example/vendor/', '/events', 'https://gateway.example/vendor/events'],
  ['https://gateway.example//', '/events', 'https://gateway.example/events'],
  ['https://gateway.example:8443/a%20b', '/c%2Fd', 'https://gateway.example:8443/a%20b/c%2Fd'],
])('%s and the path %s', (base, path, expected) => {
  expect(addressOf(base, path).href).toBe(expected);
});

test('parameters are added to those of the base', () => {
  const { href } = addressOf('https://gateway.example/vendor?key=1', '/events', {
    per_page: 60,
    cursor: undefined,
  });
  expect(href).toBe('https://gateway.example/vendor/events?key=1&per_page=60');
});
