// Flags of a command line: declared in a table, read, and told in the help.
import { parseArgs } from 'node:util';
import { ConfigError, messageOf } from '../errors.ts';
import { didYouMean } from '../nearest.ts';

/** One command-line flag; `value` names its argument in the help. */
export interface Flag {
  value?: string;
  short?: string;
  many?: boolean;
  help: string;
}

/** The flags as given: text, or true for a flag without argument. */
export type Flags = Record<string, string | true | undefined>;

/** What a command line says; flags of which there may be many are lists. */
export interface Parsed {
  values: Record<string, unknown>;
  /** The words that are neither flags nor their arguments. */
  words: string[];
}

/**
 * Reads the words of a command line; `name` is the command, whose help a complaint points to.
 * @throws ConfigError, with the nearest flag for one that is unknown
 */
export function parseFlags(table: Record<string, Flag>, argv: string[], name: string, words = false): Parsed {
  const options = Object.fromEntries(
    Object.entries(table).map(([flag, { value, short, many }]) => [
      flag,
      {
        type: value ? ('string' as const) : ('boolean' as const),
        multiple: many ?? false,
        ...(short ? { short } : {}),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: argv, options, strict: true, allowPositionals: words });
    return { values, words: positionals };
  } catch (cause) {
    const [problem = ''] = messageOf(cause).split('. ');
    const unknown = /^Unknown option '-*([^']*)'/.exec(problem)?.[1];
    const hint = unknown ? didYouMean(unknown, Object.keys(table)) : '';
    throw new ConfigError(`${problem}${hint}; see ${name} --help`, { cause });
  }
}

/** The flags in lines for the help. */
export function flagLines(table: Record<string, Flag>): string[] {
  return Object.entries(table).map(([name, flag]) => {
    const short = flag.short ? `-${flag.short}, ` : '    ';
    return `  ${short}${`--${name}${flag.value ? ` ${flag.value}` : ''}`.padEnd(26)} ${flag.help}`;
  });
}
