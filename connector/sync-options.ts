// What a sync may be asked for: checked alike for the command line and for programs.
import { ConfigError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest.ts';
import { startDate } from '../taps/intercom/settings.ts';
import type { ClientSyncOptions } from './client.ts';
import { RESOURCES, type Resource } from './connector.ts';
import type { SyncOptions } from './sync.ts';

/** Options as somebody wrote them: of any value. */
export type GivenOptions = { [Name in keyof SyncOptions]?: unknown };

/** @throws ConfigError that names the option as `called` says it was written */
export function checkedOptions(
  { type, resources, since, plan }: GivenOptions,
  called: (option: keyof SyncOptions) => string,
): SyncOptions {
  if (type !== undefined && type !== 'full' && type !== 'incremental')
    throw new ConfigError(`${called('type')} takes full or incremental, not ${JSON.stringify(type)}`);
  return {
    ...(type && { type }),
    ...(resources !== undefined && { resources: checkedResources(resources, called('resources')) }),
    ...(since !== undefined && { since: checkedSince(since, called('since')) }),
    ...(plan === true && { plan }),
  };
}

/** What a program may ask of a sync. */
const KNOWN = Object.keys({
  type: true,
  resources: true,
  since: true,
  signal: true,
  onProgress: true,
} satisfies Record<keyof ClientSyncOptions, true>);

/** Options of a program, which nobody has parsed yet. @throws ConfigError that names the option */
export function programOptions(options: object): SyncOptions {
  // One without a value says nothing.
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const unknown = given.map(([name]) => name).find((name) => !KNOWN.includes(name));
  if (unknown === undefined) return checkedOptions(options, (option) => option);
  const hint = didYouMean(unknown, KNOWN) || `; known are ${KNOWN.join(', ')}`;
  throw new ConfigError(`unknown option "${unknown}"${hint}`);
}

function checkedResources(names: unknown, called: string): Resource[] {
  const known: readonly unknown[] = RESOURCES;
  if (!Array.isArray(names) || names.length === 0)
    throw new ConfigError(`${called} takes a list of ${RESOURCES.join(', ')}`);
  const unknown = names.findIndex((name) => !known.includes(name));
  if (unknown === -1) return names as Resource[];
  const name = String(names[unknown]);
  const hint = didYouMean(name, RESOURCES) || `; there is ${RESOURCES.join(', ')}`;
  throw new ConfigError(`${called}: unknown "${name}"${hint}`);
}

function checkedSince(text: unknown, called: string): string {
  if (typeof text !== 'string') throw new ConfigError(`${called} takes a date as text, such as 2024-01-31`);
  if (startDate(text, called) > Date.now() / 1000)
    throw new ConfigError(`${called} lies in the future: ${text}`);
  return text;
}
