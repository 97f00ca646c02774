// Checks what a configuration file or a program says of connectors.
import { compile } from '../../core/validate.ts';
import { checked, type Written } from '../../core/yaml-file.ts';
import schema from '../../schemas/config/intercom-brevo.json' with { type: 'json' };
import type {
  ConnectorsFile,
  ConnectorSettings,
  WebhooksSettings,
} from '../../schemas/config/intercom-brevo.types.ts';
import tap from '../../schemas/config/tap-intercom.json' with { type: 'json' };
import target from '../../schemas/config/target-brevo.json' with { type: 'json' };
import { ConfigError } from '../../core/errors.ts';

/** The settings of one connector once the schema has filled in its defaults. */
export type Settings = ConnectorSettings &
  Required<
    Pick<ConnectorSettings, 'enabled' | 'sync' | 'direction' | 'debug' | 'log_level' | 'log_webhooks'>
  > & { webhooks: WebhooksSettings & Required<Pick<WebhooksSettings, 'port' | 'path'>> };

/** The settings of one connector, and the way to them in the file. */
export interface NamedSettings {
  name: string;
  settings: Settings;
  path: readonly string[];
}

const validate = compile<ConnectorsFile>(schema, {
  coerce: true,
  files: { 'tap-intercom.json': tap, 'target-brevo.json': target },
});

/** The values, checked and with their defaults. @throws ConfigError that names the line of everything that is wrong */
export function checkedFile(written: Written): ConnectorsFile {
  return checked(written, validate);
}

/** The connectors of both forms. @throws ConfigError where one has no name, or that of another */
export function namedSettings({ connectors }: ConnectorsFile, { at }: Pick<Written, 'at'>): NamedSettings[] {
  const named = Object.entries(connectors as Record<string, Settings>).map(([key, settings]) => ({
    name: Array.isArray(connectors) ? (settings.name ?? '') : key,
    settings,
    path: ['connectors', key],
  }));
  const names = new Set<string>();
  for (const { name, settings, path } of named) {
    if (settings.name === undefined && Array.isArray(connectors))
      throw new ConfigError(`${at(path)}: a connector in a list must have "name"`);
    if (!NAME.test(name))
      throw new ConfigError(
        `${at(path)}: "${name}" cannot name a connector: letters, digits, "_", "." and "-" can`,
      );
    if (settings.name !== undefined && settings.name !== name)
      throw new ConfigError(`${at([...path, 'name'])}: the connector's name is its key, "${name}"`);
    if (names.has(name)) throw new ConfigError(`${at(path)}: there are two connectors "${name}"`);
    names.add(name);
  }
  return named;
}

// It becomes the name of a folder.
const NAME = new RegExp(schema.definitions.connector.properties.name.pattern);
