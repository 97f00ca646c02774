// Says in a few lines what a round is going to do, how many requests that takes, and how long.
import { BATCH } from '../../../vendors/brevo.ts';
import type { PlanSummary } from './tally.ts';

/** So many requests in so many seconds, as the account's answers tell. */
export interface RateLimit {
  limit: number;
  seconds: number;
}

/** What is known beside the plan. */
export interface SummaryFacts {
  /** Limits on requests about contacts and on requests with events; none that are known means 10 a second. */
  limits: { contacts: readonly RateLimit[]; events: readonly RateLimit[] };
  /** Name of a list by its id, as the operator wrote it. */
  listName: (list: number) => string | undefined;
  /** Records that wait in the rejects file. */
  rejects: number;
}

/** What sending a plan takes. */
export interface Effort {
  requests: number;
  /** At the account's limits, of which contacts and events have one each. */
  seconds: number;
}

/** All plans of Brevo allow at least this: https://developers.brevo.com/docs/api-limits */
const LEAST: RateLimit = { limit: 10, seconds: 1 };

/** The requests that a plan takes, and the time that they take. */
export function effortOf(summary: PlanSummary, limits: SummaryFacts['limits']): Effort {
  const batches = Math.ceil(summary.events / BATCH.events);
  return {
    requests: summary.requests + batches,
    seconds: secondsFor(summary.requests, limits.contacts) + secondsFor(batches, limits.events),
  };
}

/** The plan in lines for the log; one line where there is nothing to do. */
export function describePlan(summary: PlanSummary, facts: SummaryFacts): string[] {
  const { unlist, blocklist, delete: deleted } = summary.removals;
  const changes = phrases([
    [summary.creates, 'to create'],
    [summary.updates, 'to update'],
    [unlist, 'gone, to take off the lists'],
    [blocklist, 'gone, to blocklist'],
    [deleted, 'gone, to delete'],
    [summary.unchanged, 'unchanged'],
  ]);
  const effort = effortOf(summary, facts.limits);
  return [
    `plan: ${counted(summary.contacts, 'contact')} looked at${changes === '' ? '' : `: ${changes}`}`,
    ...listLines(summary, facts),
    ...(summary.events > 0 ? [`plan: ${counted(summary.events, 'event')} to send`] : []),
    ...leftOut(summary),
    ...summary.examples.map((example) => `plan: ${example}`),
    ...(facts.rejects > 0
      ? [`plan: ${counted(facts.rejects, 'record')} refused earlier, in the rejects file`]
      : []),
    effort.requests === 0
      ? 'plan: nothing to send'
      : `plan: ${counted(effort.requests, 'request')}, about ${duration(effort.seconds)} at the limits of the account`,
  ];
}

/** Seconds in words, as `2 h 46 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${number(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

// What a window grants goes at once; the slowest of the windows counts.
function secondsFor(requests: number, limits: readonly RateLimit[]): number {
  const windows = limits.length === 0 ? [LEAST] : limits;
  const times = windows.map(({ limit, seconds }) => Math.ceil(requests / limit - 1) * seconds);
  return Math.max(0, ...times);
}

function listLines({ joins, leaves }: PlanSummary, { listName }: SummaryFacts): string[] {
  const lists = [...new Set([...Object.keys(joins), ...Object.keys(leaves)])].map(Number);
  return lists
    .toSorted((a, b) => a - b)
    .map((list) => {
      const name = listName(list);
      const moves = phrases([
        [joins[list] ?? 0, 'join'],
        [leaves[list] ?? 0, 'leave'],
      ]);
      return `plan: list ${list}${name === undefined ? '' : ` (${name})`}: ${moves}`;
    });
}

function leftOut({ shared, skipped, problems }: PlanSummary): string[] {
  const roles = Object.entries(skipped).map(([role, n]) => counted(n, role));
  return [
    ...(shared > 0 ? [`${counted(shared, 'contact')} not sent: another contact has the same e-mail`] : []),
    ...(roles.length > 0 ? [`${roles.join(', ')} not sent: no e-mail (contacts_without_email)`] : []),
    ...Object.entries(problems).map(([kind, n]) => `${number(n)} x ${PROBLEMS[kind] ?? kind}`),
  ].map((line) => `plan: ${line}`);
}

const PROBLEMS: Record<string, string> = {
  email: 'an e-mail that is none',
  phone: 'a phone number that cannot be read, left out',
  phone_taken: 'a phone number that goes to another contact',
  value: 'a value that does not fit its attribute, left out',
  unknown_tag: 'a tag whose name has not come',
  unknown_ai_outcome: 'an AI outcome without a word of its own, sent as it is',
} satisfies Record<keyof PlanSummary['problems'], string>;

function phrases(parts: readonly [n: number, text: string][]): string {
  return parts.flatMap(([n, text]) => (n > 0 ? [`${number(n)} ${text}`] : [])).join(', ');
}

const number = (n: number): string => n.toLocaleString('en-US');
const counted = (n: number, what: string): string => `${number(n)} ${what}${n === 1 ? '' : 's'}`;
