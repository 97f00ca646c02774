// Logging to stderr: human lines on a terminal, Singer style otherwise, JSON where Meltano asks for it.
import { readFileSync } from 'node:fs';
import { pino, stdSerializers, type Logger } from 'pino';
import { tracebackOf } from './traceback.ts';

/** The logger every part takes. The merging object may hold `stream`, `metric` and `err`. */
export type Log = Logger;

/** A Singer metric point: https://github.com/singer-io/getting-started/blob/master/docs/SYNC_MODE.md#metric-messages */
export interface Metric {
  type: 'counter' | 'timer';
  metric: string;
  /** A delta for counters, seconds for timers. */
  value: number;
  tags: Record<string, string | number>;
}

type Fault = { type?: string; message?: string; stack?: string; cause?: Fault };
type Entry = { level: string; message?: string; stream?: string; metric?: Metric; err?: Fault };
type Format = (entry: Entry) => string;

const SINGER_LEVELS: Record<string, string> = { warn: 'WARNING', fatal: 'CRITICAL' };
const PINO_LEVELS: Record<string, string> = { warning: 'warn', critical: 'fatal', notset: 'trace' };
let secrets: string[] = [];

/** From now on `value` is blotted out of every log line, whatever brings it there. */
export function hideSecret(value: string | undefined): void {
  // The longest first: one may be part of another.
  if (value && !secrets.includes(value))
    secrets = [...secrets, value].toSorted((a, b) => b.length - a.length);
}

/** `text` with every hidden secret blotted out. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, '***');
  return clean;
}

/**
 * The logger of a binary. The level comes from `<NAME>_LOGLEVEL` or `LOGLEVEL`; the file named by
 * `SINGER_SDK_LOG_CONFIG` (set by Meltano) decides over format and level where it is present.
 */
export function createLog(name: string, env: NodeJS.ProcessEnv = process.env, sink = writeToStderr): Log {
  const prefix = name.toUpperCase().replaceAll('-', '_');
  const asked = (env[`${prefix}_LOGLEVEL`] ?? env['LOGLEVEL'] ?? 'info').toLowerCase();
  const orchestrator = readLogConfig(env['SINGER_SDK_LOG_CONFIG']);
  const level = orchestrator?.level ?? asked;
  const format = orchestrator?.structured
    ? structured(name)
    : orchestrator
      ? bare
      : process.stderr.isTTY
        ? human
        : singer;
  return pino(
    {
      base: null,
      timestamp: false,
      messageKey: 'message',
      level: pinoLevel(level),
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.errWithCause },
    },
    {
      write: (line: string) => {
        // Before a format escapes what is in it, or a secret with a quote would look like another text.
        const entry = JSON.parse(line, (key, value: unknown) =>
          typeof value === 'string' && key !== 'level' ? withoutSecrets(value) : value,
        ) as Entry;
        const shown = format(entry);
        if (shown) sink(`${shown}\n`);
      },
    },
  );
}

function writeToStderr(line: string): void {
  process.stderr.write(line);
}

function pinoLevel(level: string): string {
  const known = PINO_LEVELS[level] ?? level;
  return known in pino.levels.values ? known : 'info';
}

function readLogConfig(file: string | undefined): { structured: boolean; level: string } | undefined {
  if (!file) return undefined;
  try {
    const config = JSON.parse(readFileSync(file, 'utf8')) as {
      root?: { level?: string };
      formatters?: Record<string, Record<string, unknown>>;
    };
    const structuredFormat = Object.values(config.formatters ?? {}).some((one) =>
      String(one['()']).endsWith('StructuredFormatter'),
    );
    return { structured: structuredFormat, level: (config.root?.level ?? 'info').toLowerCase() };
  } catch {
    // A log configuration that cannot be read must not stop a sync.
    return undefined;
  }
}

const singerLevel = (level: string): string => SINGER_LEVELS[level] ?? level.toUpperCase();

function lineOf({ message = '', metric, err }: Entry): string {
  if (metric) return `METRIC: ${JSON.stringify(metric)}`;
  return err?.stack === undefined ? message : `${message}\n${stackOf(err)}`;
}

function stackOf({ stack = '', cause }: Fault): string {
  return cause?.stack === undefined ? stack : `${stack}\ncaused by: ${stackOf(cause)}`;
}

const bare: Format = (entry) => lineOf(entry);
const singer: Format = (entry) => `${singerLevel(entry.level)} ${lineOf(entry)}`;
const human: Format = (entry) => {
  const time = new Date().toISOString().slice(11, 19);
  // Metrics are for machines; the first characters wipe the live line away.
  return entry.metric ? '' : `\r\u001b[2K${time} ${entry.level.padEnd(5)} ${lineOf(entry)}`;
};

function structured(app: string): Format {
  return (entry) => {
    const { level, message = '', stream, metric, err, ...extra } = entry;
    return JSON.stringify({
      // Meltano shows the calls of an exception at this level alone.
      level: err ? 'error' : singerLevel(level).toLowerCase(),
      pid: process.pid,
      logger_name: app,
      ts: Date.now() / 1000,
      thread_name: 'main',
      app_name: app,
      stream_name: stream ?? null,
      message: metric ? 'METRIC' : message,
      extra,
      ...(metric ? { metric_info: metric } : {}),
      ...(err ? { exception: exceptionOf(err, app) } : {}),
    });
  };
}

function exceptionOf({ type = 'Error', message = '', stack = '', cause }: Fault, module: string): object {
  const traceback = tracebackOf(stack);
  return { type, module, message, traceback, ...(cause ? { cause: exceptionOf(cause, module) } : {}) };
}
