// A workspace behind a gateway that serves Intercom's API below a path of its own.
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox, type RequestReport } from '../../sandbox/index.ts';
import { expectComplete } from '../support/compare.ts';
import { control, runTap } from '../support/tap.ts';

const ROOT = '/gateway/intercom';

/** The address of a gateway to `origin`; `keepsHost` tells the API the gateway's host, which it writes into links. */
async function openGateway(origin: string, keepsHost: boolean): Promise<string> {
  const { host } = new URL(origin);
  const gateway = createServer((request, response) => {
    const { method = '', headers, url = '' } = request;
    if (!url.startsWith(`${ROOT}/`)) return void response.writeHead(404).end();
    const options = { method, headers: keepsHost ? headers : { ...headers, host } };
    const passedOn = ask(origin + url.slice(ROOT.length), options, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    return void request.pipe(passedOn);
  });
  await new Promise<void>((done) => {
    gateway.listen(0, '127.0.0.1', done);
  });
  onTestFinished(() => {
    gateway.closeAllConnections();
    gateway.close();
  });
  return `http://127.0.0.1:${(gateway.address() as AddressInfo).port}${ROOT}`;
}

test.each([
  ['the host of Intercom', false],
  ['the host of the gateway', true],
])('lists that go on under links to %s are read to their end', async (_, keepsHost) => {
  const sandbox = await startSandbox({ contacts: 120, conversations: 0, rateLimit: 0, seed: 3 });
  onTestFinished(() => sandbox.close());
  const baseUrl = await openGateway(sandbox.intercom, keepsHost);
  const { code, stderr, messages } = await runTap({ baseUrl, streams: ['contacts', 'contact_events'] });
  expect({ code, log: code === 0 ? '' : stderr }).toEqual({ code: 0, log: '' });
  await expectComplete(messages, sandbox.intercom, ['contacts', 'contact_events']);
  const { routes } = await control<RequestReport>(sandbox.intercom, 'requests');
  expect(routes['GET /events']?.[200]).toBeGreaterThan(120);
});
