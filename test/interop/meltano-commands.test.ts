// Meltano's other commands on the plugins: select, config, invoke, add.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { TOKEN, truth } from '../support/tap.ts';
import type { Row } from '../../core/protocol/messages.ts';
import { MeltanoProject } from './support/meltano.ts';

const PLUGINS = [
  ['extractors', 'tap-intercom'],
  ['loaders', 'target-brevo'],
  ['loaders', 'target-jsonl'],
] as const;

/** The file for `meltano add --from-ref`, as seen from a project. */
function definition(kind: string, name: string): string {
  return join('node_modules/intercom-brevo/examples/meltano/plugins', kind, `${name}.yml`);
}

test('select: what meltano.yml asks for, and single fields in its place', async () => {
  const project = await MeltanoProject.open();
  const { stdout } = await project.succeed(['select', 'tap-intercom', '--list', '--all']);
  expect(stdout).toMatch(/\[automatic +\] contacts\.id$/m);
  expect(stdout).toMatch(/\[selected +\] contacts\.custom_attributes$/m);
  expect(stdout).toMatch(/\[excluded +\] contact_events\.metadata$/m);

  for (const words of [
    ['--rm', 'tap-intercom', '*', '*'],
    ['tap-intercom', 'contacts', 'email'],
    ['tap-intercom', 'contacts', 'location.country'],
  ])
    await project.succeed(['select', ...words]);
  await project.succeed(['run', 'tap-intercom', 'target-jsonl']);
  const contacts = await truth(project.intercom, 'contacts');
  const rows = project.written();
  expect(rows).toHaveLength(contacts.size);
  for (const { stream, record } of rows) {
    const { id, email, updated_at, location } = contacts.get(String(record['id'])) ?? {};
    const { country } = (location ?? {}) as Row;
    expect(stream).toBe('contacts');
    // As JSON, which leaves out what Intercom has not sent.
    expect(JSON.stringify(sorted(record))).toBe(
      JSON.stringify({ email, id, location: { country }, updated_at }),
    );
  }
});

function sorted(row: Row): Row {
  return Object.fromEntries(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

test('config test: passes with the token, and fails without it, in words that say what to do', async () => {
  const project = await MeltanoProject.open();
  const command = ['config', 'test', 'tap-intercom'];
  expect((await project.succeed(command)).stdout).toContain('Plugin configuration is valid');
  const failed = await project.meltano(command, { TAP_INTERCOM_ACCESS_TOKEN: 'a-token-of-nobody' });
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('Plugin configuration is invalid');
  expect(failed.stderr).toContain('check \\"access_token\\", and the \\"region\\" it belongs to');
  expect(failed.stderr).not.toContain('a-token-of-nobody');
});

// Meltano 4.4.1 ends with a ProcessLookupError of its own here, whatever the loader does: it terminates one that has ended.
test('config test of a loader: its rows arrive', async () => {
  const project = await MeltanoProject.open();
  const { stdout, stderr } = await project.meltano(['config', 'test', 'target-jsonl']);
  expect(stdout + stderr).not.toContain('Plugin configuration is invalid');
  const [row] = project.written();
  expect(row).toMatchObject({
    stream: 'meltano_test_stream',
    record: { id: 1, name: 'Meltano Test Record' },
  });
});

test('config print hides what is sensitive', async () => {
  const project = await MeltanoProject.open();
  const { stdout } = await project.succeed(['config', 'print', 'tap-intercom']);
  expect(JSON.parse(stdout)).toMatchObject({ region: 'us', start_date: '2024-01-01' });
  expect(stdout).toContain('"access_token": "*****"');
  expect(stdout).not.toContain(TOKEN);
});

test.each(PLUGINS)(
  'invoke --about of %s/%s names the settings that its definition has',
  async (kind, name) => {
    const project = await MeltanoProject.open();
    const { stdout } = await project.succeed(['invoke', name, '--about', '--format=json']);
    const about = JSON.parse(stdout) as { settings: { properties: object }; capabilities: string[] };
    const defined = parseYaml(readFileSync(join(project.folder, definition(kind, name)), 'utf8')) as {
      settings: { name: string }[];
      capabilities: string[];
    };
    expect(Object.keys(about.settings.properties)).toEqual(defined.settings.map((setting) => setting.name));
    expect(about.capabilities).toEqual(defined.capabilities);
  },
);

test('add --from-ref takes the definitions, and each kind of setting can be a variable', async () => {
  const project = await MeltanoProject.empty();
  for (const [kind, name] of PLUGINS) {
    await project.succeed(['add', name, '--from-ref', definition(kind, name)]);
  }

  const tested = await project.succeed(['invoke', 'target-brevo', '--test'], {
    TARGET_BREVO_FIELD_MAPPING: '{"company.name":"COMPANY_NAME","name":"FULLNAME"}',
    TARGET_BREVO_ATTRIBUTE_GROUPS: '["ai_agent"]',
    TARGET_BREVO_TAG_LISTS: '{"v1.2":35}',
    TARGET_BREVO_CREATE_ATTRIBUTES: 'true',
    TARGET_BREVO_MAX_REJECTS: '3',
    TARGET_BREVO_REQUEST_TIMEOUT: '2.5',
    TARGET_BREVO_LOAD_METHOD: 'import',
    TARGET_BREVO_EVENTS_SINCE: '2026-01-01',
  });
  const created = [...tested.stdout.matchAll(/attribute (\w+) is missing and will be created as (\w+)/g)];
  expect(created.map(([, attribute, type]) => `${attribute} ${type}`).toSorted()).toEqual([
    'AI_OUTCOME text',
    'AI_RATING float',
    'COMPANY_NAME text',
    'FULLNAME text',
  ]);

  const ran = await project.succeed(['run', 'tap-intercom', 'target-jsonl'], {
    TAP_INTERCOM__SELECT: '["contacts.*","tags.*"]',
    TAP_INTERCOM_START_DATE: '3 days ago',
    TAP_INTERCOM_API_VERSION: '2.12',
    TAP_INTERCOM_INCLUDE_UNDECLARED: 'true',
    TARGET_JSONL_DESTINATION_PATH: join(project.folder, 'output'),
    TARGET_JSONL_COMPRESSION: 'gzip',
  });
  const since = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
  expect(ran.stderr).toContain(`contacts: reading what changed since ${since}T`);
  expect(existsSync(join(project.folder, 'output', 'tags.jsonl.gz'))).toBe(true);
});

test('one key of a map can be a variable as well', async () => {
  const project = await MeltanoProject.open();
  const env = { TARGET_BREVO_LISTS_LEADS: '99' };
  const { stdout, stderr } = await project.meltano(['invoke', 'target-brevo', '--test'], env);
  expect(stdout + stderr).toMatch(/list 99/);
  expect(stdout + stderr).not.toMatch(/list 37/);
});
