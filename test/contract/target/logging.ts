// Points 7, 9 and 10: what goes to standard error, and in which form.
import { expect, it } from 'vitest';
import { jsonFile } from '../../support/spawn.ts';
import { numbered, schema, state } from './messages.ts';
import { Session, type TargetSubject } from './session.ts';

const LINE = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL) \S/;
const REQUIRED = ['level', 'pid', 'logger_name', 'ts', 'thread_name', 'app_name', 'stream_name', 'message'];

const linesOf = (text: string): string[] => text.split('\n').filter(Boolean);

/** The tests of this part. */
export function logging(target: TargetSubject): void {
  const input = [
    schema('users'),
    schema('tags'),
    ...numbered('users', 0, 30),
    ...numbered('tags', 0, 5),
    '{"type":"UNHEARD_OF"}',
    state({ at: 1 }),
  ];
  const withLogConfig = async (formatter: object, level: string): Promise<string[]> => {
    const file = jsonFile({ formatters: { structured: formatter }, root: { level } });
    return linesOf((await new Session(target).run(input, { env: { SINGER_SDK_LOG_CONFIG: file } })).stderr);
  };

  it('STATE alone to standard output and a log line each to standard error, at debug level [7]', async () => {
    const { stdout, stderr } = await new Session(target).run(input, { env: { LOGLEVEL: 'debug' } });
    expect(stdout).toBe('{"at":1}\n');
    expect(linesOf(stderr).filter((line) => !LINE.test(line))).toEqual([]);
  });

  it('METRIC lines whose record counts add up to the records [9]', async () => {
    const { stderr } = await new Session(target).run(input);
    const counted: Record<string, number> = {};
    for (const [, json = ''] of stderr.matchAll(/^INFO METRIC: (.*)$/gm)) {
      const { type, metric, value, tags } = JSON.parse(json);
      if (type === 'counter' && metric === 'record_count')
        counted[tags.stream] = (counted[tags.stream] ?? 0) + value;
    }
    expect(counted).toEqual({ users: 30, tags: 5 });
  });

  it('a JSON object each where the orchestrator asks for structured logs, from its level up [10]', async () => {
    const formatter = { '()': 'singer_sdk.logging.StructuredFormatter' };
    const info = await withLogConfig(formatter, 'INFO');
    expect(info.length).toBeGreaterThan(1);
    for (const line of info) expect(Object.keys(JSON.parse(line))).toEqual(expect.arrayContaining(REQUIRED));
    const warnings = await withLogConfig(formatter, 'WARNING');
    expect([...new Set(warnings.map((line) => JSON.parse(line).level))]).toEqual(['warning']);
  });

  it('bare messages where the orchestrator asks for those [10]', async () => {
    const lines = await withLogConfig({ format: '%(message)s' }, 'INFO');
    expect(lines).toContainEqual(expect.stringMatching(/^METRIC: \{/));
    expect(lines.filter((line) => LINE.test(line))).toEqual([]);
  });
}
