// The command line that every binary shares: flags, help, about, configuration, errors and exit codes.
import { setMaxListeners } from 'node:events';
import { parseArgs } from 'node:util';
import { aboutJson, aboutMarkdown, type About } from './about.ts';
import { ConfigError, EXIT, ExpectedError, messageOf, OutputClosedError } from './errors.ts';
import { createLog, hideSecret, withoutSecrets, type Log } from './log.ts';
import { didYouMean } from './nearest.ts';
import { writeText } from './protocol/write.ts';

/** One command-line flag; `value` names its argument in the help. */
export interface Flag {
  value?: string;
  short?: string;
  many?: boolean;
  help: string;
}

/** The flags as given: text, or true for a flag without argument. */
export type Flags = Record<string, string | true | undefined>;

/** What a command gets to work with. */
export interface CommandContext<Config> {
  config: Config;
  flags: Flags;
  log: Log;
  /** Aborts on SIGTERM and SIGINT: stop asking for more, write what is due, return. */
  signal: AbortSignal;
}

/** A binary: its identity, its own flags beside the common ones, and its work. */
export interface Command<Config> {
  about: About;
  flags: Record<string, Flag>;
  /** What the schema cannot say of the configuration. @throws ConfigError naming the setting */
  check?: (config: Config) => void;
  /** These flags need no configuration: `run` gets an empty one. */
  offline?: readonly string[];
  run: (context: CommandContext<Config>) => Promise<void>;
}

const COMMON: Record<string, Flag> = {
  config: {
    value: 'FILE',
    short: 'c',
    many: true,
    help: 'configuration (JSON); repeatable, the later wins; ENV reads the environment',
  },
  about: { help: 'print what this is and its settings' },
  format: { value: 'json|markdown', help: 'format of --about' },
  version: { help: 'print the version' },
  help: { short: 'h', help: 'print this' },
};

/** How long a stopped command may take to write what is due, in milliseconds; Kubernetes kills after 30 s. */
const DRAIN_MS = 20_000;

/** Runs a binary to its end. Sets `process.exitCode`; never exits by force, which would cut pipes off. */
export async function runCommand<Config>(command: Command<Config>, argv: string[]): Promise<void> {
  const log = createLog(command.about.name);
  const stop = new AbortController();
  // Every request under way listens to it.
  setMaxListeners(0, stop.signal);
  const handlers = (['SIGTERM', 'SIGINT'] as const).map((name) => {
    const handler = (): void => onSignal(name, stop, log);
    process.on(name, handler);
    return () => process.off(name, handler);
  });
  try {
    await dispatch(command, argv, log, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) report(error, log);
  } finally {
    // After a signal the handlers stay: the second one of a pair must not kill what is about to end well.
    if (!stop.signal.aborted) for (const remove of handlers) remove();
  }
}

async function dispatch<Config>(
  command: Command<Config>,
  argv: string[],
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const { about } = command;
  const { flags, configs } = parse(command, argv);
  if (flags['help']) return print(help(command));
  if (flags['version']) return print(`${about.name} ${about.version}`);
  if (flags['about']) {
    if (flags['format'] === 'json') return print(aboutJson(about));
    if (flags['format'] === undefined || flags['format'] === 'markdown') return print(aboutMarkdown(about));
    throw new ConfigError(`--format takes json or markdown, not "${flags['format']}"`);
  }
  if (command.offline?.some((name) => flags[name])) {
    return command.run({ config: {} as Config, flags, log, signal });
  }
  const envPrefix = about.name.toUpperCase().replaceAll('-', '_');
  // Loaded late, with its validator: discovery runs before every sync and needs neither.
  const { loadConfig } = await import('./config.ts');
  const { config, secrets, warnings } = loadConfig<Config>(about.settings, {
    files: configs,
    envPrefix,
    env: process.env,
  });
  for (const secret of secrets) hideSecret(secret);
  for (const warning of warnings) log.warn(warning);
  try {
    command.check?.(config);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new ConfigError(`${configs.join(', ')}: ${cause.message}`, { cause });
  }
  return command.run({ config, flags, log, signal });
}

function parse<Config>(command: Command<Config>, argv: string[]): { flags: Flags; configs: string[] } {
  const table = { ...command.flags, ...COMMON };
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { value, short, many }]) => [
      name,
      {
        type: value ? ('string' as const) : ('boolean' as const),
        multiple: many ?? false,
        ...(short ? { short } : {}),
      },
    ]),
  );
  try {
    const { values } = parseArgs({ args: argv, options, strict: true, allowPositionals: false });
    const { config, ...flags } = values as Record<string, unknown>;
    return { flags: flags as Flags, configs: (config as string[] | undefined) ?? [] };
  } catch (cause) {
    const [problem = ''] = messageOf(cause).split('. ');
    const unknown = /^Unknown option '-*([^']*)'/.exec(problem)?.[1];
    const hint = unknown ? didYouMean(unknown, Object.keys(table)) : '';
    throw new ConfigError(`${problem}${hint}; see ${command.about.name} --help`, { cause });
  }
}

function help<Config>({ about, flags }: Command<Config>): string {
  const lines = Object.entries({ ...flags, ...COMMON }).map(([name, flag]) => {
    const short = flag.short ? `-${flag.short}, ` : '    ';
    return `  ${short}${`--${name}${flag.value ? ` ${flag.value}` : ''}`.padEnd(26)} ${flag.help}`;
  });
  return [
    `${about.name} ${about.version}: ${about.description}`,
    '',
    `Usage: ${about.name} --config FILE [options]`,
    '',
    ...lines,
  ].join('\n');
}

function print(text: string): Promise<void> {
  return writeText(process.stdout, `${text}\n`);
}

function onSignal(name: 'SIGTERM' | 'SIGINT', stop: AbortController, log: Log): void {
  process.exitCode = name === 'SIGTERM' ? EXIT.sigterm : EXIT.sigint;
  // Orchestrators signal the process and its group: the second signal must not cut the drain short.
  if (stop.signal.aborted) return;
  log.warn(`${name}: finishing what is under way`);
  stop.abort();
  setTimeout(() => {
    log.fatal(`what is under way did not finish within ${DRAIN_MS / 1000} s; the last STATE written stands`);
    // A reader that takes nothing keeps the process alive: end by the signal itself, as without a handler.
    process.removeAllListeners(name);
    process.kill(process.pid, name);
  }, DRAIN_MS).unref();
}

function report(error: unknown, log: Log): void {
  if (error instanceof OutputClosedError) log.error(error.message);
  else if (error instanceof ExpectedError) log.fatal(error.message);
  else log.fatal({ err: error }, `unexpected failure: ${withoutSecrets(messageOf(error))}`);
  const code = error instanceof ExpectedError ? error.exitCode : EXIT.failed;
  process.exitCode ??= code;
}
