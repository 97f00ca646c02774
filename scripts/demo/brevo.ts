// The second half of the demonstration: three runs of `tap-intercom | target-brevo`, and what each changed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/index.ts';
import { pipe, say } from './pipe.ts';

const LISTS = { all_users: 35, leads: 37, active_conversations: 36 };
const MUTATIONS = 40;

/** Lists that the sandbox's account must have. */
export const DEMO_LISTS: number[] = Object.values(LISTS);

interface Contact {
  email: string | null;
  attributes: Record<string, unknown>;
  lists: number[];
}

/** Loads the account, runs again over an unchanged workspace, changes the workspace, runs a third time. */
export async function loadBrevo(folder: string, sandbox: Sandbox, tap: NodeJS.ProcessEnv): Promise<boolean> {
  const state = join(folder, 'brevo-state.jsonl');
  writeFileSync(state, '');
  const run = async (title: string): Promise<boolean> => {
    say(`\n${title}`);
    await control(sandbox.brevo, 'requests/reset', {});
    const { codes, state: last } = await pipe({
      target: 'brevo',
      settings: { ...tap, ...targetSettings(folder, sandbox.brevo) },
      state,
      show: /^INFO plan: /,
    });
    if (last) writeFileSync(state, `${last}\n`, { flag: 'a' });
    await showAccount(sandbox.brevo);
    return codes.every((code) => code === 0);
  };
  const first = await run('tap-intercom | target-brevo, first run: the account is empty');
  const second = await run('Second run, nothing has changed: no write request');
  await control(sandbox.intercom, 'mutate', { n: MUTATIONS });
  const third = await run(`Third run, after ${MUTATIONS} changes in Intercom: only the difference is sent`);
  return first && second && third;
}

function targetSettings(folder: string, brevo: string): NodeJS.ProcessEnv {
  return {
    TARGET_BREVO_API_KEY: 'sandbox-key',
    TARGET_BREVO_BASE_URL: `${brevo}/v3`,
    TARGET_BREVO_LISTS: JSON.stringify(LISTS),
    TARGET_BREVO_CREATE_ATTRIBUTES: 'true',
    TARGET_BREVO_REPLICA_PATH: join(folder, 'brevo.replica'),
    TARGET_BREVO_REJECTS_PATH: join(folder, 'rejects.jsonl'),
  };
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
