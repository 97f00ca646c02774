// The search grammar: leaves, AND/OR groups, their limits; parsed from the request body.
import { isFields } from '../../json.ts';
import { Problem } from '../problem.ts';

/** One comparison. */
export interface Filter {
  field: string;
  operator: string;
  value: unknown;
}

/** A comparison or a group of them. */
export type Query = Filter | { operator: 'AND' | 'OR'; value: Query[] };

const OPERATORS = new Set(['=', '!=', 'IN', 'NIN', '<', '<=', '>', '>=', '~', '!~', '^', '$']);
const MAX_DEPTH = 2;
const MAX_FILTERS = 15;

/** Reads `query`; throws Problem 400 for what Intercom refuses. */
export function parseQuery(input: unknown, depth = 0): Query {
  if (!isFields(input)) throw new Problem(400, 'missing_parameter', 'query is required');
  const { field, operator, value } = input;
  if (operator === 'AND' || operator === 'OR') {
    if (depth >= MAX_DEPTH)
      throw new Problem(400, 'parameter_invalid', 'Query exceeds the maximum nesting level of 2');
    if (!Array.isArray(value) || value.length === 0)
      throw new Problem(400, 'parameter_invalid', `${operator} needs a list of filters`);
    if (value.length > MAX_FILTERS)
      throw new Problem(400, 'parameter_invalid', `A group may hold at most ${MAX_FILTERS} filters`);
    return { operator, value: value.map((item: unknown) => parseQuery(item, depth + 1)) };
  }
  if (typeof field !== 'string') throw new Problem(400, 'missing_parameter', 'A filter needs a field');
  if (typeof operator !== 'string' || !OPERATORS.has(operator))
    throw new Problem(400, 'parameter_invalid', `Operator '${String(operator)}' is not valid`);
  if (Array.isArray(value) !== (operator === 'IN' || operator === 'NIN'))
    throw new Problem(400, 'type_mismatch', `Operator '${operator}' does not take this value`);
  return { field, operator, value };
}
