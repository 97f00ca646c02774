// The mapping of a run: preset, mapping file and configuration in one.
import { digest } from '../../../core/digest.ts';
import { ConfigError } from '../../../core/errors.ts';
import type { Place } from '../../../core/yaml-file.ts';
import { attributeMappings } from './attributes.ts';
import { conditionOf } from './conditions.ts';
import { readLayers, type Layers, type MappingSettings } from './layers.ts';
import type { Described, EventRules, IdentityMapping, Mapping, Path } from './mapping.ts';
import { parsePath } from './path.ts';
import { listRules, tagRules } from './rules.ts';
import { streamPlans } from './streams.ts';

/**
 * What `settings` and the mapping file that they name make of the preset; the configuration wins over the file.
 * `at` says where the configuration is written.
 * @throws ConfigError that says where the mistake is, as `mapping.yaml:12`, and what is right
 */
export function loadMapping(settings: MappingSettings, at?: Place): Mapping {
  const layers = readLayers(settings, at);
  const { attributes, wildcards, email, phone } = attributeMappings(layers);
  const described = describedBy(layers);
  const listFolder = folderOf(layers);
  const mergedFrom = layers.get('merged_from');
  const mapping = {
    streams: streamPlans(layers),
    ignored: new Set(layers.get('ignored_streams')),
    identity: identityOf(layers, email, phone),
    attributes,
    wildcards,
    ...(described && { described }),
    lists: listRules(layers),
    ...(listFolder !== undefined && { listFolder }),
    tags: tagRules(layers.merged('tag_lists')),
    conversationTags: tagRules(layers.merged('conversation_tag_lists')),
    consent: consentOf(layers),
    deleted: (layers.get('deleted') ?? []).map(parsePath),
    ...(mergedFrom !== undefined && { mergedFrom: parsePath(mergedFrom) }),
    primaryCompany: layers.get('primary_company') ?? 'most_recently_seen',
    companies: layers.get('companies') ?? 'flatten',
    events: eventsOf(layers),
  } satisfies Omit<Mapping, 'hash'>;
  return { ...mapping, hash: hashOf(mapping) };
}

function identityOf(layers: Layers, email: Path | undefined, phone: Path | undefined): IdentityMapping {
  const { country = [], role, roles = [], created, ...own } = layers.united('identity');
  // An operator's field_mapping says all that is written, the number included.
  const number = phone ?? (layers.isOperators('field_mapping') ? undefined : parsed(own.phone));
  const address = email ?? parsed(own.email);
  if (!address)
    throw new ConfigError(
      `${layers.at(['identity'])}: "identity" must have "email": the path of the e-mail address`,
    );
  return {
    email: address,
    ...(number && { phone: number }),
    country: country.map(parsePath),
    ...(role !== undefined && { role: parsePath(role) }),
    roles,
    ...(created !== undefined && { created: parsePath(created) }),
  };
}

function consentOf(layers: Layers): Mapping['consent'] {
  const { emails, sms, owner = 'brevo' } = layers.united('consent');
  return {
    ...(emails !== undefined && { emails: parsePath(emails) }),
    ...(sms !== undefined && { sms: parsePath(sms) }),
    owner,
  };
}

function eventsOf(layers: Layers): EventRules {
  const { streams = true, ...conversations } = layers.united('events');
  const on = Object.entries(conversations).filter(([, name]) => name !== false);
  const named = on.map(([event, name]) => [event, name === true ? event : name] as const);
  return { conversations: Object.fromEntries(named), streams };
}

function describedBy(layers: Layers): Described | undefined {
  const written = layers.get('described_by');
  if (!written) return undefined;
  const { stream, path, name, type, when = {} } = written;
  const only = conditionOf(when, layers.at(['described_by']));
  return { stream, path: parsePath(path), name: parsePath(name), type: parsePath(type), only };
}

function folderOf(layers: Layers): string | undefined {
  const folder = layers.get('list_folder');
  const create = layers.get('create_lists') ?? false;
  if (create && folder === undefined)
    throw new ConfigError(
      `${layers.at(['create_lists'])}: "create_lists" needs "list_folder": the folder to create them in`,
    );
  return create ? folder : undefined;
}

function parsed(text: string | undefined): Path | undefined {
  return text === undefined ? undefined : parsePath(text);
}

function hashOf(mapping: Omit<Mapping, 'hash'>): string {
  const plain = JSON.stringify(mapping, (_, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...value] : value,
  );
  return digest(plain);
}
