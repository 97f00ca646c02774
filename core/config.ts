// A binary's configuration: files and environment merged, typed and checked against one JSON Schema.
import { readFileSync } from 'node:fs';
import { ConfigError, messageOf } from './errors.ts';
import { didYouMean } from './nearest.ts';
import type { JsonSchema, Row } from './protocol/messages.ts';
import { compile, describe } from './validate.ts';

/** A setting as `schemas/config/*.json` declares it; `secret` values never reach a log. */
export interface Setting extends JsonSchema {
  secret?: boolean;
  default?: unknown;
}

/** Where configuration may come from. `ENV` among the files stands for the environment. */
export interface ConfigSources {
  files: readonly string[];
  /** `TAP_INTERCOM` reads `TAP_INTERCOM_ACCESS_TOKEN` as `access_token`. */
  envPrefix: string;
  env: NodeJS.ProcessEnv;
}

/** A checked configuration, the values that must stay secret, and what the operator should know. */
export interface LoadedConfig<T> {
  config: T;
  secrets: string[];
  warnings: string[];
}

/** The settings of a configuration schema by name. */
export function settingsOf(schema: JsonSchema): Record<string, Setting> {
  return (schema.properties ?? {}) as Record<string, Setting>;
}

/**
 * Merges the files (the later wins) and, where `ENV` is named, the environment (wins over files),
 * then fills defaults in and checks. Empty strings and nulls count as not set, as orchestrators write them.
 * @throws ConfigError naming the file or variable and the setting
 */
export function loadConfig<T>(schema: JsonSchema, sources: ConfigSources): LoadedConfig<T> {
  const settings = settingsOf(schema);
  const values: Row = {};
  const origin: Record<string, string> = {};
  const add = (from: string, row: Row): void => {
    for (const [name, value] of Object.entries(row)) {
      if (value === null || value === '') continue;
      values[name] = value;
      origin[name] = from;
    }
  };
  const files = sources.files.filter((file) => file !== 'ENV');
  for (const file of files) add(file, readJsonObject(file, 'configuration'));
  if (files.length < sources.files.length) add('environment', readEnvironment(settings, sources));

  const warnings = Object.keys(values)
    .filter((name) => !(name in settings))
    .map((name) => `${origin[name]}: unknown setting "${name}" is ignored${didYouMean(name, Object.keys(settings))}`);
  const asked = sources.files.join(', ') || 'configuration';
  check(schema, values, (name) => (name && origin[name]) || asked);
  const secrets = Object.keys(settings)
    .filter((name) => settings[name]?.secret && values[name])
    .map((name) => String(values[name]));
  return { config: values as T, secrets, warnings };
}

/**
 * The JSON object in `file`.
 * @throws ConfigError where it is missing, no JSON or no object; `what` names its role
 */
export function readJsonObject(file: string, what: string): Row {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${file}: cannot read the ${what} file (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // The parser quotes what it stumbled over, which may be a secret: give the place alone.
    const place = /position \d+( \(line \d+ column \d+\))?/.exec(messageOf(cause))?.[0] ?? 'its end';
    throw new ConfigError(`${file}: the ${what} file is not valid JSON, at ${place}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${file}: the ${what} file must hold one JSON object`);
  }
  return value as Row;
}

function check(schema: JsonSchema, values: Row, originOf: (name: string | undefined) => string): void {
  const validate = compile(schema, { coerce: true });
  if (validate(values)) return;
  const problems = (validate.errors ?? []).map((error) => {
    const missing = error.keyword === 'required' ? String(error.params['missingProperty']) : undefined;
    const name = missing ?? error.instancePath.split('/')[1];
    const problem = missing ? `"${missing}" is missing` : describe(error);
    return `${originOf(missing ? undefined : name)}: ${problem}`;
  });
  throw new ConfigError([...new Set(problems)].join('; '));
}

function readEnvironment(settings: Record<string, Setting>, { env, envPrefix }: ConfigSources): Row {
  const row: Row = {};
  for (const [name, setting] of Object.entries(settings)) {
    const variable = `${envPrefix}_${name.toUpperCase()}`;
    const text = env[variable];
    if (text !== undefined && text !== '') row[name] = typed(text, setting, variable);
  }
  return row;
}

function typed(text: string, setting: Setting, variable: string): unknown {
  const types = [setting.type].flat();
  if (types.includes('boolean')) return ['1', 'true', 'yes', 'on'].includes(text.toLowerCase());
  if (!types.includes('array') && !types.includes('object')) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError(`environment: ${variable} must hold JSON (${types.join(' or ')})`);
  }
}
