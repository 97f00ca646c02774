// target-brevo: what an Intercom workspace, or any other Singer stream, says of people becomes a Brevo account.
import settings from '../../schemas/config/target-brevo.json' with { type: 'json' };
import { version } from '../../core/package.ts';
import { defineTarget } from '../../core/target.ts';
import { openBrevo } from './destination.ts';
import { FLAGS, instead } from './modes.ts';
import { openPlanning } from './planning.ts';
import { checkSettings, type BrevoSettings } from './settings.ts';

/** The command `target-brevo`. */
export const targetBrevo = defineTarget<BrevoSettings>({
  about: {
    name: 'target-brevo',
    description: 'Singer target that makes a Brevo account agree with an Intercom workspace, by a mapping',
    version,
    capabilities: ['about', 'structured-logging', 'validate-records'],
    settings,
  },
  check: checkSettings,
  flags: FLAGS,
  open: (context) => (context.flags['plan'] ? openPlanning(context) : openBrevo(context)),
  instead,
});
