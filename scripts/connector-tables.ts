// The tables of docs/connector.md, made from the schema of intercom-brevo.yaml and those that it refers to.
import type { JsonSchema } from '../core/protocol/messages.ts';
import { settingsTable } from '../core/about.ts';
import schema from '../schemas/config/intercom-brevo.json' with { type: 'json' };
import tap from '../schemas/config/tap-intercom.json' with { type: 'json' };
import target from '../schemas/config/target-brevo.json' with { type: 'json' };

const FILES: Record<string, JsonSchema> = {
  '': schema,
  'tap-intercom.json': tap,
  'target-brevo.json': target,
};

/** The keys of one connector; what is written for all of them has a table of its own. */
export function connectorTable(): string {
  const { brevo: _, ...own } = flat(resolved({ $ref: '#/definitions/connector' }), ['brevo']);
  return settingsTable({ properties: own });
}

/** The keys beside `connectors`. */
export function commonTable(): string {
  const { connectors: _, ...common } = flat(schema, ['connectors']);
  return settingsTable({ properties: common });
}

/** Settings by their way from the top, as `sync.contacts`; what stands in `whole` is not looked into. */
function flat(
  { properties = {} }: JsonSchema,
  whole: readonly string[],
  above = '',
): Record<string, JsonSchema> {
  const entries = Object.entries(properties).flatMap(([key, value]) => {
    const name = `${above}${key}`;
    const setting = resolved(value);
    if (!setting.properties || whole.includes(name)) return [[name, setting]];
    return Object.entries(flat(setting, whole, `${name}.`));
  });
  return Object.fromEntries(entries) as Record<string, JsonSchema>;
}

function resolved(setting: JsonSchema): JsonSchema {
  const { $ref: reference } = setting;
  if (typeof reference !== 'string') return setting;
  const [file = '', path = ''] = reference.split('#/');
  const steps = path.split('/');
  const found = steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], FILES[file]);
  return resolved(found as JsonSchema);
}
