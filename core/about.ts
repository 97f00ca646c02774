// What a binary says of itself: --about as JSON or Markdown, and --help.
import type { JsonSchema } from './protocol/messages.ts';

/** A setting as `schemas/config/*.json` declares it; `secret` values never reach a log, `date` ones are points in time. */
export interface Setting extends JsonSchema {
  secret?: boolean;
  date?: boolean;
  default?: unknown;
}

/** The settings of a configuration schema by name. */
export function settingsOf(schema: JsonSchema): Record<string, Setting> {
  return schema.properties ?? {};
}

/** A binary's identity, from which --about, --help and --version are printed. */
export interface About {
  name: string;
  description: string;
  version: string;
  capabilities: readonly string[];
  /** JSON Schema of the configuration. */
  settings: JsonSchema;
}

/** The JSON document that `--about --format json` prints, as Meltano Hub's tools read it. */
export function aboutJson(about: About): string {
  return JSON.stringify({ ...about, sdk_version: null, supported_python_versions: null }, null, 2);
}

/** The settings as one Markdown table. */
export function settingsTable(settings: JsonSchema): string {
  const required = new Set(settings.required);
  const rows = Object.entries(settingsOf(settings)).map(([name, setting]) => {
    const type = [setting.type].flat().join(' or ');
    const values = Array.isArray(setting['enum'])
      ? setting['enum'].map((one) => `\`${String(one)}\``).join(' ')
      : type;
    const fallback =
      setting.default === undefined
        ? required.has(name)
          ? 'required'
          : ''
        : `\`${typeof setting.default === 'string' ? setting.default : JSON.stringify(setting.default)}\``;
    return `| \`${name}\` | ${values} | ${fallback} | ${setting.description ?? ''} |`;
  });
  return ['| setting | values | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The page that `--about --format markdown` prints. */
export function aboutMarkdown(about: About): string {
  return [
    `# \`${about.name}\` ${about.version}`,
    '',
    about.description,
    '',
    `Capabilities: ${about.capabilities.map((one) => `\`${one}\``).join(', ')}`,
    '',
    '## Settings',
    '',
    settingsTable(about.settings),
  ].join('\n');
}
