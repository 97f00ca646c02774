// What this tap's configuration means to the core.
import { ConfigError } from '../../core/errors.ts';
import { checkBaseUrl } from '../../core/http/address.ts';
import type { TapSettings } from '../../core/tap.ts';
import { epochSeconds } from '../../core/time.ts';
import type { TapIntercomConfig } from '../../schemas/config/tap-intercom.types.ts';

/** @throws ConfigError where `start_date` is no date, or `base_url` would show the token */
export function settings(config: TapIntercomConfig): TapSettings {
  if (config.base_url !== undefined) checkBaseUrl(config.base_url);
  return {
    startDate: startDate(config.start_date),
    lookbackSeconds: config.lookback_seconds ?? 300,
    includeUndeclared: config.include_undeclared ?? false,
    activateVersions: config.emit_activate_version ?? true,
    concurrency: config.max_concurrency ?? 32,
  };
}

/** Epoch seconds of ISO 8601 or `MM/DD/YYYY`; 0 where none is given. @throws ConfigError that calls it `name` */
export function startDate(text: string | undefined, name = '"start_date"'): number {
  if (text === undefined) return 0;
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  const [, month = '', day = '', year = ''] = american ?? [];
  const iso = american ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text.trim();
  const seconds = isDay(iso.slice(0, 10)) ? epochSeconds(iso) : Number.NaN;
  if (Number.isNaN(seconds))
    throw new ConfigError(`${name} is no date: ${text}; write 2024-01-31 or 01/31/2024`);
  return Math.max(0, Math.floor(seconds));
}

// JavaScript takes February 30 for a day in March.
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  );
}
