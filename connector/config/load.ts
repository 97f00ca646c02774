// The connectors of intercom-brevo.yaml, or of a program's own object, ready to be used.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';
import { readYaml, type Written } from '../../core/yaml-file.ts';
import type { Connector, Connectors } from '../connector.ts';
import { connectorOf } from './build.ts';
import { checkedFile, namedSettings } from './settings.ts';
import { filledIn, variablesFor, type Variables } from './variables.ts';

/** What a configuration is called where nobody says. */
export const CONFIG_FILE = 'intercom-brevo.yaml';

/** Where to look. */
export interface ConnectorSource {
  /** Path of the configuration, relative to `cwd`; by default `intercom-brevo.yaml`. */
  file?: string | undefined;
  env: Variables;
  cwd: string;
}

/**
 * Reads the configuration.
 * @throws ConfigError that names file and line of everything that is wrong
 */
export function loadConnectors({ file: name = CONFIG_FILE, env, cwd }: ConnectorSource): Connectors {
  const path = resolve(cwd, name);
  if (!existsSync(path))
    throw new ConfigError(
      `${name}: there is no such file; "intercom-brevo init" writes one, --config names another`,
    );
  // Complaints name the file as the operator did.
  const { values, at } = readYaml(path, 'configuration', 'connectors');
  const place: Written['at'] = (keys) => at(keys).replace(path, name);
  return connectorsOf({ values, at: place }, path, variablesFor(path, env));
}

/**
 * The connectors that these values declare; `path` is where they are from, or would be.
 * @throws ConfigError that says where everything is that is wrong
 */
export function connectorsOf(written: Written, path: string, variables: Variables): Connectors {
  const filled = filledIn(written, variables);
  const file = checkedFile(filled);
  const stateDir = resolve(dirname(path), file.state_dir ?? '');
  const common = { ...file, file: path, stateDir, at: filled.at, variables };
  const all = namedSettings(file, filled).map((one) => connectorOf(one, common));
  return { file: path, stateDir, all, get: (name) => pick(all, name) };
}

function pick(all: readonly Connector[], name: string | undefined): Connector {
  const names = all.map((one) => one.name);
  const [only] = all;
  if (name === undefined && only && all.length === 1) return only;
  if (name === undefined) throw new ConfigError(`name one of the connectors: ${names.join(', ')}`);
  const found = all.find((one) => one.name === name);
  if (found) return found;
  throw new ConfigError(
    `there is no connector "${name}"${didYouMean(name, names) || `; there is ${names.join(', ')}`}`,
  );
}
