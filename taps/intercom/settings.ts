// What this tap's configuration means to the core.
import { ConfigError } from '../../core/errors.ts';
import type { TapSettings } from '../../core/tap.ts';
import { epochSeconds } from '../../core/time.ts';
import type { TapIntercomConfig } from '../../schemas/config/tap-intercom.types.ts';

/** @throws ConfigError where `start_date` is no date */
export function settings(config: TapIntercomConfig): TapSettings {
  return {
    startDate: startDate(config.start_date),
    lookbackSeconds: config.lookback_seconds ?? 300,
    includeUndeclared: config.include_undeclared ?? false,
    activateVersions: config.emit_activate_version ?? true,
    concurrency: config.max_concurrency ?? 32,
  };
}

/** Epoch seconds of ISO 8601 or `MM/DD/YYYY`; 0 where none is given. */
export function startDate(text: string | undefined): number {
  if (text === undefined) return 0;
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  const [, month = '', day = '', year = ''] = american ?? [];
  const iso = american ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text.trim();
  const seconds = /^\d{4}-\d\d-\d\d/.test(iso) ? epochSeconds(iso) : Number.NaN;
  if (Number.isNaN(seconds))
    throw new ConfigError(`"start_date" is no date: ${text}; write 2024-01-31 or 01/31/2024`);
  return Math.max(0, Math.floor(seconds));
}
