// Fault rules: what goes wrong, at which call of which route; parsed from JSON and matched call by call.
import { isFields } from '../json.ts';

/** What can go wrong; `fault` says how the listed extras are read. */
export const FAULTS = [
  'status',
  'delay',
  'reset',
  'truncate',
  'lost',
  'html',
  'html200',
  'empty',
  'hang',
  'expire_scroll',
  'mutate',
  'not_found',
] as const;

/** One of them. */
export type Fault = (typeof FAULTS)[number];

/** One rule: `times` calls of `route` from the `nth` on suffer `fault`. */
export interface FaultRule {
  /** A route template such as `POST /contacts/search` or `GET /contacts/:id`, or `*` for every route. */
  route: string;
  /** `lost` does what was asked and then ends the connection without an answer. */
  fault: Fault;
  /** The first call the rule applies to, counted from 1. Default 1. */
  nth?: number;
  /** How many calls it applies to. Default 1. */
  times?: number;
  /** Of `status` and `html` (default 500 and 502). */
  status?: number;
  /** Added to the answer of `status`. */
  headers?: Record<string, string>;
  /** Body of `status`, sent as it is if a string and as JSON otherwise; the vendor's own error shape by default. */
  body?: unknown;
  /** Milliseconds of `delay`. */
  ms?: number;
  /** How many changes `mutate` makes (default 1). */
  n?: number;
  /** Which changes `mutate` draws from; all by default. */
  kinds?: string[];
}

/** A rule cannot be read; the message names the field. */
export class FaultRuleError extends Error {}

/** Checks what came from outside; throws FaultRuleError naming the rule and the field. */
export function parseFaultRules(input: unknown, faults: readonly Fault[] = FAULTS): FaultRule[] {
  if (!Array.isArray(input)) throw new FaultRuleError('fault rules must be a JSON array');
  return input.map((rule: unknown, index) => {
    checkRule(rule, index, faults);
    return rule;
  });
}

function checkRule(rule: unknown, index: number, faults: readonly Fault[]): asserts rule is FaultRule {
  if (!isFields(rule)) throw new FaultRuleError(`rule ${index} must be an object`);
  for (const [field, value] of Object.entries(rule)) {
    const problem = FIELDS[field] === undefined ? 'is not a field of a fault rule' : FIELDS[field](value);
    if (problem !== undefined) throw new FaultRuleError(`rule ${index}: ${field} ${problem}`);
  }
  for (const field of ['route', 'fault'])
    if (rule[field] === undefined) throw new FaultRuleError(`rule ${index}: ${field} is missing`);
  if (!faults.some((fault) => fault === rule['fault']))
    throw new FaultRuleError(`rule ${index}: fault must be one of ${faults.join(', ')}`);
}

type Check = (value: unknown) => string | undefined;

const whole: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 0 ? undefined : 'must be a whole number';

const FIELDS: Record<string, Check> = {
  route: (value) =>
    typeof value === 'string' ? undefined : 'must be a route such as "POST /contacts/search", or "*"',
  fault: () => undefined,
  nth: whole,
  times: whole,
  status: whole,
  ms: whole,
  n: whole,
  headers: (value) => (isFields(value) ? undefined : 'must be an object'),
  kinds: (value) => (Array.isArray(value) ? undefined : 'must be an array'),
  body: () => undefined,
};

/** The rules in force and how often each has been called. */
export class Faults {
  #rules: { rule: FaultRule; calls: number }[] = [];

  constructor(rules: FaultRule[]) {
    this.replace(rules);
  }

  /** Puts new rules in force and starts their counts at zero. */
  replace(rules: FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ rule, calls: 0 }));
  }

  /** Counts a call of a route and gives the rules that apply to it. */
  due(route: string): FaultRule[] {
    const due: FaultRule[] = [];
    for (const entry of this.#rules) {
      if (entry.rule.route !== '*' && entry.rule.route !== route) continue;
      entry.calls += 1;
      const first = entry.rule.nth ?? 1;
      if (entry.calls >= first && entry.calls < first + (entry.rule.times ?? 1)) due.push(entry.rule);
    }
    return due;
  }
}
