// Notifications at a steady rate, while the receiver delivers what has come: how long Intercom waits for an answer.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { median, repeat, rounded, type Figure } from './measure.ts';
import { scratchFile, scratchPath, startSandbox, type Server } from './processes.ts';

const SECRET = 'bench-secret';
const RATE = 500;
const CONNECTIONS = 10;
const CONTACTS = 2000;

interface Load {
  /** Milliseconds within which 99 % of the answers came. */
  p99: number;
  rate: number;
  /** Requests that got another answer than 200, or none. */
  lost: number;
}

/** `webhook_p99_ms`, `webhook_rate` and `webhook_lost`. */
export async function webhookFigures(quick: boolean): Promise<Figure[]> {
  const runs = await repeat(quick ? 1 : 5, () => load(quick ? 10 : 30));
  return [
    {
      name: 'webhook_p99_ms',
      value: rounded(median(runs.map(({ p99 }) => p99))),
      unit: 'ms',
      against: `at most 50: until a notification was on the disk and answered, 99 of 100 at ${RATE} a second over ${CONNECTIONS} connections`,
    },
    {
      name: 'webhook_rate',
      value: rounded(median(runs.map(({ rate }) => rate))),
      unit: 'notifications/s',
      against: `at least ${RATE * 0.98}: answered, of ${RATE} a second that were sent`,
    },
    {
      name: 'webhook_lost',
      value: Math.max(...runs.map(({ lost }) => lost)),
      unit: 'notifications',
      against: 'exactly 0: without an answer of 200, in the worst run',
    },
  ];
}

async function load(seconds: number): Promise<Load> {
  const sandbox = await startSandbox({
    contacts: CONTACTS,
    companies: 0,
    conversations: 0,
    'brevo-contacts-per-second': 0,
    'brevo-contacts-per-hour': 0,
  });
  try {
    const folder = configured(sandbox);
    await intercomBrevo(folder, 'sync');
    const ids = await contactIds(sandbox);
    const receiver = await serve(folder);
    try {
      return await fire(receiver.url, seconds, ids);
    } finally {
      await receiver.stop();
    }
  } finally {
    await sandbox.stop();
  }
}

let folders = 0;

function configured({ url, brevoUrl }: Server): string {
  const name = `webhooks-${(folders += 1)}`;
  mkdirSync(scratchPath(name));
  const intercom = {
    access_token: 'sandbox-token',
    base_url: url,
    sync: { events: false, conversations: false, companies: false },
    webhooks: { secret: SECRET, port: 0 },
    brevo: { api_key: 'sandbox-key', base_url: `${brevoUrl}/v3` },
  };
  scratchFile(`${name}/intercom-brevo.yaml`, JSON.stringify({ connectors: { intercom } }));
  return scratchPath(name);
}

async function intercomBrevo(folder: string, ...words: string[]): Promise<void> {
  const child = spawn(process.execPath, [resolve('dist/connector/bin.js'), ...words], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`intercom-brevo ${words.join(' ')} ended with ${code}`);
}

async function serve(folder: string): Promise<Pick<Server, 'url' | 'stop'>> {
  const child = spawn(process.execPath, [resolve('dist/connector/bin.js'), 'webhooks', 'serve'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface(child.stderr)) {
    const [, port, path] = /listening on port (\d+), (\S+)/.exec(line) ?? [];
    if (port === undefined) continue;
    child.stderr.resume();
    const stop = async (): Promise<void> => {
      child.kill('SIGTERM');
      await ended;
    };
    return { url: `http://127.0.0.1:${port}${path}`, stop };
  }
  throw new Error('the receiver ended before it listened');
}

async function contactIds({ url }: Server): Promise<string[]> {
  const text = await (await fetch(`${url}/__sandbox/truth/contacts`)).text();
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

async function fire(url: string, seconds: number, ids: readonly string[]): Promise<Load> {
  let sent = 0;
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    sent += 1;
    const body = notification(sent, ids[sent % ids.length] ?? '');
    const signature = `sha1=${createHmac('sha1', SECRET).update(body).digest('hex')}`;
    return {
      ...request,
      body,
      headers: { 'content-type': 'application/json', 'x-hub-signature': signature },
    };
  };
  const result = await autocannon({
    url,
    method: 'POST',
    connections: CONNECTIONS,
    overallRate: RATE,
    duration: seconds,
    // It would take the rate of all for that of each connection, and make up most of the samples.
    ignoreCoordinatedOmission: true,
    requests: [{ setupRequest }],
  });
  const { latency, requests, non2xx, errors } = result;
  return { p99: latency.p99, rate: requests.average, lost: non2xx + errors };
}

/** About as large as one of a contact is. */
function notification(n: number, id: string): string {
  const item = { type: 'contact', id, custom_attributes: { fill: 'x'.repeat(2000) } };
  return JSON.stringify({
    type: 'notification_event',
    id: `notif_${n}`,
    topic: 'contact.user.updated',
    created_at: Math.floor(Date.now() / 1000),
    data: { type: 'notification_event_data', item },
  });
}
