// Points 1 to 6 and 13: flags, configuration, exit codes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonFile, run, temporaryFolder } from '../../support/spawn.ts';
import { record, schema } from './messages.ts';
import { Session, type TargetSubject } from './session.ts';

/** The tests of this part. */
export function commandLine(target: TargetSubject): void {
  const call = (...args: string[]) => run([...target.command, ...args]);
  // Tells by its exit code whether records are validated.
  const wrongType = [schema('users'), record('users', { id: 'one' })];

  it('--version prints one line [1]', async () => {
    expect(await call('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^${target.name} \\d+\\.\\d+\\.\\d+\\n$`)),
      stderr: '',
    });
  });

  it('--help goes to standard output and names every flag [2]', async () => {
    const { code, stdout, stderr } = await call('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const flag of ['config', 'about', 'format', 'version', 'help'])
      expect(stdout).toContain(`--${flag}`);
  });

  it('--about prints the settings as JSON and as Markdown, without a configuration [3]', async () => {
    const { stdout } = await call('--about', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ name: target.name, settings: target.settings });
    const markdown = await call('--about', '--format=markdown');
    for (const name of Object.keys(target.settings.properties ?? {}))
      expect(markdown.stdout).toContain(`\`${name}\``);
    expect((await call('--about')).stdout).toBe(markdown.stdout);
  });

  it('--about wins over every other flag [3]', async () => {
    const { code, stdout } = await call('--config', '/nowhere', '--about', '--format=json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: target.name });
  });

  const bad: [what: string, content: string | undefined, named: string][] = [
    ['is missing', undefined, 'config.json'],
    ['is cut off', '{"password": "hush-hush', 'config.json'],
    ['is not JSON', '{"password": hush-hush}', 'config.json'],
    ['is no object', '["hush-hush"]', 'config.json'],
    ['has a value of the wrong type', '{"validate_records": {"a": "hush-hush"}}', 'validate_records'],
  ];
  it.each(bad)('a configuration that %s ends it with one clear line [4]', async (_what, content, named) => {
    const file = join(temporaryFolder(), 'config.json');
    if (content !== undefined) writeFileSync(file, content);
    const { code, stdout, stderr } = await call('--config', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^CRITICAL [^\n]+\n$/);
    expect(stderr).toContain(file);
    expect(stderr).toContain(named);
    expect(stderr).not.toContain('hush-hush');
  });

  it.skipIf('unknown settings' in (target.omits ?? {}))(
    'unknown settings, nested ones too, are warnings [5] [6]',
    async () => {
      const { code, stderr } = await new Session(target).run([], {
        config: { shoe_size: 44, http: { pool: { size: 3 } } },
      });
      expect(code).toBe(0);
      for (const name of ['shoe_size', 'http'])
        expect(stderr).toMatch(new RegExp(`^WARNING .*"${name}"`, 'm'));
    },
  );

  it('of two configurations the later wins [6]', async () => {
    const lax = jsonFile({ validate_records: false });
    const strict = jsonFile({ validate_records: true });
    const tolerant = await new Session(target).run(wrongType, {
      flags: ['--config', strict, '--config', lax],
    });
    expect(tolerant.code).toBe(0);
    const turned = await new Session(target).run(wrongType, {
      flags: ['--config', lax, '--config', strict],
    });
    expect(turned.code).toBe(1);
  });

  it('the word ENV reads the environment, which beats files; otherwise it is not read [6]', async () => {
    const name = `${target.name}_validate_records`.toUpperCase().replaceAll('-', '_');
    const lax = { config: { validate_records: true }, env: { [name]: 'false' } };
    expect((await new Session(target).run(wrongType, { ...lax, flags: ['--config=ENV'] })).code).toBe(0);
    expect((await new Session(target).run(wrongType, lax)).code).toBe(1);
  });

  it('an unknown flag ends it with one line that points to --help [13]', async () => {
    const { code, stdout, stderr } = await call('--abot');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^CRITICAL .*'--abot'.*about.*--help\n$/);
  });
}
