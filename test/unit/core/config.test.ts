// Configuration from files and the environment: what wins, what counts as set, and what is said of mistakes.
import { describe, expect, test } from 'vitest';
import { settingsOf, type Setting } from '../../../core/about.ts';
import { loadConfig } from '../../../core/config.ts';
import { ConfigError } from '../../../core/errors.ts';
import type { JsonSchema } from '../../../core/protocol/messages.ts';
import tapIntercom from '../../../schemas/config/tap-intercom.json' with { type: 'json' };
import targetBrevo from '../../../schemas/config/target-brevo.json' with { type: 'json' };
import targetJsonl from '../../../schemas/config/target-jsonl.json' with { type: 'json' };
import { jsonFile } from '../../support/spawn.ts';

const SECRET = 'dG9rOnNlY3JldA==';
const schema: JsonSchema = {
  type: 'object',
  required: ['access_token'],
  properties: {
    access_token: { type: 'string', secret: true },
    client_secret: { type: 'string', secret: true },
    region: { type: 'string', enum: ['us', 'eu'], default: 'us' },
    width: { type: 'integer', minimum: 1, default: 32 },
    patience: { type: 'number' },
    quiet: { type: 'boolean' },
    base_url: { type: 'string', format: 'uri' },
    streams: { type: ['null', 'array'], items: { type: 'string' } },
    http: { type: 'object', properties: { timeout_s: { type: 'integer' } } },
  },
};

const load = (files: readonly (object | 'ENV')[], env: NodeJS.ProcessEnv = {}) =>
  loadConfig<Record<string, unknown>>(schema, {
    files: files.map((one) => (one === 'ENV' ? one : jsonFile(one, 'config.json'))),
    envPrefix: 'TAP_X',
    env,
  });

const defaults = { region: 'us', width: 32 };

function problem(files: readonly (object | 'ENV')[], env: NodeJS.ProcessEnv = {}): string {
  try {
    load(files, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

test('a later file wins over an earlier one, setting by setting, and defaults fill the gaps', () => {
  const { config } = load([
    { access_token: 'a', width: 1, quiet: true },
    { access_token: 'b', width: 2 },
  ]);
  expect(config).toEqual({ ...defaults, access_token: 'b', width: 2, quiet: true });
});

test.each([
  ['first', ['ENV', { access_token: 'file', width: 5 }]],
  ['last', [{ access_token: 'file', width: 5 }, 'ENV']],
] as const)('the environment wins over files, wherever it is named: %s', (_, files) => {
  const { config } = load(files, { TAP_X_ACCESS_TOKEN: 'env', TAP_X_REGION: 'eu' });
  expect(config).toEqual({ access_token: 'env', width: 5, region: 'eu' });
});

test('the environment is not read unless it is named', () => {
  expect(load([{ access_token: 'file' }], { TAP_X_WIDTH: '7' }).config).toEqual({
    ...defaults,
    access_token: 'file',
  });
});

test.each<[string, string, string, unknown]>([
  ['a whole number', 'WIDTH', '8', 8],
  ['a number', 'PATIENCE', '1.5', 1.5],
  ['true', 'QUIET', 'true', true],
  ['TRUE', 'QUIET', 'TRUE', true],
  ['yes', 'QUIET', 'yes', true],
  ['on', 'QUIET', 'on', true],
  ['1', 'QUIET', '1', true],
  ['false', 'QUIET', 'false', false],
  ['no', 'QUIET', 'no', false],
  ['0', 'QUIET', '0', false],
  ['a list', 'STREAMS', '["a","b"]', ['a', 'b']],
  ['an object', 'HTTP', '{"timeout_s":30}', { timeout_s: 30 }],
  ['text that looks like a number', 'ACCESS_TOKEN', '0123', '0123'],
])('a variable holds %s', (_, name, text, expected) => {
  const { config } = load([{ access_token: 'file' }, 'ENV'], { [`TAP_X_${name}`]: text });
  expect(config[name.toLowerCase()]).toEqual(expected);
});

test.each([tapIntercom, targetBrevo, targetJsonl])(
  '$title: each of its settings can come from the environment',
  (own: JsonSchema) => {
    const values = Object.entries(settingsOf(own)).map(
      ([name, setting]) => [name, another(setting)] as const,
    );
    expect(values.length).toBeGreaterThan(5);
    const env = values.map(([name, value]) => [
      `IT_${name.toUpperCase()}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const sources = { files: ['ENV'], envPrefix: 'IT', env: Object.fromEntries(env) };
    expect(loadConfig(own, sources)).toMatchObject({ config: Object.fromEntries(values), warnings: [] });
  },
);

/** A value that fits the setting and is not its default. */
function another(setting: Setting): unknown {
  const allowed: unknown = setting['enum'];
  if (Array.isArray(allowed)) return allowed.find((value) => value !== setting.default);
  if (setting.type === 'boolean') return !setting.default;
  if (setting.type === 'integer') return 7;
  if (setting.type === 'number') return 7.5;
  if (setting.type === 'array') return ['a'];
  if (setting.type === 'object') return { a: 'b' };
  return setting['format'] === 'uri' ? 'https://host.example' : '0123';
}

test('empty text and null count as not set, in files and in the environment', () => {
  const { config } = load(
    [{ access_token: 'a', width: 4 }, { access_token: '', width: null, region: '' }, 'ENV'],
    {
      TAP_X_ACCESS_TOKEN: '',
    },
  );
  expect(config).toEqual({ ...defaults, access_token: 'a', width: 4 });
});

test('numbers and booleans may be written as text, as some orchestrators do', () => {
  const { config } = load([{ access_token: 'a', width: '8', quiet: 'false', patience: '0.5' }]);
  expect(config).toMatchObject({ width: 8, quiet: false, patience: 0.5 });
});

test('so may lists and objects, as JSON', () => {
  const { config } = load([{ access_token: '[1]', streams: '["a","b"]', http: '{"timeout_s":30}' }]);
  expect(config).toMatchObject({ access_token: '[1]', streams: ['a', 'b'], http: { timeout_s: 30 } });
});

test('an unknown setting is a warning with the file and the nearest name, and never its value', () => {
  const { config, warnings } = load([{ access_token: 'a', acess_token: SECRET, nothing_like_it: SECRET }]);
  expect(config['access_token']).toBe('a');
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(
    /config\.json: unknown setting "acess_token" is ignored \(did you mean "access_token"\?\)$/,
  );
  expect(warnings[1]).toMatch(/"nothing_like_it" is ignored$/);
  expect(warnings.join()).not.toContain(SECRET);
});

describe('what is wrong is said in one line that names file and setting', () => {
  test.each<[string, object, RegExp]>([
    ['missing', { width: 3 }, /config\.json: "access_token" is missing$/],
    ['of the wrong type', { access_token: 'a', width: 'wide' }, /config\.json: "width" must be integer$/],
    ['too small', { access_token: 'a', width: 0 }, /config\.json: "width" must be >= 1$/],
    [
      'not among the values',
      { access_token: 'a', region: 'mars' },
      /config\.json: "region" must be equal to .*: us, eu$/,
    ],
    ['no URL', { access_token: 'a', base_url: 'here' }, /config\.json: "base_url" must match format "uri"$/],
    [
      'text and no JSON',
      { access_token: 'a', http: '{timeout' },
      /config\.json: "http" must hold JSON \(object\)$/,
    ],
    [
      'wrong within',
      { access_token: 'a', http: { timeout_s: 'x' } },
      /config\.json: "http\/timeout_s" must be integer$/,
    ],
  ])('%s', (_, config, expected) => {
    expect(problem([config])).toMatch(expected);
  });

  test('several at once', () => {
    expect(problem([{ width: 0, region: 'mars' }])).toMatch(
      /"access_token" is missing; .*"region" .*"width"|"width"/,
    );
  });

  test('in the environment', () => {
    expect(problem(['ENV'], {})).toBe('ENV: "access_token" is missing');
    const env = { TAP_X_ACCESS_TOKEN: 'a', TAP_X_WIDTH: 'x' };
    expect(problem(['ENV'], env)).toMatch(/^environment.*: "width" must be integer$/);
    expect(problem(['ENV'], { TAP_X_STREAMS: SECRET })).toMatch(
      /^environment.*TAP_X_STREAMS.* must hold JSON \(null or array\)$/,
    );
  });

  test('nothing given at all', () => {
    expect(problem([])).toBe('configuration: "access_token" is missing');
  });

  test('a secret of the wrong type, without the secret', () => {
    const text = problem([{ access_token: { token: SECRET } }]);
    expect(text).toMatch(/"access_token" must be string$/);
    expect(text).not.toContain(SECRET);
  });
});

test('secrets are handed on to be hidden, those that are set', () => {
  expect(load([{ access_token: SECRET, region: 'eu' }]).secrets).toEqual([SECRET]);
  expect(load([{ access_token: SECRET, client_secret: 's' }]).secrets).toEqual([SECRET, 's']);
});

test('where the schema is closed a setting written wrong is an error, each with the nearest right one', () => {
  const file = jsonFile({ access_token: 'a', regoin: 'eu', colour: 1 }, 'config.json');
  const closed = { ...schema, additionalProperties: false };
  expect(() => loadConfig(closed, { files: [file], envPrefix: 'TAP_X', env: {} })).toThrow(
    `${file}: unknown setting "regoin" (did you mean "region"?); ${file}: unknown setting "colour"`,
  );
});

test('a variable that is nearly a setting is refused; others with the prefix are none of ours', () => {
  const env = { TAP_X_ACCESS_TOKEN: 'a', TAP_X_REGIN: 'eu' };
  expect(problem(['ENV'], env)).toBe('environment: TAP_X_REGIN is no setting (did you mean "region"?)');
  expect(
    load(['ENV'], { TAP_X_ACCESS_TOKEN: 'a', TAP_X__LOAD_SCHEMA: 'x', TAP_X_EXECUTABLE: 'y' }).config,
  ).toEqual({
    access_token: 'a',
    ...defaults,
  });
  expect(problem([{ access_token: 'a' }], env)).toBe('');
});
