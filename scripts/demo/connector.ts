// The demonstration over the sandbox: intercom-brevo tests, syncs three times, and what each sync changed at Brevo.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../sandbox/index.ts';
import { say } from './pipe.ts';

const LISTS = { all_users: 35, leads: 37, active_conversations: 36 };
const MUTATIONS = 40;
const REPORT = 'run.html';
const BINARY = fileURLToPath(new URL('../../connector/bin.js', import.meta.url));

/** Lists that the sandbox's account must have. */
export const DEMO_LISTS: number[] = Object.values(LISTS);

interface Contact {
  attributes: Record<string, unknown>;
  lists: number[];
}

/** Syncs into the empty account, again over an unchanged workspace, and a third time after changes; says whether all went well. */
export async function showConnector(folder: string, sandbox: Sandbox): Promise<boolean> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'intercom-brevo.yaml'), configuration(sandbox));
  const run = async (title: string, ...words: string[]): Promise<boolean> => {
    say(`\n# ${title}\n$ intercom-brevo ${words.join(' ')}`);
    await control(sandbox.brevo, 'requests/reset', {});
    const code = await intercomBrevo(folder, words);
    if (words[0] === 'sync') await showAccount(sandbox.brevo);
    return code === 0;
  };
  const tested = await run('Is everything there?', 'test');
  const first = await run('The first sync: the account is empty', 'sync');
  const second = await run('Nothing has changed: no write request', 'sync');
  await control(sandbox.intercom, 'mutate', { n: MUTATIONS });
  const changes = `${MUTATIONS} changes in Intercom later: only the difference is sent`;
  const third = await run(changes, 'sync', '--report', REPORT);
  const told = await run('How it stands', 'status');
  say(`
The last sync as a page: ${join(folder, REPORT)}
The configuration:       ${join(folder, 'intercom-brevo.yaml')}

Next, with a workspace of yours: in an empty folder, put INTERCOM_ACCESS_TOKEN and BREVO_API_KEY into .env, and type

  node ${BINARY} init

In a project that has the package installed it is \`npx intercom-brevo init\`.`);
  return tested && first && second && third && told;
}

const configuration = ({ intercom, brevo }: Sandbox): string => `connectors:
  intercom:
    access_token: "\${INTERCOM_ACCESS_TOKEN}"
    base_url: ${intercom}
    lists: ${JSON.stringify(LISTS)}
brevo:
  base_url: ${brevo}/v3
`;

async function intercomBrevo(folder: string, words: readonly string[]): Promise<number | null> {
  // By the environment, as the secrets that these stand for would come.
  const secrets = { INTERCOM_ACCESS_TOKEN: 'sandbox-token', BREVO_API_KEY: 'sandbox-key' };
  const child = spawn(process.execPath, [BINARY, ...words], {
    cwd: folder,
    env: { ...process.env, ...secrets },
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

async function showAccount(brevo: string): Promise<void> {
  const contacts = await jsonLines<Contact>(brevo, 'account');
  const events = await jsonLines<{ event_name: string }>(brevo, 'events');
  const { writes } = (await control(brevo, 'requests')) as { writes: number };
  const values = contacts.reduce((sum, one) => sum + Object.keys(one.attributes).length, 0);
  say(`  write requests   ${writes}`);
  say(`  contacts         ${contacts.length}, with ${values} attribute values`);
  for (const [name, id] of Object.entries(LISTS)) {
    const members = contacts.filter((one) => one.lists.includes(id)).length;
    say(`  list ${String(id).padEnd(11)} ${members} in ${name}`);
  }
  const names = [...new Set(events.map((one) => one.event_name))].toSorted();
  say(`  events           ${events.length}${names.length > 0 ? `: ${names.join(', ')}` : ''}`);
}

async function jsonLines<T>(url: string, path: string): Promise<T[]> {
  const text = await (await fetch(`${url}/__sandbox/${path}`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

async function control(url: string, path: string, body?: unknown): Promise<unknown> {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${url}/__sandbox/${path}`, init);
  return response.json();
}
