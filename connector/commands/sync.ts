// `sync`: brings Brevo up to date with Intercom, one connector after the other.
import { ConfigError, EXIT, ExpectedError, messageOf } from '../../core/errors.ts';
import type { Flags } from '../../core/cli/flags.ts';
import { print, type Subcommand, type SubcommandContext } from '../command-line.ts';
import { RESOURCES, type Connector, type Connectors } from '../connector.ts';
import { showLive } from '../live.ts';
import { checkReport, writeReport } from '../report/write.ts';
import { summaryOf } from '../summary.ts';
import { checkedOptions } from '../sync-options.ts';
import { sync as syncOne, type SyncOptions } from '../sync.ts';

/** Exits with 5 where all is done and records wait in the rejects file. */
export const sync: Subcommand = {
  words: '[NAME]',
  help: 'bring Brevo up to date with Intercom: all connectors that are enabled, or the one named',
  flags: {
    type: { value: 'TYPE', help: 'full reads everything again, incremental (the default) what has changed' },
    resources: { value: 'A,B', help: `only these: ${RESOURCES.join(',')}` },
    since: { value: 'DATE', help: 'read what has changed since then, whatever was read before' },
    plan: { help: 'print what would be sent, and send nothing' },
    report: { value: 'FILE', help: 'write what was done as a page for the browser' },
  },
  run: async (context) => {
    const options = optionsOf(context.flags);
    const chosen = chosenOf(context.connectors(), context.words);
    const { plan, report } = context.flags;
    if (report !== undefined && plan) throw new ConfigError('--plan and --report do not go together');
    if (report !== undefined && chosen.length > 1)
      throw new ConfigError(`--report shows one connector: name it, of ${namesOf(chosen)}`);
    if (report !== undefined) await checkReport(String(report));
    const codes: number[] = [];
    for (const connector of chosen) {
      if (context.signal.aborted) break;
      codes.push(await guarded(connector, options, context, chosen.length === 1));
    }
    return codes.find((code) => code !== EXIT.done && code !== EXIT.rejects) ?? Math.max(...codes, EXIT.done);
  },
};

/** Exit code of one sync; what is wrong with one connector holds up no other. */
async function guarded(
  connector: Connector,
  options: SyncOptions,
  context: SubcommandContext,
  isOnly: boolean,
): Promise<number> {
  try {
    return await run(connector, options, context);
  } catch (error) {
    if (isOnly || !(error instanceof ExpectedError)) throw error;
    context.log.error(`${connector.name}: ${messageOf(error)}`);
    return error.exitCode;
  }
}

async function run(
  connector: Connector,
  options: SyncOptions,
  { flags, signal, logFor }: SubcommandContext,
): Promise<number> {
  const live = showLive(process.stderr);
  const { result, error } = await syncOne(connector, options, {
    log: logFor(connector),
    signal,
    ...(live && { onProgress: live.draw }),
  }).finally(() => live?.end());
  if (!options.plan) for (const line of summaryOf(result)) await print(line);
  if (flags['report'] !== undefined) await writeReport(String(flags['report']), result);
  if (error !== undefined) throw error;
  return options.plan ? EXIT.done : result.exit_code;
}

/** The connector named, or all that are enabled. @throws ConfigError where there is none */
export function chosenOf(connectors: Connectors, [name]: readonly string[]): readonly Connector[] {
  if (name !== undefined) return [connectors.get(name)];
  const enabled = connectors.all.filter((one) => one.enabled);
  if (enabled.length > 0) return enabled;
  throw new ConfigError(
    `${connectors.file}: no connector is enabled; name one of ${namesOf(connectors.all)}`,
  );
}

function optionsOf({ resources, ...flags }: Flags): SyncOptions {
  const names = resources === undefined ? undefined : String(resources).split(',');
  const given = { ...flags, resources: names?.map((name) => name.trim()) };
  return checkedOptions(given, (option) => `--${option}`);
}

const namesOf = (connectors: readonly Connector[]): string => connectors.map(({ name }) => name).join(', ');
