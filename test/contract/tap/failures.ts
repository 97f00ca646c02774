// Points 34 and 36: a source that fails for a moment, and one that refuses.
import { expect, it } from 'vitest';
import type { Row } from '../../../core/protocol/messages.ts';
import { expectComplete } from './replica.ts';
import { useSource, type TapSubject } from './session.ts';

/** The tests of this part. */
export function failures(tap: TapSubject): void {
  const session = useSource(tap);

  const passing: [what: string, fault: Row][] = [
    ['429 with Retry-After', { fault: 'status', status: 429, headers: { 'retry-after': '1' } }],
    ['429 without it', { fault: 'status', status: 429 }],
    ['500', { fault: 'status', status: 500 }],
    ['503 with an HTML body', { fault: 'html', status: 503 }],
    ['522 of a network in between', { fault: 'html', status: 522 }],
    ['a connection reset', { fault: 'reset' }],
    ['a body cut off', { fault: 'truncate' }],
    ['an empty body', { fault: 'empty' }],
    ['an HTML page for an answer', { fault: 'html200' }],
    ['no answer within request_timeout', { fault: 'hang' }],
  ];
  it.each(passing)('not for good at %s: tries again and is complete [34]', async (_what, fault) => {
    await session.faults([
      { route: '*', nth: 1, ...fault },
      { route: '*', nth: 6, ...fault },
    ]);
    const { code, messages, stderr } = await session.run({
      config: { request_timeout: 2 },
      catalog: await session.select(),
    });
    await session.faults([]);
    expect(code).toBe(0);
    expect(stderr.match(/^WARNING .*trying again/gm)?.length).toBeGreaterThanOrEqual(2);
    await expectComplete(messages, session.source.controls);
  });

  it.each([
    ['credentials', 401],
    ['permissions', 403],
  ])('at once for want of %s (%i), asking for no stream twice [34]', async (_what, status) => {
    const before = await session.requests();
    await session.faults([{ route: '*', nth: 2, times: 1e6, fault: 'status', status }]);
    const { code, stderr } = await session.run();
    await session.faults([]);
    const { streams } = await session.catalog();
    expect(code).toBe(3);
    expect(stderr).toMatch(/^CRITICAL failed: /m);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect((await session.requests()) - before).toBeLessThanOrEqual(streams.length + 1);
  });

  it('without making a version active that is not complete [36]', async () => {
    const { state } = await session.complete();
    await session.faults([{ route: '*', nth: 2, times: 1e6, fault: 'status', status: 403 }]);
    const { messages } = await session.run({ state });
    await session.faults([]);
    expect(messages.map(({ type }) => type)).toContain('SCHEMA');
    expect(messages.map(({ type }) => type)).not.toContain('ACTIVATE_VERSION');
  });
}
