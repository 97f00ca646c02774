// How much is logged: of a connector's own lines, and of those of tap and target, which say more than people read.
import type { Log } from '../core/log.ts';
import type { LogLevel } from './connector.ts';

/** Of the connector's own lines, and of those of tap and target, the least level that is shown. */
const LEVELS: Record<LogLevel, [own: string, inner: string]> = {
  error: ['error', 'error'],
  warn: ['warn', 'warn'],
  info: ['info', 'warn'],
  verbose: ['info', 'info'],
  debug: ['debug', 'debug'],
};

/** Sets the connector's own log to its level; the result is for tap and target. */
export function levelsOf(log: Log, level: LogLevel): Log {
  const [own, inner] = LEVELS[level];
  log.level = own;
  return log.child({}, { level: inner });
}
