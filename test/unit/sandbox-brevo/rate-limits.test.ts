// The windows behind the limits, at times of the test's choosing.
import { describe, expect, it } from 'vitest';
import { RateLimits } from '../../../sandbox/brevo/rate-limits.ts';
import type { Route } from '../../../sandbox/brevo/route.ts';
import { defaultOptions } from '../../../sandbox/options.ts';

const route = (method: Route['method'], path: string): Route => ({
  method,
  path,
  answer: () => ({ status: 200 }),
});
const CONTACTS = route('POST', '/contacts');

/** Remaining requests and seconds to wait as the headers tell them; refused where the first is `no`. */
function told(limits: RateLimits, asked: Route, now: number): string {
  const { allowed, headers } = limits.take(asked, now);
  return `${allowed ? '' : 'no '}${headers['x-sib-ratelimit-remaining']} ${headers['x-sib-ratelimit-reset']}`;
}

describe('the limits of an account', () => {
  it('give each second its requests, from the first one on', () => {
    const limits = new RateLimits({ ...defaultOptions(), brevoContactsPerSecond: 2 });
    const times = [10_700, 11_000, 11_600, 11_699, 11_700, 12_699, 12_700];
    expect(times.map((now) => told(limits, CONTACTS, now))).toEqual([
      '1 1',
      '0 1',
      'no 0 1',
      'no 0 1',
      '1 1',
      '0 1',
      '1 1',
    ]);
  });

  it('do not let a request that one window refuses use up another', () => {
    const options = { ...defaultOptions(), brevoContactsPerSecond: 1, brevoContactsPerHour: 2 };
    const limits = new RateLimits(options);
    const times = [0, 100, 200, 1000, 1100, 2000, 3_600_000];
    expect(times.map((now) => told(limits, CONTACTS, now))).toEqual([
      '0 1',
      'no 0 1',
      'no 0 1',
      '0 3599',
      'no 0 3599',
      'no 0 3598',
      '0 1',
    ]);
  });

  it('put contacts, the sending of events, and the rest into groups', () => {
    const limits = new RateLimits(defaultOptions());
    const limitOf = (method: Route['method'], path: string): string | undefined =>
      limits.take(route(method, path), 0).headers['x-sib-ratelimit-limit'];
    expect(limitOf('POST', '/contacts/import')).toBe('10');
    expect(limitOf('GET', '/contacts/attributes')).toBe('10');
    expect(limitOf('POST', '/events')).toBe('10');
    expect(limitOf('POST', '/events/batch')).toBe('10');
    for (const path of ['/events', '/companies', '/processes/:id', '/account'])
      expect(limitOf('GET', path)).toBe('100');
  });
});
