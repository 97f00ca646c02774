// The demonstration: intercom-brevo over the sandbox; or your own workspace into files, where its token is given.
import { startSandbox } from '../sandbox/index.ts';
import { DEMO_LISTS, showConnector } from './demo/connector.ts';
import { replicateToFiles } from './demo/files.ts';
import { say } from './demo/pipe.ts';

const OUTPUT = 'demo-output';
const SIZES = { contacts: 2000, companies: 250, conversations: 600 };
// An account of its own size would take minutes: Brevo's smallest plan takes ten contacts a second.
const LIMITS = { brevoContactsPerSecond: 400, brevoEventsPerSecond: 100, brevoLists: DEMO_LISTS };

async function main(): Promise<boolean> {
  const token = process.env['INTERCOM_ACCESS_TOKEN'];
  if (token) {
    say('tap-intercom | target-jsonl: reading the workspace of INTERCOM_ACCESS_TOKEN\n');
    return replicateToFiles(OUTPUT, { TAP_INTERCOM_ACCESS_TOKEN: token });
  }
  const sandbox = await startSandbox({ ...SIZES, ...LIMITS });
  try {
    say(`A made-up workspace at ${sandbox.intercom}, and an empty account at ${sandbox.brevo}`);
    return await showConnector(OUTPUT, sandbox);
  } finally {
    await sandbox.close();
  }
}

if (!(await main())) process.exitCode = 1;
