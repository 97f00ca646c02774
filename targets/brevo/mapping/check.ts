// Compares the paths of a mapping with the schemas of the streams: what no schema has is most likely written wrong.
import { ConfigError } from '../../../core/errors.ts';
import type { Log } from '../../../core/log.ts';
import { didYouMean, isSlip } from '../../../core/nearest.ts';
import type { JsonSchema } from '../../../core/protocol/messages.ts';
import { sourcesIn } from './conditions.ts';
import { RELATIONS } from './sources.ts';
import { STREAM, type Mapping, type Path, type Source } from './mapping.ts';

/** A path that the schema of its stream lacks. */
export interface UnknownPath {
  text: string;
  /** Whether the schema has a name so near that the path must be written wrong; others may be undeclared. */
  wrong: boolean;
  /** The key that it is under, where the configuration has it. */
  key: [section: 'field_mapping' | 'lists', name: string];
}

/**
 * Warns once of every path that the schema of its stream lacks: it may be there all the same, as a tap may send more than
 * it declares.
 * @throws ConfigError where a path must be written wrong
 */
export function checkMapping(
  mapping: Mapping,
  schemas: ReadonlyMap<string, JsonSchema>,
  log: Pick<Log, 'warn'>,
): void {
  const missing = unknownPaths(mapping, schemas);
  const wrong = missing.filter((one) => one.wrong).map(({ text }) => text);
  if (wrong.length > 0) throw new ConfigError([...new Set(wrong)].join('; '));
  for (const text of new Set(missing.map((one) => one.text))) log.warn(text);
}

/** Every use of a path that its schema lacks. Streams whose schemas are not known, or say nothing of properties, are passed over. */
export function unknownPaths(mapping: Mapping, schemas: ReadonlyMap<string, JsonSchema>): UnknownPath[] {
  const people = [...mapping.streams.values()].find(({ sink }) => sink === 'contacts')?.name ?? '';
  return usesIn(mapping).flatMap(([source, key]) => {
    const [stream, path] = placeOf(source, people) ?? [];
    if (stream === undefined || path === undefined) return [];
    const schema = schemas.get(stream);
    const relations = stream === people && path.length > 1 ? RELATIONS : [];
    const found = schema && missingIn(schema, path, relations);
    if (!found) return [];
    const { name, known } = found;
    const text = `the schema of "${stream}" has no "${path.join('.')}"${didYouMean(name, known)}`;
    return [{ text, wrong: isSlip(name, known), key }];
  });
}

type Use = [source: Source, key: UnknownPath['key']];

/** Every source that the mapping reads, and the key that it is under. */
function usesIn({ attributes, lists, identity }: Mapping): Use[] {
  const paths = [identity.email, identity.phone].filter((path) => path !== undefined);
  return [
    ...attributes.map(({ source, text }): Use => [source, ['field_mapping', text]]),
    ...lists.flatMap(({ rule, text }) => {
      const sources = 'when' in rule ? sourcesIn(rule.when) : [];
      return sources.map((source): Use => [source, ['lists', text]]);
    }),
    ...paths.map((path): Use => [{ path }, ['field_mapping', path.join('.')]]),
  ];
}

function placeOf(source: Source, people: string): [stream: string, path: Path] | undefined {
  if ('path' in source) return [people, source.path];
  return 'company' in source ? [STREAM.companies, source.company] : undefined;
}

/** Undefined where the schema has the path; otherwise the name that it lacks, and those that it has in that place, `others` too. */
function missingIn(
  schema: JsonSchema,
  path: Path,
  others: readonly string[] = [],
): { name: string; known: string[] } | undefined {
  const { properties, additionalProperties } = schema;
  if (path.length === 0 || !properties) return undefined;
  for (let to = path.length; to > 0; to -= 1) {
    const text = path.slice(0, to).join('.');
    const name = text.replace(/\[\]$/, '');
    const found = properties[name];
    if (found) return missingIn(text === name ? found : (found.items ?? {}), path.slice(to));
  }
  // A schema need not be closed; one that says it is open stands for any name.
  if (additionalProperties === true || typeof additionalProperties === 'object') return undefined;
  return { name: path[0] ?? '', known: [...Object.keys(properties), ...others] };
}
