// Mapping files for tests, and what is said of the mistakes in them.
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../../../core/errors.ts';
import type { MappingSettings } from '../../../../targets/brevo/mapping/layers.ts';
import { loadMapping } from '../../../../targets/brevo/mapping/load.ts';
import type { AttributeMapping, Mapping } from '../../../../targets/brevo/mapping/mapping.ts';

const folder = mkdtempSync(join(tmpdir(), 'brevo-mapping-'));
const FILE = join(folder, 'mapping.yaml');

/** The mapping of a YAML text, with what the configuration says besides. */
export function load(yaml: string, settings: MappingSettings = {}): Mapping {
  writeFileSync(FILE, yaml);
  return loadMapping({ ...settings, mapping: FILE });
}

/** The complaint about a mapping, files by their names alone. */
export function complaint(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(`${folder}/`, '');
    throw error;
  }
  return '';
}

/** An attribute of a mapping by its name at Brevo. */
export function attribute(mapping: Mapping, name: string): AttributeMapping | undefined {
  return mapping.attributes.find((one) => one.name === name);
}

/** `NAME < source type` of every attribute. */
export function lines({ attributes }: Pick<Mapping, 'attributes'>): string[] {
  return attributes.map(({ name, text, type, convert }) =>
    [name, '<', text, type ?? '?', ...(convert ? [convert] : [])].join(' '),
  );
}
