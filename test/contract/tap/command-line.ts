// Points 1 to 6, 13 and 35: flags, configuration, exit codes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonFile, run, temporaryFolder } from '../../support/spawn.ts';
import { useSource, type TapSubject } from './session.ts';

/** The tests of this part. */
export function commandLine(tap: TapSubject): void {
  const session = useSource(tap);
  const call = (...args: string[]) => run([...tap.command, ...args]);
  const wrong = (): string => jsonFile({ ...session.source.config, [tap.secret]: 'not-the-secret' });
  const right = (): string => jsonFile({ [tap.secret]: session.secret });

  it('--version prints one line [1]', async () => {
    expect(await call('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^${tap.name} \\d+\\.\\d+\\.\\d+\\n$`)),
      stderr: '',
    });
  });

  it('--help goes to standard output and names every flag [2]', async () => {
    const { code, stdout, stderr } = await call('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const flag of ['config', 'catalog', 'properties', 'state', 'discover', 'about', 'test', 'version'])
      expect(stdout).toContain(`--${flag}`);
  });

  it('--about prints the settings as JSON and as Markdown, without a configuration [3]', async () => {
    const { stdout } = await call('--about', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ name: tap.name, settings: tap.settings });
    const markdown = await call('--about', '--format=markdown');
    for (const name of Object.keys(tap.settings.properties ?? {}))
      expect(markdown.stdout).toContain(`\`${name}\``);
    expect((await call('--about')).stdout).toBe(markdown.stdout);
  });

  it('--about wins over every other flag [3]', async () => {
    const flags = ['--config', '/nowhere', '--catalog', '/nowhere', '--discover', '--about', '--format=json'];
    const { code, stdout } = await call(...flags);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: tap.name });
  });

  const bad: [what: string, content: string | undefined, named: string][] = [
    ['is missing', undefined, 'config.json'],
    ['is cut off', `{"${tap.secret}": "hush-hush`, 'config.json'],
    ['is not JSON', `{"${tap.secret}": hush-hush}`, 'config.json'],
    ['is no object', '["hush-hush"]', 'config.json'],
    ['has no credentials', '{"start_date": "2020-01-01"}', tap.secret],
    ['has a value of the wrong type', `{"${tap.secret}": {"a": "hush-hush"}}`, tap.secret],
  ];
  it.each(bad)('a configuration that %s ends it with one clear line [4]', async (_what, content, named) => {
    const before = await session.requests();
    const file = join(temporaryFolder(), 'config.json');
    if (content !== undefined) writeFileSync(file, content);
    const { code, stdout, stderr } = await call('--config', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^CRITICAL [^\n]+\n$/);
    expect(stderr).toContain(file);
    expect(stderr).toContain(named);
    expect(stderr).not.toContain('hush-hush');
    expect(await session.requests()).toBe(before);
  });

  it('without any configuration it names what is missing [4]', async () => {
    const { code, stderr } = await call();
    expect(code).toBe(2);
    expect(stderr).toMatch(/^CRITICAL [^\n]+\n$/);
    expect(stderr).toContain(tap.secret);
  });

  it('unknown settings, nested ones too, are warnings [5] [6]', async () => {
    const { code, stderr } = await session.run({
      config: { shoe_size: 44, http: { pool: { size: 3 } } },
      flags: ['--test'],
    });
    expect(code).toBe(0);
    for (const name of ['shoe_size', 'http']) expect(stderr).toMatch(new RegExp(`^WARNING .*"${name}"`, 'm'));
  });

  it('of two configurations the later wins [6]', async () => {
    expect((await call('--config', wrong(), '--config', right(), '--test')).code).toBe(0);
    const turned = ['--config', jsonFile(session.source.config), '--config', wrong(), '--test'];
    expect((await call(...turned)).code).toBe(3);
  });

  it('the word ENV reads the environment, which beats files; otherwise it is not read [6]', async () => {
    const name = `${tap.name}_${tap.secret}`.toUpperCase().replaceAll('-', '_');
    const withEnv = (...args: string[]) =>
      run([...tap.command, ...args], { env: { [name]: session.secret } });
    expect((await withEnv('--config', wrong(), '--config=ENV', '--test')).code).toBe(0);
    expect((await withEnv('--config=ENV', '--config', wrong(), '--test')).code).toBe(0);
    expect((await withEnv('--config', wrong(), '--test')).code).toBe(3);
  });

  it('an unknown flag ends it with one line that points to --help [13]', async () => {
    const { code, stdout, stderr } = await call('--discovr');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^CRITICAL .*discovr.*"discover".*--help\n$/);
  });

  it('--test says by its exit code whether everything can be read, and writes no messages [35]', async () => {
    const before = await session.requests();
    expect(await session.run({ flags: ['--test'] })).toMatchObject({ code: 0, stdout: '' });
    const asked = (await session.requests()) - before;
    const { streams } = await session.catalog();
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThanOrEqual(streams.length + 2);
    const refused = await session.run({ config: { [tap.secret]: 'not-the-secret' }, flags: ['--test'] });
    expect(refused).toMatchObject({ code: 3, stdout: '' });
  });
}
