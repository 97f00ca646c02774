// When a run began, by Intercom's clock and by the one that is behind.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../../core/log.ts';
import { openIntercom } from '../../../taps/intercom/api.ts';

// A Date header has whole seconds, and takes a while.
const SLACK = 5;

test.each([-3600, -1.5, -0.5, 0, 3600])("Intercom's clock is %s s ahead of ours", async (ahead) => {
  const server = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.now() + ahead * 1000).toUTCString());
    response.end(JSON.stringify({ type: 'admin', app: { id_code: 'x', timezone: 'UTC' } }));
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const config = { access_token: 'token', base_url: `http://127.0.0.1:${port}` };
  const before = Date.now() / 1000;
  const log = createLog('test', {}, () => undefined);
  const api = await openIntercom(config, log, new AbortController().signal);
  onTestFinished(() => api.close());
  // Later than Intercom's own time, a change could still come before the bookmark.
  expect(api.startedAt).toBeLessThanOrEqual(Date.now() / 1000 + Math.min(0, ahead));
  expect(api.startedAt).toBeGreaterThan(before + Math.min(0, ahead) - SLACK);
  expect(Math.abs((api.vendorStartedAt ?? 0) - (before + ahead))).toBeLessThan(SLACK);
});
