// Puts keys with dots together again: Meltano hands `company.name: X` on as `company: {name: X}`.
import { isRow, type Row } from '../../../core/protocol/messages.ts';
import type { Attribute, MappingFile } from '../../../schemas/config/target-brevo-mapping.types.ts';

/** The keys of the longer form of an attribute in `field_mapping`, beside its name. */
const LONG = ['type', 'convert', 'nulls'];

/** What is written in a configuration, each key of `field_mapping` and `tag_lists` whole. */
export function withDottedKeys(written: MappingFile, preset: MappingFile): MappingFile {
  const { field_mapping: fields, tag_lists: tags } = written;
  const objects = objectsIn(preset);
  const isAttribute = (key: string, value: Row, depth: number): boolean =>
    !objects.has(key) && (depth === 0 || isLong(value));
  return {
    ...written,
    ...(fields && { field_mapping: flat(fields, isAttribute) as typeof fields }),
    ...(tags && { tag_lists: flat(tags, () => false) as typeof tags }),
  };
}

/** The objects that sources of the preset are read from, as `company`: none of them is an attribute by itself. */
function objectsIn({ groups = {}, types = {}, identity = {} }: MappingFile): Set<string> {
  const attributes = Object.values(groups).flatMap((group) => Object.values(group));
  const paths = [...attributes.map(pathOf), ...Object.keys(types), ...(identity.country ?? [])];
  const objects = paths.filter((path) => path.includes('.')).map((path) => path.slice(0, path.indexOf('.')));
  return new Set(objects);
}

function pathOf(attribute: Attribute): string {
  return typeof attribute === 'string' ? attribute : (attribute.path ?? '');
}

function isLong({ name, ...rest }: Row): boolean {
  return typeof name === 'string' && Object.keys(rest).every((key) => LONG.includes(key));
}

function flat(values: Row, isWhole: (key: string, value: Row, depth: number) => boolean, depth = 0): Row {
  const entries = Object.entries(values).flatMap(([key, value]) => {
    if (!isRow(value) || isWhole(key, value, depth)) return [[key, value]];
    return Object.entries(flat(value, isWhole, depth + 1)).map(([rest, one]) => [`${key}.${rest}`, one]);
  });
  return Object.fromEntries(entries) as Row;
}
