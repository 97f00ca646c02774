// The command line every binary shares, run in this process: flags, what is printed, and exit codes.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runCommand, type Command, type CommandContext } from '../../../core/cli.ts';
import { ApiError, AuthError, ConfigError, OutputClosedError } from '../../../core/errors.ts';
import { jsonFile } from '../../support/spawn.ts';

const SECRET = 'dG9rOnNlY3JldA==';

let out = '';
let log = '';

beforeEach(() => {
  out = '';
  log = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest: unknown[]) => {
    out += String(text);
    const written = rest.at(-1);
    if (typeof written === 'function') written();
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    log += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs a command with these arguments; what `run` was given, if it ran, and the exit code. */
async function command(argv: string[], more: Partial<Command<unknown>> = {}) {
  const ran: CommandContext<unknown>[] = [];
  await runCommand(
    {
      about: {
        name: 'tap-x',
        description: 'Reads X.',
        version: '1.2.3',
        capabilities: ['discover', 'state'],
        settings: {
          required: ['token'],
          properties: {
            token: { type: 'string', secret: true, description: 'Who we are.' },
            region: { type: 'string', enum: ['us', 'eu'], default: 'us', description: 'Where.' },
          },
        },
      },
      flags: {
        discover: { short: 'd', help: 'print the catalog' },
        state: { value: 'FILE', short: 's', help: 'where the last run got to' },
      },
      offline: ['discover'],
      run: (context) => {
        ran.push(context);
        return Promise.resolve();
      },
      ...more,
    },
    argv,
  );
  return { ran, code: process.exitCode };
}

test('a run gets its configuration, checked and with defaults, and its flags', async () => {
  const { ran, code } = await command(['-c', jsonFile({ token: SECRET }), '-s', 'state.json']);
  expect(ran).toMatchObject([{ config: { token: SECRET, region: 'us' }, flags: { state: 'state.json' } }]);
  expect({ code, out, log }).toEqual({ code: undefined, out: '', log: '' });
});

test('of several configurations the later wins', async () => {
  const { ran } = await command([
    '--config',
    jsonFile({ token: 'first-token', region: 'eu' }),
    `--config=${jsonFile({ token: 'second-token' })}`,
  ]);
  expect(ran).toMatchObject([{ config: { token: 'second-token', region: 'eu' } }]);
});

test('an offline flag needs no configuration', async () => {
  const { ran, code } = await command(['-d', '--state', 'x']);
  expect(ran).toMatchObject([{ flags: { discover: true, state: 'x' } }]);
  expect(code).toBeUndefined();
});

test.each([
  [['--version'], /^tap-x 1\.2\.3\n$/],
  [['--version', '--config', 'none.json', '--discover'], /^tap-x 1\.2\.3\n$/],
  [
    ['--help'],
    /^tap-x 1\.2\.3: Reads X\.\n\nUsage: tap-x --config FILE \[options\]\n[^]*-s, --state FILE +where the last run got to\n/,
  ],
  [['-h', '--about'], /^tap-x 1\.2\.3: Reads X\.\n/],
  [['--about'], /^# `tap-x` 1\.2\.3\n[^]*\| `region` \| `us` `eu` \| `us` \| Where\. \|\n/],
  [['--about', '--format', 'markdown'], /\| `token` \| string \| required \| Who we are\. \|/],
])('%j is answered without a configuration, and nothing else is done', async (argv, text) => {
  const { ran, code } = await command(argv);
  expect(out).toMatch(text);
  expect({ ran, code, log }).toEqual({ ran: [], code: undefined, log: '' });
});

test('--about --format=json is one document with the schema of the settings', async () => {
  await command(['--config', 'none.json', '--about', '--format=json']);
  expect(JSON.parse(out)).toMatchObject({
    name: 'tap-x',
    version: '1.2.3',
    capabilities: ['discover', 'state'],
    settings: { properties: { token: { secret: true } } },
  });
});

test.each<[string[], string]>([
  [['--about', '--format', 'yaml'], '--format takes json or markdown, not "yaml"'],
  [['--sate', 'x'], `Unknown option '--sate' (did you mean "state"?); see tap-x --help`],
  [['-z'], `Unknown option '-z'`],
  [['state.json'], `Unexpected argument 'state.json'`],
  [['--state'], `'-s, --state <value>' argument missing`],
  [['--discover=yes'], `'-d, --discover' does not take an argument`],
  [[], '"token" is missing'],
  [['--config', '/nowhere/config.json'], '/nowhere/config.json: cannot read the configuration file (ENOENT)'],
])('%j is refused with one critical line', async (argv, text) => {
  const { ran, code } = await command(argv);
  expect(log).toMatch(/^CRITICAL [^\n]*\n$/);
  expect(log).toContain(text);
  expect({ ran, code, out }).toEqual({ ran: [], code: 2, out: '' });
});

test('an unknown setting is a warning', async () => {
  const { ran } = await command(['--config', jsonFile({ token: SECRET, regoin: 'eu' })]);
  expect(ran).toHaveLength(1);
  expect(log).toMatch(/^WARNING .*unknown setting "regoin" is ignored \(did you mean "region"\?\)\n$/);
});

test.each<[Error, number, RegExp]>([
  [new ConfigError('mend it'), 2, /^CRITICAL mend it\n$/],
  [new AuthError('grant it'), 3, /^CRITICAL grant it\n$/],
  [new ApiError('no answer', { status: 0, retryable: true }), 4, /^CRITICAL no answer\n$/],
  [new ApiError('refused', { status: 400, retryable: false }), 1, /^CRITICAL refused\n$/],
  [new OutputClosedError('the reader has gone'), 1, /^ERROR the reader has gone\n$/],
  [
    new TypeError('x is not a function'),
    1,
    /^CRITICAL unexpected failure: x is not a function\nTypeError: .*\n +at /,
  ],
])('%s ends with code %i', async (error, exitCode, text) => {
  const { code } = await command(['-d'], {
    run: () => {
      throw error;
    },
  });
  expect(code).toBe(exitCode);
  expect(log).toMatch(text);
});

test('a secret of the configuration is in no line, even where a failure carries it', async () => {
  const argv = ['--config', jsonFile({ token: SECRET })];
  const { code } = await command(argv, {
    run: ({ log: logger }) => {
      logger.info(`with ${SECRET}`);
      throw new Error(`header "Bearer ${SECRET}" is not valid`);
    },
  });
  expect(code).toBe(1);
  expect(log).toContain('with ***');
  expect(log).not.toContain(SECRET);
});

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)(
  '%s stops the run, also when it comes twice, and is not reported as a failure',
  async (name, exitCode) => {
    const handlers = process.listenerCount(name);
    const { code } = await command(['-d'], {
      run: async ({ signal }) => {
        process.emit(name);
        process.emit(name);
        signal.throwIfAborted();
      },
    });
    expect(code).toBe(exitCode);
    expect(log).toBe(`WARNING ${name}: finishing what is under way\n`);
    for (const extra of process.listeners(name).slice(handlers)) process.off(name, extra);
  },
);
