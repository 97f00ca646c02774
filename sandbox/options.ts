// What a sandbox can be told, its defaults, and how the command line spells it.
import { parseArgs } from 'node:util';
import type { FaultRule } from './traffic/fault-rules.ts';

/** Everything that shapes a sandbox; `startSandbox` fills in what is left out. */
export interface SandboxOptions {
  /** How many contacts a search finds at the start (archived, deleted and merged ones come on top). */
  contacts: number;
  /** How many companies the scroll lists at the start (companies without contacts come on top). */
  companies: number;
  conversations: number;
  /** Mean number of parts of a conversation; one conversation has more than 500 unless this is 0. */
  parts: number;
  seed: number;
  /** Wait before each answer, in milliseconds. */
  latencyMs: number;
  /** Requests per 10 seconds; 0 lifts the limit and drops its headers. */
  rateLimit: number;
  /** Id of the workspace. */
  workspace: string;
  /** IANA name of the workspace's timezone. */
  timezone: string;
  /** How long a change stays invisible to search and scroll. */
  indexLagSeconds: number;
  /** An unused companies scroll expires after this. */
  scrollIdleSeconds: number;
  /** How long an OAuth code is good for. */
  codeSeconds: number;
  /** How a companies scroll says that it is over: an empty page or a 404. */
  scrollEnding: 'empty' | '404';
  /** Epoch seconds of the newest generated record; the start of the current UTC day by default. */
  until: number;
  /** Id of the Brevo account. */
  brevoAccount: string;
  /** Requests of the Brevo account by group of endpoints; 0 lifts a limit. */
  brevoContactsPerSecond: number;
  brevoContactsPerHour: number;
  brevoEventsPerSecond: number;
  /** Everything but contacts and the sending of events. */
  brevoRestPerHour: number;
  /** How late reads of the Brevo account see a write. */
  readLagSeconds: number;
  /** A Brevo process ends this long after its turn has come, … */
  processSeconds: number;
  /** … and not before it has been asked about this often. */
  processPolls: number;
  /** Ids of the lists the Brevo account starts with. */
  brevoLists: number[];
  /** 0 picks a free port. */
  intercomPort: number;
  brevoPort: number;
  faults: FaultRule[];
  brevoFaults: FaultRule[];
}

/** A small realistic workspace without lag, latency or faults. */
export function defaultOptions(): SandboxOptions {
  return {
    contacts: 300,
    companies: 40,
    conversations: 120,
    parts: 8,
    seed: 1,
    latencyMs: 0,
    rateLimit: 1666,
    workspace: 'sandbox1',
    timezone: 'UTC',
    indexLagSeconds: 0,
    scrollIdleSeconds: 60,
    scrollEnding: 'empty',
    codeSeconds: 300,
    until: Math.floor(Date.now() / 86_400_000) * 86_400,
    brevoAccount: '5f8f8c44b1a5b1f1a7e7d001',
    brevoContactsPerSecond: 10,
    brevoContactsPerHour: 36_000,
    brevoEventsPerSecond: 10,
    brevoRestPerHour: 100,
    readLagSeconds: 0,
    processSeconds: 0,
    processPolls: 2,
    brevoLists: [],
    intercomPort: 0,
    brevoPort: 0,
    faults: [],
    brevoFaults: [],
  };
}

/** An option or flag cannot be used; the message names it. */
export class OptionError extends Error {}

const NUMERIC = {
  contacts: 'contacts',
  companies: 'companies',
  conversations: 'conversations',
  parts: 'parts',
  seed: 'seed',
  'latency-ms': 'latencyMs',
  'rate-limit': 'rateLimit',
  'index-lag-seconds': 'indexLagSeconds',
  'scroll-idle-seconds': 'scrollIdleSeconds',
  'code-seconds': 'codeSeconds',
  until: 'until',
  'brevo-contacts-per-second': 'brevoContactsPerSecond',
  'brevo-contacts-per-hour': 'brevoContactsPerHour',
  'brevo-events-per-second': 'brevoEventsPerSecond',
  'brevo-rest-per-hour': 'brevoRestPerHour',
  'read-lag-seconds': 'readLagSeconds',
  'process-seconds': 'processSeconds',
  'process-polls': 'processPolls',
  'intercom-port': 'intercomPort',
  'brevo-port': 'brevoPort',
} as const satisfies Record<string, keyof SandboxOptions>;

const MAX_RECORDS = 2_000_000;

/** What a command line asks for. */
export interface Flags {
  options: Partial<SandboxOptions>;
  /** Paths of files with fault rules. */
  faultsFile: string | undefined;
  brevoFaultsFile: string | undefined;
}

/** Reads the command line; throws OptionError. */
export function parseFlags(args: string[]): Flags {
  const values = flagValues(args);
  const options: Partial<SandboxOptions> = {};
  for (const [flag, option] of Object.entries(NUMERIC)) {
    const value = values[flag];
    if (value === undefined) continue;
    if (!/^\d+(\.\d+)?$/.test(value)) throw new OptionError(`--${flag} must be a number, not '${value}'`);
    options[option] = Number(value);
  }
  if (values['workspace'] !== undefined) options.workspace = values['workspace'];
  if (values['brevo-account'] !== undefined) options.brevoAccount = values['brevo-account'];
  if (values['timezone'] !== undefined) options.timezone = values['timezone'];
  const ending = values['scroll-ending'];
  if (ending === 'empty' || ending === '404') options.scrollEnding = ending;
  else if (ending !== undefined)
    throw new OptionError(`--scroll-ending must be empty or 404, not '${ending}'`);
  if (values['brevo-lists'] !== undefined) options.brevoLists = values['brevo-lists'].split(',').map(Number);
  return { options, faultsFile: values['faults'], brevoFaultsFile: values['brevo-faults'] };
}

function flagValues(args: string[]): Record<string, string | undefined> {
  const names = [
    ...Object.keys(NUMERIC),
    'workspace',
    'timezone',
    'scroll-ending',
    'brevo-account',
    'brevo-lists',
    'faults',
    'brevo-faults',
  ];
  try {
    return parseArgs({
      args,
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error), {
      cause: error,
    });
  }
}

/** Throws OptionError where an option is out of range. */
export function checkOptions(options: SandboxOptions): void {
  for (const name of ['contacts', 'companies', 'conversations'] as const) {
    const value = options[name];
    if (!Number.isInteger(value) || value < 0 || value > MAX_RECORDS)
      throw new OptionError(`${name} must be a whole number up to ${MAX_RECORDS}`);
  }
  if (!options.brevoLists.every((id) => Number.isInteger(id) && id > 0))
    throw new OptionError('brevoLists must be ids, such as 35,36,37');
  for (const name of ['intercomPort', 'brevoPort'] as const)
    if (!Number.isInteger(options[name]) || options[name] > 65_535)
      throw new OptionError(`${name} must be a port number`);
  try {
    Intl.DateTimeFormat('en', { timeZone: options.timezone });
  } catch (error) {
    throw new OptionError(`timezone '${options.timezone}' is unknown`, { cause: error });
  }
}
