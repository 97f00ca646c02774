// Conditions on a contact: how an operator writes them, and whether one holds.
import { ConfigError } from '../../../core/errors.ts';
import { didYouMean } from '../../../core/nearest.ts';
import type { When } from '../../../schemas/config/target-brevo-mapping.types.ts';
import type { Condition, Source, Test } from './mapping.ts';
import { sourceOf } from './sources.ts';

type Scalar = string | number | boolean;

/** Everything under `when` has to hold; `any` and `none` hold lists of such. @throws ConfigError */
export function conditionOf(when: When, at: string): Condition {
  const all = Object.entries(when).map(([key, value]): Condition => {
    if (key === 'any') return { any: conditionsOf(key, value, at) };
    if (key === 'none') return { none: conditionsOf(key, value, at) };
    const tests = testsOf(key, value, at).map((test) => ({ source: sourceOf(key, at), test }));
    return tests.length === 1 && tests[0] ? tests[0] : { all: tests };
  });
  return all.length === 1 && all[0] ? all[0] : { all };
}

/** Whether `condition` holds for the contact whose values `read` gives. */
export function matches(condition: Condition, read: (source: Source) => unknown): boolean {
  if ('all' in condition) return condition.all.every((one) => matches(one, read));
  if ('any' in condition) return condition.any.some((one) => matches(one, read));
  if ('none' in condition) return !condition.none.some((one) => matches(one, read));
  return passes(condition.test, read(condition.source));
}

/** Every source that `condition` reads. */
export function sourcesIn(condition: Condition): Source[] {
  if ('source' in condition) return [condition.source];
  return Object.values(condition).flatMap((conditions: Condition[]) => conditions.flatMap(sourcesIn));
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

function passes(test: Test, value: unknown): boolean {
  if ('empty' in test) return isEmpty(value) === test.empty;
  if ('in' in test) return test.in.some((one) => one === value);
  if ('not' in test) return test.not.every((one) => one !== value);
  if ('includes' in test) return Array.isArray(value) && test.includes.some((one) => value.includes(one));
  // An empty value is not below anything.
  if (typeof value !== 'number') return false;
  if ('above' in test) return value > test.above;
  if ('atLeast' in test) return value >= test.atLeast;
  return 'below' in test ? value < test.below : value <= test.atMost;
}

const TESTS: Record<string, (value: unknown) => Test | undefined> = {
  not: (value) => (isScalars(value) ? { not: value } : isScalar(value) ? { not: [value] } : undefined),
  above: (value) => (typeof value === 'number' ? { above: value } : undefined),
  at_least: (value) => (typeof value === 'number' ? { atLeast: value } : undefined),
  below: (value) => (typeof value === 'number' ? { below: value } : undefined),
  at_most: (value) => (typeof value === 'number' ? { atMost: value } : undefined),
  includes: (value) => {
    const items = [value].flat();
    return isScalars(items) ? { includes: items.filter((item) => typeof item !== 'boolean') } : undefined;
  },
  empty: (value) => (typeof value === 'boolean' ? { empty: value } : undefined),
};

function testsOf(key: string, value: unknown, at: string): Test[] {
  if (isScalar(value)) return [{ in: [value] }];
  if (isScalars(value)) return [{ in: value }];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigError(`${at}: "${key}" must be a value, several values or a comparison`);
  return Object.entries(value).map(([name, operand]) => {
    const known = Object.keys(TESTS);
    const read = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
    if (!read) {
      const near = didYouMean(name, known) || `; there is ${known.join(', ')}`;
      throw new ConfigError(`${at}: unknown comparison "${name}" of "${key}"${near}`);
    }
    const test = read(operand);
    if (!test) throw new ConfigError(`${at}: "${name}" of "${key}" cannot be ${JSON.stringify(operand)}`);
    return test;
  });
}

function conditionsOf(key: string, value: unknown, at: string): Condition[] {
  const items = [value].flat();
  return items.map((item) => {
    if (typeof item !== 'object' || item === null)
      throw new ConfigError(`${at}: "${key}" must hold conditions, as "- role: user"`);
    return conditionOf(item as When, at);
  });
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isScalars(value: unknown): value is Scalar[] {
  return Array.isArray(value) && value.every(isScalar);
}
