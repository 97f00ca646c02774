// An account at a sandbox of its own, with the log of what was said.
import { onTestFinished } from 'vitest';
import { BrevoAccount } from '../../../targets/brevo/account/account.ts';
import { createLog } from '../../../core/log.ts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/index.ts';
import { startBrevo } from '../sandbox-brevo/client.ts';

/** What a test speaks through, and to. */
export interface Speaking {
  account: BrevoAccount;
  sandbox: Sandbox;
  log: string[];
  stop: AbortController;
}

/** Starts a sandbox without limits but those in `options`, and an account that speaks to it with `apiKey`; both close with the test. */
export async function begin(
  options: Partial<SandboxOptions> = {},
  apiKey = 'sandbox-key',
): Promise<Speaking> {
  const sandbox = await startBrevo(options);
  const log: string[] = [];
  const writer = createLog('test', { LOGLEVEL: 'debug' }, (line) => void log.push(line));
  const stop = new AbortController();
  const account = new BrevoAccount({ apiKey, baseUrl: `${sandbox.brevo}/v3` }, writer, stop.signal);
  const close = async (): Promise<void> => {
    await account.close();
    await sandbox.close();
  };
  onTestFinished(close);
  return { account, sandbox, log, stop };
}

/** All of an async iterable. */
export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
