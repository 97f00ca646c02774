// What one contact should be at Brevo, by its row and the rows around it.
import type { Row } from '../../../core/protocol/messages.ts';
import { convert, isFailure } from '../mapping/convert.ts';
import type { AttributeMapping, Mapping, Path } from '../mapping/mapping.ts';
import { readPath } from '../mapping/path.ts';
import type { AttributeType, AttributeValue, Wanted } from '../model.ts';
import { lastAiOutcome } from './computed.ts';
import { identityOf, type Identity } from './identity.ts';
import { listRules, listsOf, type ListIds, type ListRules } from './lists.ts';
import { Person } from './person.ts';
import type { Problem } from './problem.ts';
import type { Reader } from './reader.ts';
import { sourceValue, type Sql } from './source-value.ts';
import { PhoneOwners } from './winners.ts';

/** What is the same for all contacts of a run. */
export interface WantedFacts {
  replica: Reader;
  mapping: Mapping;
  /** The lists that the mapping names. */
  lists: ListIds;
  /** The account's attributes by name; an attribute that is not among them is not written. */
  types: ReadonlyMap<string, AttributeType>;
  /** Answers the mapping's SQL. */
  sql: Sql;
}

/** The facts, made ready for the contacts of one round: identities do not change while it is planned. */
export interface WantedDeps extends WantedFacts {
  owners: PhoneOwners;
  rules: ListRules;
  attributes: readonly { mapping: AttributeMapping; type: AttributeType }[];
  /** Something mapped speaks of the tags of contacts, of those of conversations, of the AI agent. */
  uses: { tags: boolean; conversationTags: boolean; ai: boolean };
}

/** What a contact should be, and what of it could not be used. */
export interface WantedResult {
  wanted: Wanted;
  problems: Problem[];
}

/** Prepares `facts` once, for all contacts of a round. */
export function wantedDeps(facts: WantedFacts): WantedDeps {
  const { mapping, lists, types, replica } = facts;
  const computed = new Set(
    mapping.attributes.map(({ source }) => ('computed' in source ? source.computed : '')),
  );
  return {
    ...facts,
    owners: new PhoneOwners((phone) => replica.claimants('phone', phone)),
    rules: listRules(mapping, lists),
    attributes: mapping.attributes.flatMap((attribute) => {
      const type = types.get(attribute.name);
      return type === undefined ? [] : [{ mapping: attribute, type }];
    }),
    uses: {
      tags: computed.has('tags.names') || mapping.tags.length > 0,
      conversationTags: computed.has('conversations.tags') || mapping.conversationTags.length > 0,
      ai: computed.has('ai.last_outcome'),
    },
  };
}

/**
 * Works out one contact, whose key is `id`; `alone`: nobody else has its e-mail or its phone.
 * @throws ConfigError where the mapping's SQL cannot be run
 */
export function wanted(
  id: string,
  row: Row,
  deps: WantedDeps,
  identity: Identity = identityOf(row, deps.mapping, id),
  alone = false,
): WantedResult {
  const { mapping, replica, rules, sql, owners } = deps;
  const person = new Person(id, row, replica, mapping);
  const problems: Problem[] = [];
  const attributes = attributesOf(person, deps, problems);
  const current = rules.managed.length > 0 ? (replica.confirmed(id)?.lists ?? []) : [];
  const { email, noEmail = false, noSms = false } = identity;
  const sms = alone ? identity.phone : smsOf(id, identity, owners, problems);
  // An unsubscribe is about the address, whichever of those who have it says so.
  const isBlocked = (kind: 'email' | 'phone', value: string | undefined): boolean =>
    !alone && value !== undefined && replica.isUnsubscribed(kind, value);
  const result: Wanted = {
    email,
    sms,
    attributes,
    lists: listsOf(person, rules, sql, current),
    emailBlacklisted: noEmail || isBlocked('email', email),
    smsBlacklisted: noSms || isBlocked('phone', sms),
  };
  note(person, deps, identity, problems);
  return { wanted: result, problems };
}

function attributesOf(person: Person, deps: WantedDeps, problems: Problem[]): Wanted['attributes'] {
  const values: Record<string, AttributeValue | null> = {};
  const context = {
    get country() {
      return firstOf(person.row, deps.mapping.identity.country);
    },
  };
  for (const { mapping, type } of deps.attributes) {
    const value = sourceValue(mapping.source, person, deps.sql);
    // Undefined says nothing: what has not come yet clears nothing.
    if (value === undefined) continue;
    const converted = convert(mapping, value, type, context);
    if (isFailure(converted))
      problems.push({
        kind: 'value',
        attribute: mapping.name,
        text: `${mapping.text}: ${converted.failure}`,
      });
    else values[mapping.name] = converted;
  }
  return values;
}

function smsOf(
  id: string,
  { phone }: Identity,
  owners: PhoneOwners,
  problems: Problem[],
): string | undefined {
  if (phone === undefined) return undefined;
  const owner = owners.of(phone) ?? id;
  if (owner === id) return phone;
  problems.push({ kind: 'phone_taken', attribute: 'SMS', text: `its phone number goes to contact ${owner}` });
  return undefined;
}

function firstOf(row: Row, paths: readonly Path[]): unknown {
  return paths.map((path) => readPath(row, path)).find((value) => value !== undefined && value !== null);
}

function note(person: Person, { uses }: WantedDeps, identity: Identity, problems: Problem[]): void {
  const { emailProblem, phoneProblem } = identity;
  if (emailProblem !== undefined)
    problems.push({ kind: 'email', attribute: 'EMAIL', text: `its e-mail ${emailProblem}` });
  if (phoneProblem !== undefined)
    problems.push({ kind: 'phone', attribute: 'SMS', text: `its phone number ${phoneProblem}` });
  const unknown = [
    ...(uses.tags ? person.tags.unknown : []),
    ...(uses.conversationTags ? person.conversationTags.unknown : []),
  ];
  for (const tag of new Set(unknown))
    problems.push({ kind: 'unknown_tag', text: `tag ${tag} has no name yet` });
  const outcome = uses.ai ? lastAiOutcome(person) : undefined;
  if (outcome?.known === false)
    problems.push({ kind: 'unknown_ai_outcome', text: `AI outcome "${outcome.outcome}" is a new one` });
}
