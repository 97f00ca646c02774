#!/usr/bin/env node
// The command: starts a sandbox, says where it listens, and runs until it is told to stop.
import { readFile } from 'node:fs/promises';
import { BREVO_FAULTS } from './brevo/control.ts';
import { startSandbox } from './index.ts';
import { OptionError, parseFlags } from './options.ts';
import { FaultRuleError, parseFaultRules } from './traffic/fault-rules.ts';

const USAGE_ERROR = 2;

async function run(args: string[]): Promise<void> {
  const { options, faultsFile, brevoFaultsFile } = parseFlags(args);
  if (faultsFile !== undefined) options.faults = parseFaultRules(await readJson('--faults', faultsFile));
  if (brevoFaultsFile !== undefined)
    options.brevoFaults = parseFaultRules(await readJson('--brevo-faults', brevoFaultsFile), BREVO_FAULTS);
  const sandbox = await startSandbox(options);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sandbox.close());
  process.stdout.write(`${JSON.stringify({ intercom: sandbox.intercom, brevo: sandbox.brevo })}\n`);
}

async function readJson(flag: string, file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new OptionError(`${flag} ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const known = error instanceof OptionError || error instanceof FaultRuleError;
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`sandbox: ${text}\n`);
  process.exitCode = known ? USAGE_ERROR : 1;
}
