// The demonstration: an Intercom workspace into files and into Brevo, over the sandbox or, into files, over your own.
import { startSandbox } from '../sandbox/index.ts';
import { DEMO_LISTS, loadBrevo } from './demo/brevo.ts';
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
    say(`tap-intercom | target-jsonl: reading a made-up workspace at ${sandbox.intercom}\n`);
    const tap = { TAP_INTERCOM_ACCESS_TOKEN: 'sandbox-token', TAP_INTERCOM_BASE_URL: sandbox.intercom };
    return (await replicateToFiles(OUTPUT, tap)) && (await loadBrevo(OUTPUT, sandbox, tap));
  } finally {
    await sandbox.close();
  }
}

if (!(await main())) process.exitCode = 1;
