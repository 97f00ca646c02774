// Which of the managed lists one contact belongs to.
import { matches } from '../mapping/conditions.ts';
import type { ListRule, Mapping, Source, TagRule } from '../mapping/mapping.ts';
import type { Person } from './person.ts';
import { sourceValue, type Sql } from './source-value.ts';
import { tagKey, type TagNames } from './tags.ts';

/** Ids at Brevo of the lists that a mapping names by id or by name. */
export type ListIds = ReadonlyMap<number | string, number>;

/** The rules of a mapping, made ready for many contacts. */
export interface ListRules {
  rules: readonly { list: number; rule: ListRule['rule'] }[];
  /** Lists by tag, as `tagKey` writes it. */
  tags: ReadonlyMap<string, number[]>;
  conversationTags: ReadonlyMap<string, number[]>;
  /** Every list that is managed, ascending. */
  managed: readonly number[];
}

/** Looks the lists up; one that the account lacks is passed over. */
export function listRules(mapping: Mapping, ids: ListIds): ListRules {
  const rules = mapping.lists.flatMap(({ list, rule }) => {
    const id = ids.get(list);
    return id === undefined ? [] : [{ list: id, rule }];
  });
  const tags = byTag(mapping.tags, ids);
  const conversationTags = byTag(mapping.conversationTags, ids);
  const all = [...rules.map(({ list }) => list), ...[...tags.values(), ...conversationTags.values()].flat()];
  return { rules, tags, conversationTags, managed: ascending(all) };
}

/**
 * The lists of `person`, ascending. Where rows that a rule needs have not come yet the person stays where
 * `current` has it: what is not known moves nobody.
 */
export function listsOf(person: Person, rules: ListRules, sql: Sql, current: readonly number[]): number[] {
  const lists: number[] = [];
  for (const { list, rule } of rules.rules) {
    const holds = 'sql' in rule ? isTrue(sql(rule.sql, person.id)) : meets(rule.when, person, sql);
    if (holds ?? current.includes(list)) lists.push(list);
  }
  if (rules.tags.size > 0) lists.push(...tagged(person.tags, rules.tags, current));
  if (rules.conversationTags.size > 0)
    lists.push(...tagged(person.conversationTags, rules.conversationTags, current));
  return ascending(lists);
}

/** Undefined where the answer depends on what has not come yet. */
function meets(when: Parameters<typeof matches>[0], person: Person, sql: Sql): boolean | undefined {
  let unknown = false;
  const holds = matches(when, (source: Source) => {
    const value = sourceValue(source, person, sql);
    if (value === undefined) unknown = true;
    return named(value);
  });
  return unknown ? undefined : holds;
}

/** An object with a name, as a company's plan, is compared by it. */
function named(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return 'name' in value ? value.name : value;
}

/** As SQLite sees it: numbers other than 0, and texts that begin with one. */
function isTrue(value: unknown): boolean {
  return typeof value === 'string' ? Boolean(Number.parseFloat(value)) : Boolean(value);
}

function tagged(
  { names, unknown }: TagNames,
  listsByTag: ReadonlyMap<string, number[]>,
  current: readonly number[],
): number[] {
  const lists = names.flatMap((name) => listsByTag.get(tagKey(name)) ?? []);
  if (unknown.length === 0) return lists;
  return [...lists, ...[...listsByTag.values()].flat().filter((list) => current.includes(list))];
}

function byTag(rules: readonly TagRule[], ids: ListIds): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  for (const { tag, list } of rules) {
    const id = ids.get(list);
    if (id !== undefined) lists.set(tagKey(tag), [...(lists.get(tagKey(tag)) ?? []), id]);
  }
  return lists;
}

function ascending(lists: number[]): number[] {
  if (lists.length < 2) return lists;
  return [...new Set(lists)].toSorted((a, b) => a - b);
}
