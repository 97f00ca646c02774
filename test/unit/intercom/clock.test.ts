// When a run began, by Intercom's clock and by the one that is behind.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../../core/log.ts';
import { openIntercom } from '../../../taps/intercom/api.ts';

test.each([
  ['an hour behind ours', -3600, -3600, -3600],
  ['an hour ahead of ours', 3600, -2, 3600],
  ['behind by less than is noticed', -1.5, -2, 0],
])('its clock is %s', async (_, skew, startedAt, vendorStartedAt) => {
  const server = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.now() + skew * 1000).toUTCString());
    response.end(JSON.stringify({ type: 'admin', app: { id_code: 'x', timezone: 'UTC' } }));
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const config = { access_token: 'token', base_url: `http://127.0.0.1:${port}` };
  const before = Date.now() / 1000;
  const api = await openIntercom(
    config,
    createLog('test', {}, () => undefined),
    new AbortController().signal,
  );
  onTestFinished(() => api.close());
  const after = Date.now() / 1000;
  for (const [time, by] of [
    [api.startedAt, startedAt],
    [api.vendorStartedAt, vendorStartedAt],
  ] as const) {
    // A Date header has whole seconds, and takes a while.
    expect(time).toBeGreaterThan(before + by - 5);
    expect(time).toBeLessThanOrEqual(after + by);
  }
  // Later than the vendor's own start, a change could come before the bookmark.
  expect(api.startedAt).toBeLessThanOrEqual(after + skew);
});
