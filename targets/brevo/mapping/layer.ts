// One place that a mapping is written in (preset, operator's file, configuration), checked, with where each key stands.
import { compile } from '../../../core/validate.ts';
import { checked, readYaml, type Place, type Written } from '../../../core/yaml-file.ts';
import schema from '../../../schemas/config/target-brevo-mapping.json' with { type: 'json' };
import type { MappingFile } from '../../../schemas/config/target-brevo-mapping.types.ts';

/** What is written, and where. */
export interface Layer {
  values: MappingFile;
  at: Place;
}

/**
 * The YAML file, checked.
 * @throws ConfigError that names file and line of everything that is wrong
 */
export function readLayer(file: string): Layer {
  return layerOf(readYaml(file, 'mapping', 'lists'));
}

/**
 * The settings of a configuration that a mapping file may hold too; `at` says where each is written.
 * @throws ConfigError that names the setting of everything that is wrong
 */
export function settingsLayer(
  values: MappingFile,
  at: Place = ([setting]) => `setting "${setting ?? ''}"`,
): Layer {
  return layerOf({ values: { ...values }, at });
}

const validate = compile<MappingFile>(schema, { all: true });

function layerOf({ values, at }: Written): Layer {
  // A key without a value says nothing.
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value != null));
  return { values: checked({ values: set, at }, validate), at };
}
