// Preset, mapping file and configuration as one: what comes first wins.
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../../core/errors.ts';
import { didYouMean } from '../../../core/nearest.ts';
import type { Place } from '../../../core/yaml-file.ts';
import type { MappingFile } from '../../../schemas/config/target-brevo-mapping.types.ts';
import { withDottedKeys } from './dotted.ts';
import { readLayer, settingsLayer, type Layer } from './layer.ts';

/** A value and where it is written, for complaints about it. */
export interface Written<T> {
  name: string;
  value: T;
  at: string;
}

/** The settings of target-brevo that a mapping is made of. */
export interface MappingSettings {
  field_mapping?: Record<string, unknown>;
  attribute_groups?: string[];
  lists?: Record<string, unknown>;
  tag_lists?: Record<string, unknown>;
  /** YAML file. */
  mapping?: string;
}

type Entries<Key extends MapKey> = NonNullable<MappingFile[Key]>;
type MapKey =
  | 'attributes'
  | 'conversation_tag_lists'
  | 'field_mapping'
  | 'groups'
  | 'list_rules'
  | 'lists'
  | 'streams'
  | 'tag_lists'
  | 'types';

/** The places that a mapping is written in, the strongest first; the preset is the last. */
export class Layers {
  readonly #layers: Layer[];

  constructor(layers: Layer[]) {
    this.#layers = layers;
  }

  /** The strongest value of a key. */
  get<Key extends keyof MappingFile>(key: Key): MappingFile[Key] | undefined {
    return this.#layers.find(({ values }) => values[key] !== undefined)?.values[key];
  }

  /** Whether somebody other than the preset says anything of a key. */
  isOperators(key: keyof MappingFile): boolean {
    return this.#layers.some(({ values }, index) => index < this.#last && values[key] !== undefined);
  }

  /** The entries of the strongest layer that has the key. */
  entries<Key extends MapKey>(key: Key): Written<Entries<Key>[string]>[] {
    const layer = this.#layers.find(({ values }) => values[key] !== undefined);
    return layer ? entriesOf(layer, key) : [];
  }

  /** One object of all layers; of each property the strongest. */
  united<Key extends 'consent' | 'events' | 'identity'>(key: Key): NonNullable<MappingFile[Key]> {
    return Object.assign({}, ...this.#layers.toReversed().map(({ values }) => values[key]));
  }

  /** The entries of all layers; of the same name the strongest. */
  merged<Key extends MapKey>(key: Key): Map<string, Written<Entries<Key>[string]>> {
    const weakestFirst = this.#layers.toReversed().flatMap((layer) => entriesOf(layer, key));
    return new Map(weakestFirst.map((entry) => [entry.name, entry]));
  }

  /** Where a key is written, by the strongest that has it. */
  at(path: readonly [keyof MappingFile, ...string[]]): string {
    const layer = this.#layers.find(({ values }) => values[path[0]] !== undefined);
    return layer?.at(path) ?? 'mapping';
  }

  get #last(): number {
    return this.#layers.length - 1;
  }
}

/**
 * All that is written: configuration before mapping file before preset. `at` says where the configuration is written.
 * @throws ConfigError
 */
export function readLayers(settings: MappingSettings, at?: Place): Layers {
  const file = settings.mapping === undefined ? [] : [readLayer(settings.mapping)];
  const bare = file[0]?.values.preset === 'none';
  const last = bare ? { values: {}, at: () => 'preset none' } : preset();
  const own = settingsLayer(withDottedKeys(picked(settings), last.values), at);
  return new Layers([own, ...file, last]);
}

/** `name` if it is one of `known`. @throws ConfigError with the nearest right one */
export function oneOf(name: string, known: readonly string[], what: string, at: string): string {
  if (known.includes(name)) return name;
  const near = didYouMean(name, known) || `; there is ${known.join(', ') || 'none'}`;
  throw new ConfigError(`${at}: unknown ${what} "${name}"${near}`);
}

function preset(): Layer {
  return readLayer(fileURLToPath(new URL('../presets/intercom.yaml', import.meta.url)));
}

function picked(settings: MappingSettings): MappingFile {
  const { field_mapping, attribute_groups, lists, tag_lists } = settings;
  return { field_mapping, attribute_groups, lists, tag_lists } as MappingFile;
}

function entriesOf<Key extends MapKey>(layer: Layer, key: Key): Written<Entries<Key>[string]>[] {
  const map = (layer.values[key] ?? {}) as Record<string, Entries<Key>[string]>;
  return Object.entries(map).map(([name, value]) => ({ name, value, at: layer.at([key, name]) }));
}
