// Explains one contact: where each value comes from, what Brevo confirmed, and why it is sent or not.
import { ConfigError } from '../../../core/errors.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import type { AttributeMapping } from '../mapping/mapping.ts';
import type { Confirmed } from '../model.ts';
import { identityOf, type Identity } from '../person/identity.ts';
import { Person } from '../person/person.ts';
import type { Problem } from '../person/problem.ts';
import { sourceValue } from '../person/source-value.ts';
import type { WantedDeps } from '../person/wanted.ts';
import { ownerOf } from '../person/winners.ts';
import type { Replica } from '../replica/replica.ts';
import { diff } from './diff.ts';
import { changeText, shown } from './fields.ts';
import type { PlanRules } from './planner.ts';
import { overtaken, removal } from './removal.ts';

/** What explaining works with; `rules` are those that rounds are planned by. */
export interface ExplainDeps {
  replica: Replica;
  deps: WantedDeps;
  rules: PlanRules;
}

/** The contact, all that is known of it, and what follows. */
interface Case extends ExplainDeps {
  id: string;
  row: Row;
  identity: Identity;
  result: ReturnType<PlanRules['wantedOf']>;
  confirmed: Confirmed | undefined;
}

/**
 * Explains a contact in lines, by its key or its e-mail; several where they share that. Nothing is sent or changed.
 * @throws ConfigError where the replica knows none
 */
export function explain(who: string, work: ExplainDeps): string[] {
  const { replica } = work;
  const ids = replica.contact(who)
    ? [who]
    : replica.claimants('email', who.trim().toLowerCase()).map(({ id }) => id);
  if (ids.length === 0) throw new ConfigError(`the replica knows no contact ${who}`);
  return ids.flatMap((id, n) => [...(n > 0 ? [''] : []), ...explainOne(id, work)]);
}

function explainOne(id: string, work: ExplainDeps): string[] {
  const { replica, rules } = work;
  const row = replica.contact(id)?.row;
  if (!row) return [`contact ${id}: known by name only, its row has not come`];
  const one: Case = {
    ...work,
    id,
    row,
    identity: identityOf(row, rules.mapping, id),
    result: rules.wantedOf(id, row),
    confirmed: replica.confirmed(id),
  };
  return [
    `contact ${id}${one.identity.role === undefined ? '' : ` (${one.identity.role})`}`,
    ...claimLines(one),
    ...attributeLines(one),
    ...listLines(one),
    ...consentLines(one),
    ...eventLines(one),
    ...nextLines(one),
  ];
}

function claimLines({ replica, id, identity, confirmed, result }: Case): string[] {
  const claim = (kind: 'email' | 'phone', value: string | undefined, problem: string | undefined): string => {
    if (value === undefined) return problem === undefined ? '(none)' : `left out, it ${problem}`;
    const claimants = replica.claimants(kind, value);
    const others = claimants.filter((other) => other.id !== id).map((other) => other.id);
    const owner = ownerOf(claimants);
    const whose = owner === undefined || owner === id ? 'this one has it' : `contact ${owner} has it`;
    return others.length === 0 ? value : `${value}, shared with ${others.join(', ')}: ${whose}`;
  };
  const refused = Object.entries(confirmed?.refused ?? {}).map(
    ([name, value]) => `  refused    ${name} ${value}: not tried again until it changes`,
  );
  const unsure = confirmed?.unsure === true ? ', not certain: a run ended within a request' : '';
  return [
    `  e-mail     ${claim('email', identity.email, identity.emailProblem)}; confirmed ${shown(confirmed?.email)}`,
    `  phone      ${claim('phone', identity.phone, identity.phoneProblem)}; confirmed ${shown(confirmed?.sms)}`,
    ...refused,
    `  at Brevo   ${confirmed ? `as ext_id ${confirmed.extId}${unsure}` : 'not by this target'}`,
    ...result.problems.map(({ text }: Problem) => `  note       ${text}`),
  ];
}

function attributeLines({ id, row, deps, result, confirmed }: Case): string[] {
  const person = new Person(id, row, deps.replica, deps.mapping);
  const { attributes } = result.wanted;
  return deps.mapping.attributes.flatMap((attribute) => {
    const { name } = attribute;
    const type = deps.types.get(name);
    const source = sourceValue(attribute.source, person, deps.sql);
    const value =
      type === undefined
        ? 'not written: the account has no such attribute'
        : name in attributes
          ? shown(attributes[name])
          : source === undefined
            ? 'left as it is: rows that it needs have not come'
            : 'left out, the value does not fit';
    return [
      `  ${name}: ${value}; confirmed ${shown(confirmed?.attributes[name])}`,
      `    from ${originOf(attribute)} = ${shown(source)}, by ${attribute.convert ?? `type ${type ?? 'unknown'}`}`,
    ];
  });
}

function originOf({ text, source, group }: AttributeMapping): string {
  const kind = 'sql' in source ? 'SQL ' : '';
  return `${kind}${text}${group === undefined ? '' : ` (group ${group})`}`;
}

function listLines({ deps, result, confirmed }: Case): string[] {
  const { mapping, lists } = deps;
  const named = [
    ...mapping.lists.map(({ list, text }) => ({ list, why: `rule ${text}` })),
    ...[...mapping.tags, ...mapping.conversationTags].map(({ list, tag }) => ({ list, why: `tag ${tag}` })),
  ];
  return named.flatMap(({ list, why }) => {
    const number = lists.get(list);
    if (number === undefined) return [];
    const belongs = result.wanted.lists.includes(number) ? 'belongs' : 'does not belong';
    const known = confirmed?.lists.includes(number) === true ? 'yes' : 'no';
    return [`  list ${number}: ${belongs}, by ${why}; confirmed ${known}`];
  });
}

const say = (unsubscribed: boolean): string => (unsubscribed ? 'unsubscribed' : 'not unsubscribed');
const known = (blocked: boolean | undefined): string => (blocked === true ? 'blocked' : 'no block');

function consentLines({ result, confirmed, deps }: Case): string[] {
  const { emailBlacklisted, smsBlacklisted } = result.wanted;
  return [
    `  consent    e-mail ${say(emailBlacklisted)}, confirmed ${known(confirmed?.emailBlacklisted)}; ` +
      `SMS ${say(smsBlacklisted)}, confirmed ${known(confirmed?.smsBlacklisted)}; owner ${deps.mapping.consent.owner}`,
  ];
}

function eventLines({ id, replica }: Case): string[] {
  const names = new Map<string, number>();
  for (const { contact, name } of replica.pendingEvents())
    if (contact === id) names.set(name, (names.get(name) ?? 0) + 1);
  return [...names].map(([name, n]) => `  events     ${n} x ${name} to send`);
}

/** What the next round makes of it, or why it makes nothing. */
function nextLines({ id, replica, rules, identity, result, confirmed }: Case): string[] {
  const mergedInto = replica.identity(id)?.mergedInto;
  if (mergedInto !== undefined || identity.deleted || replica.contact(id)?.deleted === true) {
    const how = mergedInto === undefined ? rules.onDelete : 'unlist';
    const why = mergedInto === undefined ? `it is deleted (on_delete: ${how})` : `merged into ${mergedInto}`;
    const change = confirmed && removal(id, confirmed, how, rules.managed);
    return change ? [`  next: ${why}`, ...indented(changeText(change, confirmed))] : [`  not sent: ${why}`];
  }
  const owner = identity.email === undefined ? id : ownerOf(replica.claimants('email', identity.email));
  if (owner !== undefined && owner !== id) {
    const why = `contact ${owner} is, with the same e-mail`;
    const change = overtaken(id, owner, replica, rules.managed);
    return [`  not sent: ${why}`, ...(change ? ['  next:', ...indented(changeText(change, confirmed))] : [])];
  }
  const { withoutEmail } = rules;
  const isNameless = withoutEmail === 'skip' || (withoutEmail === 'phone' && result.wanted.sms === undefined);
  if (identity.email === undefined && !confirmed && isNameless)
    return [`  not sent: it has no e-mail (contacts_without_email: ${withoutEmail})`];
  const change = diff(id, result.wanted, confirmed, rules);
  return change
    ? ['  next:', ...indented(changeText(change, confirmed))]
    : ['  not sent: Brevo has it all confirmed'];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `    ${line}`);
