// A binary's configuration: files and environment merged, typed and checked against one JSON Schema.
import { settingsOf, type Setting } from './about.ts';
import { ConfigError } from './errors.ts';
import { readJsonObject } from './json-file.ts';
import { didYouMean, isSlip } from './nearest.ts';
import type { JsonSchema, Row } from './protocol/messages.ts';
import { compile, describe } from './validate.ts';

/** Where configuration may come from. `ENV` among the files stands for the environment. */
export interface ConfigSources {
  files: readonly string[];
  /** `TAP_NAME` reads `TAP_NAME_ACCESS_TOKEN` as `access_token`. */
  envPrefix: string;
  env: NodeJS.ProcessEnv;
}

/** A checked configuration, the values that must stay secret, and what the operator should know. */
export interface LoadedConfig<T> {
  config: T;
  secrets: string[];
  warnings: string[];
}

/**
 * Merges the files (the later wins) and, where `ENV` is named, the environment (wins over files),
 * then fills defaults in and checks. Empty strings and nulls count as not set, and lists and objects may be JSON text, as
 * orchestrators write them.
 * A setting that the schema lacks is a warning, or an error where the schema says `additionalProperties: false`.
 * @throws ConfigError naming the file or variable and the setting
 */
export function loadConfig<T>(schema: JsonSchema, sources: ConfigSources): LoadedConfig<T> {
  const settings = settingsOf(schema);
  const values: Row = {};
  const origin: Record<string, string> = {};
  const add = (from: string, row: Row): void => {
    for (const [name, value] of Object.entries(row)) {
      if (value === null || value === '') continue;
      values[name] = structured(value, settings[name], `${from}: "${name}"`);
      origin[name] = from;
    }
  };
  const files = sources.files.filter((file) => file !== 'ENV');
  for (const file of files) add(file, readJsonObject(file, 'configuration'));
  if (files.length < sources.files.length) {
    for (const [name, value] of Object.entries(readEnvironment(settings, sources))) {
      add(`environment, ${variableOf(name, sources)}`, { [name]: value });
    }
  }

  refuseSlips(settings, sources);
  const unknown = Object.keys(values).filter((name) => !(name in settings));
  const known = Object.keys(settings);
  if (schema.additionalProperties === false && unknown.length > 0) {
    const problems = unknown.map(
      (name) => `${origin[name]}: unknown setting "${name}"${didYouMean(name, known)}`,
    );
    throw new ConfigError(problems.join('; '));
  }
  const warnings = unknown.map(
    (name) => `${origin[name]}: unknown setting "${name}" is ignored${didYouMean(name, known)}`,
  );
  const asked = sources.files.join(', ') || 'configuration';
  check(schema, values, (name) => (name && origin[name]) || asked);
  const secrets = Object.keys(settings)
    .filter((name) => settings[name]?.secret && values[name])
    .map((name) => String(values[name]));
  return { config: values as T, secrets, warnings };
}

function check(schema: JsonSchema, values: Row, originOf: (name: string | undefined) => string): void {
  const validate = compile(schema, { coerce: true });
  if (validate(values)) return;
  // What an if/then/else lacks is reported by the branch that was taken.
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== 'if');
  const problems = errors.map((error) => {
    const missing = error.keyword === 'required' ? String(error.params['missingProperty']) : undefined;
    const name = missing ?? error.instancePath.split('/')[1];
    const problem = missing ? `"${missing}" is missing` : describe(error);
    return `${originOf(missing ? undefined : name)}: ${problem}`;
  });
  throw new ConfigError([...new Set(problems)].join('; '));
}

/** Orchestrators set variables of their own with our prefix; one that is nearly a setting's is written wrong. */
function refuseSlips(settings: Record<string, Setting>, sources: ConfigSources): void {
  if (!sources.files.includes('ENV')) return;
  const known = Object.keys(settings);
  const prefix = `${sources.envPrefix}_`;
  const others = Object.keys(sources.env)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).toLowerCase())
    .filter((name) => !known.includes(name) && isSlip(name, known));
  if (others.length === 0) return;
  const problems = others.map(
    (name) => `${variableOf(name, sources)} is no setting${didYouMean(name, known)}`,
  );
  throw new ConfigError(`environment: ${problems.join('; ')}`);
}

function variableOf(name: string, { envPrefix }: ConfigSources): string {
  return `${envPrefix}_${name.toUpperCase()}`;
}

function readEnvironment(settings: Record<string, Setting>, sources: ConfigSources): Row {
  const row: Row = {};
  for (const [name, setting] of Object.entries(settings)) {
    const variable = variableOf(name, sources);
    const text = sources.env[variable];
    if (text !== undefined && text !== '') row[name] = typed(text, setting, variable);
  }
  return row;
}

const BOOLEANS = new Map([
  ...['1', 'true', 'yes', 'on'].map((text) => [text, true] as const),
  ...['0', 'false', 'no', 'off'].map((text) => [text, false] as const),
]);

function typed(text: string, setting: Setting, variable: string): unknown {
  const types = [setting.type].flat();
  if (types.includes('boolean')) {
    const value = BOOLEANS.get(text.toLowerCase());
    if (value === undefined) throw new ConfigError(`environment, ${variable}: must be true or false`);
    return value;
  }
  return structured(text, setting, `environment, ${variable}:`);
}

/** A list or an object that may be given as JSON text; `where` begins the complaint. @throws ConfigError */
function structured(value: unknown, setting: Setting | undefined, where: string): unknown {
  const types = [setting?.type].flat();
  const isText = types.includes('string') || !(types.includes('array') || types.includes('object'));
  if (typeof value !== 'string' || isText) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ConfigError(`${where} must hold JSON (${types.join(' or ')})`);
  }
}
