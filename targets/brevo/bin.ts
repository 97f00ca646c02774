#!/usr/bin/env node
// The command target-brevo.
import { runCommand } from '../../core/cli.ts';
import { targetBrevo } from './index.ts';

await runCommand(targetBrevo, process.argv.slice(2));
