// The suites that Meltano's SDK has for taps and targets, on the commands of this package.
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { BrevoSetting, mappingFile } from '../support/brevo.ts';
import { STREAMS } from '../support/compare.ts';
import { run, temporaryFolder } from '../support/spawn.ts';
import { TOKEN } from '../support/tap.ts';
import { installed } from './support/package.ts';
import { executable } from './support/venv.ts';

const KEYED_BY_ID = [
  'record_missing_fields',
  'test_array_data',
  'test_duplicate_records',
  'test_invalid_schema',
  'test_no_pk',
  'test_object_schema_no_properties',
  'test_object_schema_with_properties',
  'test_optional_attributes',
  'test_record_before_schema',
  'test_record_missing_key_property',
  'test_schema_updates',
  'test_strings',
];

/** The streams of the SDK's target tests as an operator names them to target-brevo. */
const BREVO_STREAMS = {
  ...Object.fromEntries(KEYED_BY_ID.map((name) => [name, { sink: 'lookup', key: ['id'] }])),
  ForecastingTypeToCategory: { sink: 'lookup', key: ['Id'] },
  TestCamelcase: { sink: 'lookup', key: ['Id'] },
  'test:SpecialChars!in?attributes': { sink: 'lookup', key: ['_id'] },
  // The only one whose rows are people: they have an e-mail.
  example_stream: { sink: 'contacts', key: ['id'] },
};

it.each([
  ['2.11', []],
  // An object or, from API 2.12 on, the URL itself.
  ['2.16', ['test_tap_stream_attribute_is_object[admins.avatar]']],
])('tap-intercom passes all tests of a tap on API %s, but %j', async (api_version, but) => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const tests = await suite('test_tap.py', installed('tap-intercom'), {
    access_token: TOKEN,
    base_url: sandbox.intercom,
    api_version,
  });
  expect(notPassed(tests)).toEqual(but);
  const perStream = STREAMS.map((stream) => `test_tap_stream_returns_record[${stream}]`);
  expect([...tests.keys()]).toEqual(expect.arrayContaining(perStream));
});

it('target-jsonl passes all tests of a target', async () => {
  const config = { destination_path: temporaryFolder() };
  const tests = await suite('test_target.py', installed('target-jsonl'), config);
  expect(notPassed(tests)).toEqual([]);
});

it('target-brevo passes all tests of a target, and the people in them arrive', async () => {
  const brevo = await BrevoSetting.open();
  onTestFinished(() => brevo.close());
  const tests = await suite('test_target.py', installed('target-brevo'), {
    api_key: 'sandbox-key',
    base_url: `${brevo.sandbox.brevo}/v3`,
    replica_path: join(brevo.folder, 'test.replica'),
    rejects_path: join(brevo.folder, 'rejects.jsonl'),
    mapping: mappingFile(
      JSON.stringify({ preset: 'none', streams: BREVO_STREAMS, identity: { email: 'email' } }),
    ),
    field_mapping: { name: 'FIRSTNAME' },
  });
  expect(notPassed(tests)).toEqual([]);
  expect(await brevo.account()).toMatchObject([
    { ext_id: '1', email: 'alice@example.com', attributes: { FIRSTNAME: 'Alice' } },
    { ext_id: '2', email: 'bob@example.com', attributes: { FIRSTNAME: 'Bob' } },
  ]);
});

it('fails a command that takes everything', async () => {
  expect(notPassed(await suite('test_target.py', 'true', {}))).toEqual([
    'test_target_cli_prints',
    'test_target_invalid_schema',
    'test_target_record_before_schema',
    'test_target_record_missing_key_property',
  ]);
});

/** What a suite says of each of its tests, for example of `test_tap_stream_primary_keys[tags]`. */
async function suite(file: string, command: string, config: Row): Promise<Map<string, string>> {
  const words = [executable('singer-sdk', 'pytest'), '--verbose', '-p', 'no:cacheprovider', file];
  const { code, stdout, stderr } = await run(words, {
    cwd: resolve('test/interop/singer-sdk'),
    env: {
      COMMAND: JSON.stringify([command]),
      CONFIG: JSON.stringify(config),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  const lines = stdout.matchAll(/^\S+::(\S+) (PASSED|FAILED|ERROR|SKIPPED)/gm);
  const tests = new Map([...lines].map(([, name = '', word = '']) => [name, word]));
  // 0: all passed; 1: some did not. Anything else, or no test, and the suite did not run.
  if (tests.size === 0 || code === null || code > 1) throw new Error(stdout + stderr);
  return tests;
}

function notPassed(tests: Map<string, string>): string[] {
  return [...tests].filter(([, word]) => word !== 'PASSED').map(([name]) => name);
}
