#!/usr/bin/env node
// The command intercom-brevo.
import { runCommandLine } from './command-line.ts';
import { connect } from './commands/connect.ts';
import { explain } from './commands/explain.ts';
import { init } from './commands/init.ts';
import { rejects } from './commands/rejects.ts';
import { run } from './commands/run.ts';
import { status } from './commands/status.ts';
import { sync } from './commands/sync.ts';
import { test } from './commands/test.ts';
import { webhooks } from './commands/webhooks.ts';

await runCommandLine(
  { init, connect, test, sync, run, status, rejects, explain, webhooks },
  process.argv.slice(2),
);
