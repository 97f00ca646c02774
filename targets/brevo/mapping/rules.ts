// Which lists are managed, and by which rules and tags people belong to them.
import { ConfigError } from '../../../core/errors.ts';
import { conditionOf } from './conditions.ts';
import { oneOf, type Layers, type Written } from './layers.ts';
import type { ListRule, Mapping, TagRule } from './mapping.ts';

/** The rules under `lists`. @throws ConfigError */
export function listRules(layers: Layers): ListRule[] {
  const named = layers.merged('list_rules');
  return [...layers.merged('lists').values()].map(({ name, value, at }) => {
    const { list, when, sql } = typeof value === 'object' ? value : { list: value };
    if (when !== undefined && sql !== undefined)
      throw new ConfigError(`${at}: the list "${name}" has both "when" and "sql": write one of them`);
    if (sql !== undefined) return { list: listOf(list, at), rule: { sql }, text: name };
    if (when !== undefined)
      return { list: listOf(list, at), rule: { when: conditionOf(when, at) }, text: name };
    const rule = named.get(oneOf(name, [...named.keys()], 'rule', at));
    return { list: listOf(list, at), rule: { when: conditionOf(rule?.value ?? {}, at) }, text: name };
  });
}

/** The lists that tags put people on. @throws ConfigError */
export function tagRules(tags: ReadonlyMap<string, Written<number | string>>): TagRule[] {
  return [...tags.values()].map(({ name, value, at }) => ({ tag: name, list: listOf(value, at) }));
}

/** Every list that the mapping names, and the rule or tag that names it. */
export function listsIn({
  lists,
  tags,
  conversationTags,
}: Pick<Mapping, 'lists' | 'tags' | 'conversationTags'>): { list: number | string; text: string }[] {
  return [...lists, ...[...tags, ...conversationTags].map(({ tag, list }) => ({ list, text: tag }))];
}

/** An id, or a name. Environment variables and shells make texts of ids. */
function listOf(list: number | string, at: string): number | string {
  const id = /^\d+$/.test(String(list)) ? Number(list) : list;
  if (typeof id === 'number' && !(Number.isSafeInteger(id) && id > 0))
    throw new ConfigError(`${at}: ${list} is not the id of a list`);
  return id;
}
