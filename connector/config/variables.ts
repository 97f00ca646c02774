// `${VAR}` in a configuration: taken from the environment, or from the file `.env` beside it.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from '../../core/errors.ts';
import type { Written } from '../../core/yaml-file.ts';

/** Values of variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The environment over what `.env` in the folder of `file` says; an empty value wins too, as wherever `.env` is read. */
export function variablesFor(file: string, env: Variables): Variables {
  const path = join(dirname(file), '.env');
  const beside = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  const set = Object.entries(env).filter(([, value]) => value !== undefined);
  return { ...beside, ...Object.fromEntries(set) };
}

/** A `${` that is never closed, or `$NAME` as the whole value. */
const MISWRITTEN = /\$\{(\w*)[^}]*$|^\$([A-Z][A-Z0-9_]*)$/;

/**
 * The same values with every `${VAR}` filled in. Keys without a value are left out: they say nothing.
 * @throws ConfigError naming variable, file and line of every one that is missing or miswritten
 */
export function filledIn({ values, at }: Written, variables: Variables): Written {
  const problems: string[] = [];
  const text = (template: string, path: readonly string[]): string => {
    const [, unclosed, bare] = MISWRITTEN.exec(template) ?? [];
    const meant = unclosed ?? bare;
    if (meant !== undefined)
      problems.push(`${at(path)}: a variable without its two braces: write \${${meant || 'NAME'}}`);
    return template.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
      const value = variables[name];
      if (value) return value;
      problems.push(`${at(path)}: \${${name}} is ${lacking(name, value)}`);
      return '';
    });
  };
  const fill = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value === 'string') return text(value, path);
    if (Array.isArray(value)) return value.map((one, n) => fill(one, [...path, String(n)]));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([, one]) => one !== null);
    return Object.fromEntries(entries.map(([key, one]) => [key, fill(one, [...path, key])]));
  };
  const filled = fill(values, []) as Written['values'];
  if (problems.length > 0) throw new ConfigError([...new Set(problems)].join('; '));
  return { values: filled, at };
}

/** Why there is no value to fill in. */
function lacking(name: string, value: string | undefined): string {
  if (!/^\w+$/.test(name)) return 'no variable: between the braces goes a name alone';
  if (value === undefined) return 'set neither in the environment nor in .env';
  return 'empty; what the environment sets wins over .env, be it empty';
}
