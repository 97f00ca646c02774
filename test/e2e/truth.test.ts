// A whole workspace, read once, is what the sandbox says it is.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type RequestReport, type Sandbox } from '../../sandbox/index.ts';
import { expectComplete, STREAMS } from '../support/compare.ts';
import { control, replica, runTap, truth } from '../support/tap.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ contacts: 700, companies: 230, conversations: 160, seed: 7, rateLimit: 0 });
});

afterAll(() => sandbox.close());

test('all twelve streams equal the truth, record by record, and nothing beside it', async () => {
  const result = await runTap({ baseUrl: sandbox.intercom, streams: STREAMS });
  expect(result.stderr).not.toMatch(/CRITICAL|ERROR/);
  expect(result.code).toBe(0);
  await expectComplete(result.messages, sandbox.intercom);
  for (const stream of STREAMS) {
    const held = [...replica(result.messages, stream).keys()].toSorted();
    expect(held).toEqual([...(await truth(sandbox.intercom, stream)).keys()].toSorted());
  }
});

test('contacts that are read for their events alone cost no request for their lists', async () => {
  await control(sandbox.intercom, 'requests/reset', {});
  const result = await runTap({ baseUrl: sandbox.intercom, streams: ['contact_events'] });
  await expectComplete(result.messages, sandbox.intercom, ['contact_events']);
  const { routes } = await control<RequestReport>(sandbox.intercom, 'requests');
  expect(Object.keys(routes).toSorted()).toEqual(['GET /events', 'GET /me', 'POST /contacts/search']);
});

test('a second run brings what changed in between, and little else', async () => {
  const first = await runTap({ baseUrl: sandbox.intercom });
  await control(sandbox.intercom, 'mutate', { n: 80, seed: 3 });
  const second = await runTap({ baseUrl: sandbox.intercom, ...(first.state ? { state: first.state } : {}) });
  expect(second.code).toBe(0);
  const streams = STREAMS.filter((stream) => stream !== 'contact_events');
  await expectComplete([...first.messages, ...second.messages], sandbox.intercom, streams);
  expect(replica(second.messages, 'contacts').size).toBeLessThan(100);
});
