// Log lines in every format, and secrets in none of them.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLog, hideSecret, withoutSecrets, type Log } from '../../../core/log.ts';
import { tracebackOf } from '../../../core/traceback.ts';
import { jsonFile } from '../../support/spawn.ts';

function logger(env: NodeJS.ProcessEnv = {}): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { log: createLog('tap-x', env, (line) => lines.push(line)), lines };
}

const structuredFormat = { formatters: { json: { '()': 'singer_sdk.logging.StructuredFormatter' } } };
const structured = (level?: string): NodeJS.ProcessEnv => ({
  SINGER_SDK_LOG_CONFIG: jsonFile({ ...structuredFormat, ...(level ? { root: { level } } : {}) }),
});

function everyLevel(log: Log): void {
  log.debug('d');
  log.info('i');
  log.warn('w');
  log.error('e');
  log.fatal('f');
}

const metric = { type: 'counter', metric: 'record_count', value: 3, tags: { stream: 'people' } } as const;

test('without an orchestrator each line is a level in the words of Singer, and the text', () => {
  const { log, lines } = logger();
  everyLevel(log);
  expect(lines).toEqual(['INFO i\n', 'WARNING w\n', 'ERROR e\n', 'CRITICAL f\n']);
});

test.each<[NodeJS.ProcessEnv, number]>([
  [{}, 4],
  [{ LOGLEVEL: 'debug' }, 5],
  [{ LOGLEVEL: 'WARNING' }, 3],
  [{ LOGLEVEL: 'critical' }, 1],
  [{ LOGLEVEL: 'error', TAP_X_LOGLEVEL: 'debug' }, 5],
  [{ LOGLEVEL: 'nonsense' }, 4],
  [{ SINGER_SDK_LOG_CONFIG: '/nowhere/at/all.json' }, 4],
])('the environment %j lets %i of five levels through', (env, count) => {
  const { log, lines } = logger(env);
  everyLevel(log);
  expect(lines).toHaveLength(count);
});

test('a metric is one line that Singer tools parse', () => {
  const { log, lines } = logger();
  log.info({ metric }, '');
  const found = /^INFO METRIC: (\{.*\})\n$/.exec(lines.join(''));
  expect(JSON.parse(found?.[1] ?? '')).toEqual(metric);
});

test('a failure nobody expected comes with its stack', () => {
  const { log, lines } = logger();
  log.fatal({ err: new TypeError('broken') }, 'unexpected failure: broken');
  expect(lines.join('')).toMatch(/^CRITICAL unexpected failure: broken\nTypeError: broken\n +at .*log\.test/);
});

function entries(work: (log: Log) => void): Record<string, unknown>[] {
  const { log, lines } = logger(structured());
  work(log);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('structured, as Meltano asks for it', () => {
  const REQUIRED = ['level', 'pid', 'logger_name', 'ts', 'thread_name', 'app_name', 'stream_name', 'message'];

  test('every line is one JSON object with the eight keys Meltano looks for', () => {
    const found = entries((log) => {
      everyLevel(log);
      log.info({ metric }, '');
      log.error({ err: new Error('broken'), stream: 'people' }, 'failed\nin two lines');
    });
    expect(found).toHaveLength(6);
    for (const entry of found) expect(Object.keys(entry)).toEqual(expect.arrayContaining(REQUIRED));
    expect(found.map(({ level }) => level)).toEqual([
      'info',
      'warning',
      'error',
      'critical',
      'info',
      'error',
    ]);
  });

  test('stream, metric and exception have places of their own, and the rest is extra', () => {
    const [plain, point, failed] = entries((log) => {
      log.info({ stream: 'people', page: 3 }, 'read');
      log.info({ metric }, '');
      log.error({ err: new TypeError('broken') }, 'failed');
    });
    expect(plain).toMatchObject({
      stream_name: 'people',
      message: 'read',
      extra: { page: 3 },
      logger_name: 'tap-x',
      pid: process.pid,
    });
    expect(point).toMatchObject({ message: 'METRIC', metric_info: metric, stream_name: null });
    expect(failed).toMatchObject({ message: 'failed', exception: { type: 'TypeError', message: 'broken' } });
  });

  test('a failure nobody expected comes with its calls, the innermost last, and so does its cause', () => {
    const cause = new RangeError('too deep');
    const err = new TypeError('broken', { cause });
    const [failed] = entries((log) => log.fatal({ err }, 'failed'));
    const [calls, callsOfCause] = [err, cause].map(({ stack = '' }) => tracebackOf(stack));
    expect(calls?.at(-1)).toMatchObject({ filename: import.meta.filename });
    const exception = { type: 'TypeError', module: 'tap-x', message: 'broken', traceback: calls };
    expect(failed).toMatchObject({
      // The level at which Meltano shows them.
      level: 'error',
      exception: {
        ...exception,
        cause: { type: 'RangeError', message: 'too deep', traceback: callsOfCause },
      },
    });
  });

  test('what is thrown and no error has a type and a message all the same', () => {
    const [failed] = entries((log) => log.fatal({ err: 'a text' }, 'failed'));
    expect(failed).toMatchObject({ exception: { type: 'Error', module: 'tap-x', message: '' } });
  });

  test('a failure that is told in one line has no calls', () => {
    const [failed] = entries((log) => log.fatal('failed'));
    expect(failed).toMatchObject({ level: 'critical' });
    expect(failed).not.toHaveProperty('exception');
  });

  test("the orchestrator's level beats the environment's", () => {
    const { log, lines } = logger({ ...structured('DEBUG'), LOGLEVEL: 'error' });
    everyLevel(log);
    expect(lines).toHaveLength(5);
  });
});

test('an orchestrator that formats the lines itself gets the bare text', () => {
  const { log, lines } = logger({
    SINGER_SDK_LOG_CONFIG: jsonFile({ formatters: { plain: { format: '%(message)s' } } }),
  });
  log.warn('careful');
  expect(lines).toEqual(['careful\n']);
});

describe('a secret that was hidden', () => {
  const secret = fc.string({ minLength: 8, unit: 'binary' }).filter((text) => text.trim().length > 6);

  test('is in no line of any format, wherever it came from', () => {
    const formats = [{}, structured()].map((env) => logger(env));
    const property = fc.property(secret, (one) => {
      hideSecret(one);
      for (const { log, lines } of formats) {
        lines.length = 0;
        log.info(`token ${one}.`);
        const err = new Error(`refused ${one}`, { cause: new Error(one) });
        err.stack = `${err.stack}\n    at ${one} (/home/${one}/main.js:1:2)`;
        log.error({ err, url: `https://x/?token=${one}` }, `"${one}"`);
        const escaped = JSON.stringify(one).slice(1, -1);
        expect(lines.join('').includes(one) || lines.join('').includes(escaped)).toBe(false);
        expect(lines.join('')).toContain('***');
      }
    });
    fc.assert(property);
  });

  test('is blotted out whole where another is a part of it', () => {
    hideSecret('part-of');
    hideSecret('part-of-the-whole');
    expect(withoutSecrets('part-of-the-whole, part-of')).toBe('***, ***');
  });

  test('may be empty or unknown, which hides nothing', () => {
    hideSecret('');
    hideSecret(undefined);
    expect(withoutSecrets('text')).toBe('text');
  });
});
