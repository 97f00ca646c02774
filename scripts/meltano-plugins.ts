// The plugin definitions for Meltano, made from what each binary says of itself.
import { stringify } from 'yaml';
import { settingsOf, type About, type Setting } from '../core/about.ts';
import type { JsonSchema } from '../core/protocol/messages.ts';
import { tapIntercom } from '../taps/intercom/index.ts';
import { targetBrevo } from '../targets/brevo/index.ts';
import { targetJsonl } from '../targets/jsonl/index.ts';
import type { GeneratedFile } from './generate-types.ts';

const FOLDER = 'examples/meltano/plugins';
const VARIANT = 'intercom-brevo';

/**
 * Each definition twice: as `meltano add NAME --from-ref FILE.yml` takes it, and as the lock file by which a project knows
 * a plugin that its meltano.yml only names: https://docs.meltano.com/reference/plugin-definition-syntax
 */
export function meltanoPlugins(): GeneratedFile[] {
  const byDefault = tapIntercom.streams.filter((stream) => stream.selectedByDefault);
  // Meltano would select all streams, those too that cost a request per row.
  const select = byDefault.map(({ name }) => `${name}.*`);
  return [
    ...filesOf('extractors', tapIntercom.about, { select }),
    ...filesOf('loaders', targetBrevo.about),
    ...filesOf('loaders', targetJsonl.about),
  ];
}

function filesOf(type: 'extractors' | 'loaders', about: About, more: object = {}): GeneratedFile[] {
  const { name, description, capabilities, settings } = about;
  const definition = {
    name,
    variant: VARIANT,
    namespace: name.replaceAll('-', '_'),
    description,
    executable: `./node_modules/.bin/${name}`,
    capabilities: [...capabilities],
    settings_group_validation: requiredGroups(settings),
    settings: Object.entries(settingsOf(settings)).map(([key, setting]) => settingOf(key, setting)),
    ...more,
  };
  const comment = `# Generated from schemas/config/${name}.json by npm run generate; do not edit.\n`;
  const yaml = stringify(definition, { lineWidth: 0, singleQuote: true, compat: 'yaml-1.1' });
  const lock = JSON.stringify({ plugin_type: type, ...definition }, null, 2);
  return [
    { path: `${FOLDER}/${type}/${name}.yml`, text: `${comment}${yaml}` },
    { path: `${FOLDER}/${type}/${name}--${VARIANT}.lock`, text: `${lock}\n` },
  ];
}

function settingOf(name: string, setting: Setting): object {
  const { description, default: value, secret } = setting;
  return {
    name,
    ...kindOf(setting),
    ...(value !== undefined && { value }),
    ...(secret && { sensitive: true }),
    description: setting.type === 'object' ? `${description} A map, or its JSON text.` : description,
  };
}

function kindOf({ type, date, enum: values }: Setting): object {
  if (date) return { kind: 'date_iso8601' };
  // Unquoted in YAML, 2.11 is a number, and no option.
  if (Array.isArray(values) && values.every((value) => Number.isNaN(Number(value))))
    return { kind: 'options', options: values.map((one) => ({ label: one, value: one })) };
  // Of a `kind: object` that a variable holds, Meltano drops each key with a dot in it, as "company.name".
  if (type === 'object') return { kind: 'string' };
  // Nor can Meltano hand on a `kind: decimal` that a variable holds.
  return { kind: type === 'number' ? 'string' : type };
}

/** The least that has to be set, in each way there is. */
function requiredGroups(schema: JsonSchema): string[][] {
  const always = schema.required ?? [];
  const { if: condition, then: either, else: or } = schema as Record<string, JsonSchema | undefined>;
  const groups = condition
    ? [or?.required ?? [], [...(condition.required ?? []), ...(either?.required ?? [])]]
    : [[]];
  return groups.map((group) => [...always, ...group]).filter((group) => group.length > 0);
}
