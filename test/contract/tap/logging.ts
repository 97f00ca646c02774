// Points 7 to 10: what goes to standard error, and in which form.
import { expect, it } from 'vitest';
import type { Metric } from '../../../core/log.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import { jsonFile } from '../../support/spawn.ts';
import { recordsOf } from './replica.ts';
import { useSource, type TapSubject } from './session.ts';

const TYPES = ['SCHEMA', 'RECORD', 'STATE', 'ACTIVATE_VERSION'];
const LINE = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL) \S/;
const REQUIRED = ['level', 'pid', 'logger_name', 'ts', 'thread_name', 'app_name', 'stream_name', 'message'];

const linesOf = (text: string): string[] => text.split('\n').filter(Boolean);
const levelsOf = (lines: string[]): unknown[] => lines.map((line) => JSON.parse(line).level);

/** The tests of this part. */
export function logging(tap: TapSubject): void {
  const session = useSource(tap);
  const withLogConfig = async (formatter: object, level: string) =>
    session.run({
      env: {
        SINGER_SDK_LOG_CONFIG: jsonFile({ formatters: { structured: formatter }, root: { level } }),
      },
    });

  it('messages to standard output and a log line each to standard error, at debug level [7]', async () => {
    const { code, messages, stderr } = await session.complete();
    expect(code).toBe(0);
    expect(messages.filter(({ type }) => !TYPES.includes(type))).toEqual([]);
    expect(linesOf(stderr).filter((line) => !LINE.test(line))).toEqual([]);
    expect(stderr).toMatch(/^DEBUG /m);
  });

  it('never a secret, not even one that the source sends back [8]', async () => {
    const { stderr, stdout } = await session.complete();
    expect(stderr + stdout).not.toContain(session.secret);
    const body = { errors: [{ code: 'refused', message: `no good: ${session.secret}` }] };
    await session.faults([{ route: '*', fault: 'status', status: 403, times: 1000, body }]);
    const refused = await session.run({ env: { LOGLEVEL: 'debug' } });
    await session.faults([]);
    expect(refused.stderr).toContain('no good: ***');
    expect(refused.stderr).not.toContain(session.secret);
  });

  it('METRIC lines whose record counts add up to the records [9]', async () => {
    const { messages, stderr } = await session.complete();
    const points = [...stderr.matchAll(/^INFO METRIC: (.*)$/gm)].map(([, json = '']): Metric =>
      JSON.parse(json),
    );
    for (const point of points) {
      expect(['counter', 'timer']).toContain(point.type);
      expect(point.value).toBeTypeOf('number');
    }
    const counted: Record<string, number> = {};
    for (const { metric, value, tags } of points)
      if (metric === 'record_count')
        counted[tags['endpoint'] ?? ''] = (counted[tags['endpoint'] ?? ''] ?? 0) + value;
    const emitted: Record<string, number> = {};
    for (const { stream } of recordsOf(messages)) emitted[stream] = (emitted[stream] ?? 0) + 1;
    expect(counted).toEqual(emitted);
  });

  it('a JSON object each where the orchestrator asks for structured logs, from its level up [10]', async () => {
    const formatter = { '()': 'singer_sdk.logging.StructuredFormatter' };
    const info = linesOf((await withLogConfig(formatter, 'INFO')).stderr);
    expect(info.length).toBeGreaterThan(0);
    for (const line of info) expect(Object.keys(JSON.parse(line))).toEqual(expect.arrayContaining(REQUIRED));
    const debug = linesOf((await withLogConfig(formatter, 'DEBUG')).stderr);
    expect(levelsOf(debug)).toContain('debug');
    expect(levelsOf(info)).not.toContain('debug');
  });

  it('with the calls of a fault of its own in that form, and still no secret [8] [10]', async () => {
    const fault = `Date.prototype.toISOString = function broken() { throw new TypeError('${session.secret}'); };`;
    const { code, stderr } = await session.run({
      env: {
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}`,
        SINGER_SDK_LOG_CONFIG: jsonFile({
          formatters: { structured: { '()': 'singer_sdk.logging.StructuredFormatter' } },
        }),
      },
    });
    expect(code).toBe(1);
    const { exception } = JSON.parse(linesOf(stderr).at(-1) ?? '') as { exception: Row };
    expect(exception).toMatchObject({ type: 'TypeError', message: '***' });
    const traceback = exception['traceback'] as Row[];
    expect(traceback.at(-1)).toMatchObject({ function: 'Date.broken', lineno: 1 });
    expect(traceback.at(-2)).toMatchObject({ filename: expect.stringMatching(/^\/.*\.js$/), line: '' });
    expect(stderr).not.toContain(session.secret);
  });

  it('bare messages where the orchestrator asks for those [10]', async () => {
    const { stderr } = await withLogConfig({ format: '%(message)s' }, 'INFO');
    expect(stderr).toMatch(/^METRIC: \{/m);
    expect(linesOf(stderr).filter((line) => LINE.test(line))).toEqual([]);
  });
}
