// Which of a contact's companies its attributes speak of.
import type { Row } from '../../../core/protocol/messages.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { textOf, timeOf } from './text.ts';

type Measure = (company: Row) => number;

const NEVER = Number.NEGATIVE_INFINITY;

const lastSeen: Measure = (company) => timeOf(company['last_request_at']) ?? NEVER;
const spend: Measure = ({ monthly_spend }) => {
  const amount = typeof monthly_spend === 'string' ? Number(monthly_spend || Number.NaN) : monthly_spend;
  return typeof amount === 'number' && !Number.isNaN(amount) ? amount : NEVER;
};

/** What is compared by each rule, most important first. */
const RULES: Record<Exclude<Mapping['primaryCompany'], 'first'>, readonly Measure[]> = {
  most_recently_seen: [lastSeen],
  largest_monthly_spend: [spend, lastSeen],
};

/**
 * The primary one of `companies`, which are in the order of the contact's row; undefined of none. A company that
 * was never seen, or has no spend, comes last; between equals the smallest id decides, so that it never flips.
 */
export function primaryCompany(companies: readonly Row[], rule: Mapping['primaryCompany']): Row | undefined {
  if (rule === 'first' || companies.length < 2) return companies[0];
  return companies.reduce((best, company) => (isBetter(company, best, RULES[rule]) ? company : best));
}

function isBetter(company: Row, best: Row, measures: readonly Measure[]): boolean {
  for (const measure of measures) {
    const [one, other] = [measure(company), measure(best)];
    if (one !== other) return one > other;
  }
  return (textOf(company['id']) ?? '') < (textOf(best['id']) ?? '');
}
