// What the arguments of flags stand for: ports, addresses, spans of time.
import { ConfigError } from '../core/errors.ts';
import type { Flags } from '../core/cli/flags.ts';
import { checkBaseUrl } from '../core/http/address.ts';

/** A port; undefined where the flag is not given. @throws ConfigError */
export function portIn(flags: Flags, name: string): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  if (/^\d+$/.test(String(text)) && Number(text) <= 65_535) return Number(text);
  throw new ConfigError(`--${name} takes a port number, not "${text}"`);
}

/** An address that shows a secret to nobody: https, or this machine; undefined where the flag is not given. @throws ConfigError */
export function urlIn(flags: Flags, name: string): URL | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  try {
    checkBaseUrl(String(text));
    return new URL(String(text));
  } catch (cause) {
    const problem = `--${name} takes an https address (http on this machine alone), not "${text}"`;
    throw new ConfigError(problem, { cause });
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `90s`, `15m`, `2h` or `1d`, at most 24 days. @throws ConfigError */
export function secondsIn(flags: Flags, name: string, usual: string): number {
  const text = String(flags[name] ?? usual);
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit] ?? 0);
  // More than a timer can wait for.
  if (seconds > 0 && seconds <= 24 * 86_400) return seconds;
  throw new ConfigError(`--${name} takes a time such as 90s, 15m, 2h or 1d, not "${text}"`);
}
