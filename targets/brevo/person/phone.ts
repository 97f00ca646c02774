// Phone numbers as people write them, in E.164.
import {
  getCountries,
  getCountryCallingCode,
  Metadata,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js/max';

/** A number, or why there is none. */
export type Phone = { number: string } | { problem: string };

const PLAIN = /^\+[1-9]\d{6,14}$/;
const PUNCTUATION = /[\s().\-/]/g;

/**
 * `+4989555123` of `+49 (0) 89 555-123`, `tel:+49…`, `0049…`, or, where `country` knows one, `089 555123`. What begins
 * with a country's code needs a length that the country has; a number in national form has to be one of the country's,
 * since the country is a guess. Never throws.
 */
export function phoneNumber(text: string, country: () => CountryCode | undefined): Phone {
  const written = text.trim();
  if (written === '') return { problem: 'is empty' };
  const international = written.replace(/^tel:/i, '').replace(/^00/, '+');
  const digits = international.replace(PUNCTUATION, '');
  if (PLAIN.test(digits) && !international.includes('(0)') && hasPossibleLength(digits))
    return { number: digits };
  if (international.startsWith('+')) return remembered(international, undefined);
  const national = country();
  return national === undefined ? { problem: 'has no country code' } : remembered(international, national);
}

// The same switchboards and the same slips come again and again.
const answers = new Map<string, Phone>();
const REMEMBERED = 10_000;

function remembered(text: string, country: CountryCode | undefined): Phone {
  const key = `${country} ${text}`;
  let phone = answers.get(key);
  if (phone === undefined) {
    phone = parsed(text, country);
    if (answers.size >= REMEMBERED) answers.clear();
    answers.set(key, phone);
  }
  return phone;
}

/** Reads a number in national form where there is a `country`, else one with a country's code. */
function parsed(text: string, country: CountryCode | undefined): Phone {
  const phone = parsePhoneNumberFromString(text.replace('(0)', ''), {
    extract: false,
    ...(country === undefined ? {} : { defaultCountry: country }),
  });
  if (phone === undefined) return { problem: 'is no phone number' };
  if (phone.ext !== undefined) return { problem: 'has an extension' };
  if (country !== undefined && !phone.isValid()) return { problem: `is no phone number of ${country}` };
  return phone.isPossible() && PLAIN.test(phone.number)
    ? { number: phone.number }
    : { problem: 'is too long or too short for its country' };
}

// The library takes 25 microseconds for what most numbers need no parsing for; odd ones are left to it.
function hasPossibleLength(plain: string): boolean {
  lengths ??= possibleLengths();
  for (const size of [1, 2, 3]) {
    const possible = lengths.get(plain.slice(1, 1 + size));
    if (possible !== undefined) return plain[1 + size] !== '0' && possible.has(plain.length - 1 - size);
  }
  return false;
}

let lengths: Map<string, Set<number>> | undefined;

/** Lengths of national numbers by calling code: those that every country of the code has. */
function possibleLengths(): Map<string, Set<number>> {
  const metadata = new Metadata();
  const result = new Map<string, Set<number>>();
  for (const country of getCountries()) {
    metadata.selectNumberingPlan(country);
    const code = getCountryCallingCode(country);
    const others = result.get(code);
    const possible = metadata.numberingPlan?.possibleLengths() ?? [];
    result.set(code, new Set(possible.filter((length) => others?.has(length) ?? true)));
  }
  return result;
}
