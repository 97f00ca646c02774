// `test`: checks that both vendors let us in and that everything needed is there, one line a check.
import { EXIT } from '../../core/errors.ts';
import { checkBrevo, checkIntercom, type Finding, type Findings } from '../checks.ts';
import { checkWords, print, type Subcommand } from '../command-line.ts';
import type { VendorName } from '../sync-result.ts';
import { VENDORS } from '../vendor-names.ts';

const CHECKS = { intercom: checkIntercom, brevo: checkBrevo } satisfies Record<VendorName, unknown>;

/** Exits by the kind of the first failure. */
export const test: Subcommand = {
  words: '[intercom|brevo] [NAME]',
  help: 'check that both vendors, or the one named, let us in, and that what is needed is there',
  flags: { json: { help: 'print the checks as JSON' } },
  run: async ({ words, flags, connectors, logFor, signal }) => {
    const [first = '', second] = words;
    const isVendor = Object.hasOwn(CHECKS, first);
    if (!isVendor) checkWords('test', words, 1);
    const vendors = isVendor ? [first as VendorName] : (Object.keys(CHECKS) as VendorName[]);
    const connector = connectors().get(isVendor ? second : words[0]);
    const context = { log: logFor(connector), signal };
    const found: Findings[] = [];
    for (const vendor of vendors) {
      const findings = await CHECKS[vendor](connector, context);
      found.push(findings);
      if (flags['json']) continue;
      if (vendors.length > 1) await print(VENDORS[vendor]);
      for (const check of findings.checks) await print(lineOf(check));
    }
    if (flags['json'])
      await print(JSON.stringify({ checks: found.flatMap(({ checks }) => checks) }, null, 2));
    return found.find(({ error }) => error)?.error?.exitCode ?? EXIT.done;
  },
};

function lineOf({ ok, text }: Finding): string {
  return `${ok === null ? '–' : ok ? '✓' : '✗'} ${text}`;
}
