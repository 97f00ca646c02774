// The settings as the rest of the target uses them: what the schema cannot check, checked.
import type { TargetBrevoConfig } from '../../schemas/config/target-brevo.types.ts';
import { ConfigError } from '../../core/errors.ts';
import { checkBaseUrl } from '../../core/http/address.ts';
import { epochSeconds } from '../../core/time.ts';
import type { Place } from '../../core/yaml-file.ts';
import { loadMapping } from './mapping/load.ts';
import type { Mapping } from './mapping/mapping.ts';

type Defaulted =
  | 'replica_path'
  | 'rejects_path'
  | 'max_rejects'
  | 'create_attributes'
  | 'load_method'
  | 'import_poll_seconds'
  | 'verify'
  | 'on_delete'
  | 'contacts_without_email'
  | 'on_unknown_stream'
  | 'validate_records'
  | 'add_record_metadata';

/** The settings once the schema has filled in its defaults. */
export type BrevoSettings = TargetBrevoConfig & Required<Pick<TargetBrevoConfig, Defaulted>>;

/** `at` says where each setting is written, for those who know. @throws ConfigError naming the setting, or the line */
export function checkSettings(settings: BrevoSettings, at?: Place): void {
  if (settings.base_url !== undefined) checkBaseUrl(settings.base_url);
  eventsSince(settings);
  mappingOf(settings, at);
}

const mappings = new WeakMap<BrevoSettings, Mapping>();

/** The mapping that the settings make; its files are read once. @throws ConfigError */
export function mappingOf(settings: BrevoSettings, at?: Place): Mapping {
  const mapping = mappings.get(settings) ?? loadMapping(settings, at);
  mappings.set(settings, mapping);
  return mapping;
}

/** Since when events are sent, in epoch seconds; undefined where the setting says nothing. @throws ConfigError */
export function eventsSince({ events_since: text }: BrevoSettings): number | undefined {
  if (text === undefined) return undefined;
  const since = epochSeconds(text);
  if (Number.isNaN(since)) throw new ConfigError(`"events_since" must be an ISO 8601 time, not "${text}"`);
  return since;
}
