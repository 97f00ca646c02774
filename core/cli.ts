// The command line that every binary shares: flags, help, about, configuration, errors and exit codes.
import { aboutJson, aboutMarkdown, type About } from './about.ts';
import { flagLines, parseFlags, type Flag, type Flags } from './cli/flags.ts';
import { runProgram, type ProgramContext } from './cli/program.ts';
import { ConfigError } from './errors.ts';
import { hideSecret, type Log } from './log.ts';
import { writeText } from './protocol/write.ts';

/** What a command gets to work with. */
export interface CommandContext<Config> extends ProgramContext {
  config: Config;
  flags: Flags;
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

/** Runs a binary to its end. */
export async function runCommand<Config>(command: Command<Config>, argv: string[]): Promise<void> {
  await runProgram(command.about.name, ({ log, signal }) => dispatch(command, argv, log, signal));
}

async function dispatch<Config>(
  command: Command<Config>,
  argv: string[],
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const { about } = command;
  const { values } = parseFlags({ ...command.flags, ...COMMON }, argv, about.name);
  const { config: files, ...given } = values;
  const configs = (files ?? []) as string[];
  const flags = given as Flags;
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

function help<Config>({ about, flags }: Command<Config>): string {
  return [
    `${about.name} ${about.version}: ${about.description}`,
    '',
    `Usage: ${about.name} --config FILE [options]`,
    '',
    ...flagLines({ ...flags, ...COMMON }),
  ].join('\n');
}

function print(text: string): Promise<void> {
  return writeText(process.stdout, `${text}\n`);
}
