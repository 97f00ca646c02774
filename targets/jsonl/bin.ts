#!/usr/bin/env node
// The command target-jsonl.
import { runCommand } from '../../core/cli.ts';
import { targetJsonl } from './index.ts';

await runCommand(targetJsonl, process.argv.slice(2));
