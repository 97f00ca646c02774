// One source value as the attribute's value at Brevo.
import { isRow } from '../../../core/protocol/messages.ts';
import type { AttributeType, AttributeValue } from '../model.ts';
import { BY_TYPE, CONVERTERS, type ConvertContext, type Failure } from './converters.ts';
import type { AttributeMapping } from './mapping.ts';

// Brevo says nothing of a limit; longer texts have not been seen to arrive whole.
const MAX_TEXT = 50_000;

/**
 * What Brevo is to hold: null for null, nothing, `""`, `{}` and an empty choice; 0 and false are values. `type` is the account's
 * type of the attribute. A value that does not fit is a failure, never cut and never guessed at. Never throws.
 */
export function convert(
  mapping: Pick<AttributeMapping, 'convert' | 'only'>,
  value: unknown,
  type: AttributeType,
  context: ConvertContext = {},
): AttributeValue | null | Failure {
  if (isEmpty(value)) return null;
  const converter = mapping.convert === undefined ? undefined : CONVERTERS[mapping.convert];
  const converted = (converter?.convert ?? BY_TYPE[type])(value, context);
  if (typeof converted === 'string') return textValue(converted);
  if (!Array.isArray(converted)) return converted;
  const options = mapping.only ? allowed(converted, mapping.only) : converted;
  return options.length === 0 ? null : options;
}

/** Whether `converted` is the reason why there is no value. */
export function isFailure(converted: AttributeValue | null | Failure): converted is Failure {
  return isRow(converted);
}

// A company without a plan has the plan `{}`.
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return value === null || value === undefined || value === '';
  return !Array.isArray(value) && Object.keys(value).length === 0;
}

function textValue(text: string): string | null | Failure {
  if (text === '') return null;
  if (text.length > MAX_TEXT) return { failure: `is longer than ${MAX_TEXT} characters` };
  // Half a surrogate pair, as a text cut elsewhere ends in, is no character that can be sent.
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Those of `options` that `only` has, in the spelling of `only`; case does not count. */
function allowed(options: readonly string[], only: readonly string[]): string[] {
  const present = new Set(options.map((option) => option.toLowerCase()));
  return only.filter((option) => present.has(option.toLowerCase()));
}
