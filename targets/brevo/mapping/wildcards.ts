// Makes attributes of the properties that stand under a mapping's wildcards.
import { ConfigError } from '../../../core/errors.ts';
import { isIdentifier, sanitisedName } from './attribute-names.ts';
import type { Fields } from './fields.ts';
import type { AttributeMapping, Mapping } from './mapping.ts';

/**
 * `mapping` with an attribute for each property under its wildcards that had a value. `notes` name those that are left out
 * because their names cannot be had.
 * @throws ConfigError where two properties would be one attribute
 */
export function withFields(mapping: Mapping, fields: Fields): { mapping: Mapping; notes: string[] } {
  const taken = new Map(mapping.attributes.map((one) => [one.name, one]));
  const mapped = new Set(mapping.attributes.map(({ text }) => text));
  const added: AttributeMapping[] = [];
  const notes: string[] = [];
  for (const { path, nulls, group } of mapping.wildcards) {
    for (const property of fields.under(path)) {
      const text = [...path, property].join('.');
      if (mapped.has(text)) continue;
      const name = sanitisedName(property);
      const other = name === undefined ? undefined : taken.get(name);
      if (other && added.includes(other))
        throw new ConfigError(
          `"${other.text}" and "${text}" would both be ${name} at Brevo: name one of them under "attributes" in the mapping file`,
        );
      if (name === undefined || other || isIdentifier(name)) {
        notes.push(left(text, name, other));
        continue;
      }
      const one: AttributeMapping = {
        name,
        source: { path: [...path, property] },
        type: undefined,
        nulls,
        text,
        ...(group && { group }),
      };
      taken.set(name, one);
      added.push(one);
    }
  }
  const attributes = [...mapping.attributes, ...added].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { mapping: { ...mapping, attributes }, notes };
}

function left(text: string, name: string | undefined, other: AttributeMapping | undefined): string {
  const why =
    name === undefined
      ? 'has no letter that Brevo takes in a name'
      : other
        ? `would be ${name} at Brevo, which "${other.text}" is`
        : `would be ${name} at Brevo, which identifies contacts`;
  return `"${text}" ${why}: it is left out unless "attributes" in the mapping file gives it a name`;
}
