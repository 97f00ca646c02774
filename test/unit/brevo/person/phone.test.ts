// Phone numbers in every form that people write them in.
import * as fc from 'fast-check';
import { getCountries, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { countryCode } from '../../../../targets/brevo/person/country.ts';
import { phoneNumber } from '../../../../targets/brevo/person/phone.ts';

function read(text: string, country?: string): unknown {
  const phone = phoneNumber(text, () => countryCode(country));
  return 'number' in phone ? phone.number : phone.problem;
}

describe('phoneNumber', () => {
  it.each([
    ['+33612345678', undefined, '+33612345678'],
    ['+1 (415) 555-0112', undefined, '+14155550112'],
    ['+353 1 555 0112', undefined, '+35315550112'],
    ['004989555123', undefined, '+4989555123'],
    ['00 49 89 555 123', 'DEU', '+4989555123'],
    ['089 555 12-34', 'DEU', '+49895551234'],
    ['089 555 12-34', 'Germany', '+49895551234'],
    ['07911 123456', 'gb', '+447911123456'],
    ['(206) 555-0100', 'USA', '+12065550100'],
    ['8 (926) 123-45-67', 'RUS', '+79261234567'],
    ['tel:+44-20-7946-0123', undefined, '+442079460123'],
    ['+49 (0) 30 555 012', undefined, '+4930555012'],
    ['+44 07911 123456', undefined, '+447911123456'],
    ['  +81-3-5555-0112 ', 'USA', '+81355550112'],
    ['+39 06 6982', undefined, '+39066982'],
  ])('reads %s of %s as %s', (text, country, number) => {
    expect(read(text, country)).toBe(number);
  });

  it.each([
    ['089 555 12-34', undefined, 'has no country code'],
    ['089 555 12-34', 'USA', 'is no phone number of US'],
    ['555-0112', 'USA', 'is no phone number of US'],
    ['555-0112 x12', 'USA', 'has an extension'],
    ['+1 206 555 0100 ext. 12', undefined, 'has an extension'],
    ['call me: 555012', 'USA', 'is no phone number'],
    ['+33112', undefined, 'is too long or too short for its country'],
    ['+49891', undefined, 'is too long or too short for its country'],
    ['+999123456', undefined, 'is no phone number'],
    ['', 'USA', 'is empty'],
    ['n/a', 'USA', 'is no phone number'],
  ])('does not read %s of %s: it %s', (text, country, problem) => {
    expect(read(text, country)).toBe(problem);
  });

  it('never throws, and gives E.164 or a reason', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...Array.from('+0123456789 ()-/.x;ext=')) }),
    );
    const countries = fc.option(fc.constantFrom(...getCountries()), { nil: undefined });
    fc.assert(
      fc.property(texts, countries, (text, country) => {
        const phone = phoneNumber(text, () => country);
        expect('number' in phone ? phone.number : '+49891234').toMatch(/^\+[1-9]\d{6,14}$/);
        expect('problem' in phone ? phone.problem : 'none').not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  it('reads every number that the library knows as valid as the library does', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789')),
      minLength: 6,
      maxLength: 11,
    });
    fc.assert(
      fc.property(fc.constantFrom(...getCountries()), digits, (country: CountryCode, national) => {
        const known = parsePhoneNumberFromString(national, country);
        fc.pre(known?.isValid() === true && known.ext === undefined && known.number.length > 7);
        expect(read(known?.number ?? '')).toBe(known?.number);
        expect(read(known?.formatInternational() ?? '')).toBe(known?.number);
      }),
      { numRuns: 500 },
    );
  });
});

describe('countryCode', () => {
  it.each([
    ['DE', 'DE'],
    ['deu', 'DE'],
    ['USA', 'US'],
    ['GBR', 'GB'],
    ['CHN', 'CN'],
    ['POL', 'PL'],
    [' Ireland ', 'IE'],
    ['japan', 'JP'],
    ['Atlantis', undefined],
    ['XXX', undefined],
    ['', undefined],
    [null, undefined],
    [49, undefined],
  ])('knows %s as %s', (text, code) => {
    expect(countryCode(text)).toBe(code);
  });
});
