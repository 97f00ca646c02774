// Where a request goes: paths and links under a base URL that may have a path of its own.
import { expect, test } from 'vitest';
import { addressOf } from '../../../../core/http/address.ts';

test.each([
  ['https://api.example.com', '/events', 'https://api.example.com/events'],
  ['https://api.example.com/', '/events', 'https://api.example.com/events'],
  ['https://gateway.example/vendor', '/events', 'https://gateway.example/vendor/events'],
  ['https://gateway.example/vendor/', '/events?page=2', 'https://gateway.example/vendor/events?page=2'],
])('%s and the path %s', (base, path, expected) => {
  expect(addressOf(base, path).href).toBe(expected);
});

test.each([
  ['another host', 'https://api.example.com', 'https://other.example:8443/events?page=2', '/events?page=2'],
  ['another host', 'https://gateway.example/vendor', 'https://api.example.com/events', '/vendor/events'],
  ['another host', 'https://gateway.example/a/b/', 'https://api.example.com/events', '/a/b/events'],
  ['our path by another name', 'https://gateway.example/v3', 'https://10.0.0.7/v3/x', '/v3/x'],
  ['a host alone', 'https://gateway.example/vendor', 'https://api.example.com?page=2', '/vendor/?page=2'],
  [
    'our address',
    'https://gateway.example/vendor',
    'https://gateway.example/vendor/events',
    '/vendor/events',
  ],
  [
    'our address',
    'https://gateway.example/vendor',
    'https://gateway.example/vendor?page=2',
    '/vendor?page=2',
  ],
  ['our address', 'https://gateway.example:8443/a', 'http://gateway.example/a/events', '/a/events'],
  ['our host alone', 'https://gateway.example/vendor', 'https://gateway.example/events', '/vendor/events'],
  ['a near miss', 'https://gateway.example/event', 'https://gateway.example/events', '/event/events'],
  ['%-encoding', 'https://gateway.example/a%20b', 'https://api.example.com/c%2Fd', '/a%20b/c%2Fd'],
])('a link to %s, from %s: %s', (_, base, link, expected) => {
  const { origin, href } = addressOf(base, link);
  expect(href).toBe(origin + expected);
  expect(origin).toBe(new URL(base).origin);
});

test('parameters are added to those of a link', () => {
  const { href } = addressOf('https://gateway.example/vendor', 'https://api.example.com/events?page=2', {
    per_page: 60,
    cursor: undefined,
  });
  expect(href).toBe('https://gateway.example/vendor/events?page=2&per_page=60');
});
