// The command line intercom-brevo: which subcommand, its flags and words, the configuration, and help.
import { flagLines, parseFlags, type Flag, type Flags } from '../core/cli/flags.ts';
import { runProgram, type ProgramContext } from '../core/cli/program.ts';
import { ConfigError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { didYouMean } from '../core/nearest.ts';
import { version } from '../core/package.ts';
import { writeText } from '../core/protocol/write.ts';
import { CONFIG_FILE, loadConnectors } from './config/load.ts';
import type { Connector, Connectors } from './connector.ts';
import { levelsOf } from './levels.ts';

/** What a subcommand works with. */
export interface SubcommandContext extends ProgramContext {
  /** The words after its name. */
  words: readonly string[];
  flags: Flags;
  /** Path of the configuration as it was given, or its usual name. */
  file: string;
  /** Reads the configuration. @throws ConfigError */
  connectors: () => Connectors;
  /** Sets the log to what the connector asks for; the result is for tap and target, which say more than people read. */
  logFor: (connector: Connector) => Log;
}

/** One subcommand. It gives its exit code, 0 where it says nothing. */
export interface Subcommand {
  /** What follows its name, for the help, as `[NAME]`. */
  words: string;
  help: string;
  flags?: Record<string, Flag>;
  run: (context: SubcommandContext) => Promise<number | void>;
}

const NAME = 'intercom-brevo';

const COMMON: Record<string, Flag> = {
  config: { value: 'FILE', short: 'c', help: `configuration; by default ${CONFIG_FILE}` },
  help: { short: 'h', help: 'print this' },
};

const GLOBAL: Record<string, Flag> = { ...COMMON, version: { help: 'print the version' } };

/** Runs the command line to its end. */
export function runCommandLine(
  commands: Readonly<Record<string, Subcommand>>,
  argv: string[],
): Promise<void> {
  return runProgram(NAME, (context) => dispatch(commands, argv, context), { secondStops: true });
}

async function dispatch(
  commands: Readonly<Record<string, Subcommand>>,
  argv: string[],
  context: ProgramContext,
): Promise<number | void> {
  const isArgument = (n: number): boolean => ['--config', '-c'].includes(argv[n - 1] ?? '');
  const at = argv.findIndex((word, n) => !word.startsWith('-') && !isArgument(n));
  const name = argv[at];
  if (name === undefined) {
    const { values } = parseFlags(GLOBAL, argv, NAME);
    if (values['version']) return print(`${NAME} ${version}`);
    if (values['help']) return print(overview(commands));
    throw new ConfigError(`what to do? ${Object.keys(commands).join(', ')}; see ${NAME} --help`);
  }
  const rest = argv.filter((_, n) => n !== at);
  if (name === 'help') return dispatch(commands, [...rest, '--help'], context);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const hint = didYouMean(name, Object.keys(commands));
    throw new ConfigError(`there is no command "${name}"${hint}; see ${NAME} --help`);
  }
  const table = { ...command.flags, ...COMMON };
  const { values, words } = parseFlags(table, rest, `${NAME} ${name}`, true);
  const flags = values as Flags;
  if (flags['help']) return print(helpOf(name, command, table));
  checkWords(name, words, command.words.split(' ').filter(Boolean).length);
  const { config = CONFIG_FILE } = flags;
  const file = String(config);
  const connectors = (): Connectors => loadConnectors({ file, env: process.env, cwd: process.cwd() });
  const logFor = (connector: Connector): Log => levelsOf(context.log, connector.logLevel);
  return command.run({ ...context, words, flags, file, connectors, logFor });
}

function overview(commands: Readonly<Record<string, Subcommand>>): string {
  const lines = Object.entries(commands).map(
    ([name, { words, help }]) => `  ${`${name} ${words}`.padEnd(34)} ${help}`,
  );
  return [
    `${NAME} ${version}: keeps Brevo up to date with Intercom`,
    '',
    `Usage: ${NAME} COMMAND [options]; ${NAME} COMMAND --help tells its options`,
    '',
    ...lines,
    '',
    ...flagLines(GLOBAL),
  ].join('\n');
}

function helpOf(name: string, { words, help }: Subcommand, table: Record<string, Flag>): string {
  return [`${NAME} ${name} ${words}`.trimEnd(), '', help, '', ...flagLines(table)].join('\n');
}

/** @throws ConfigError where the command `name` was given more than `most` words: one that is ignored was meant for something */
export function checkWords(name: string, words: readonly string[], most: number): void {
  const extra = words[most];
  if (extra !== undefined)
    throw new ConfigError(`${name}: "${extra}" is one word too many; see ${NAME} ${name} --help`);
}

/** Prints lines for people, or for whoever reads the output. */
export function print(text: string): Promise<void> {
  return writeText(process.stdout, `${text}\n`);
}
