#!/usr/bin/env node
// The command tap-intercom.
import { runCommand } from '../../core/cli.ts';
import { tapCommand } from '../../core/tap/command.ts';
import { tapIntercom } from './index.ts';

await runCommand(tapCommand(tapIntercom), process.argv.slice(2));
