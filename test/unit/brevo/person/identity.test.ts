// Who a row says that a contact is, and who wins.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../core/protocol/messages.ts';
import { identityOf, type Identity } from '../../../../targets/brevo/person/identity.ts';
import type { Claimant } from '../../../../targets/brevo/person/reader.ts';
import { ownerOf, survivorOf } from '../../../../targets/brevo/person/winners.ts';
import { mappingWith } from './fakes.ts';

const mapping = mappingWith();
const claimant = (id: string, rank: string, change: Partial<Claimant> = {}): Claimant => ({
  id,
  rank,
  deleted: false,
  ...change,
});
const read = (row: Row): Identity => identityOf({ id: 'a', ...row }, mapping);

describe('identityOf', () => {
  it.each([
    [' Anna.Smith+News@Example.COM ', 'anna.smith+news@example.com'],
    ["o'hara@mail.example.co.uk", "o'hara@mail.example.co.uk"],
    ['li@xn--bcher-kva.example', 'li@xn--bcher-kva.example'],
    ['zoë@bücher.example', 'zoë@bücher.example'],
  ])('reads the e-mail %s', (text, email) => {
    expect(read({ email: text })).toMatchObject({ email });
  });

  it.each([
    'nobody',
    'a@b',
    'a b@example.com',
    'a@@example.com',
    'a@example..com',
    '<a@example.com>',
    '@x.de',
  ])('takes %s for no e-mail', (email) => {
    const identity = read({ email });
    expect(identity.email).toBeUndefined();
    expect(identity.emailProblem).toBe('is no e-mail address');
  });

  it('takes one of 255 characters for none', () => {
    expect(read({ email: `${'x'.repeat(243)}@example.com` })).toMatchObject({
      emailProblem: 'is longer than 254 characters',
    });
  });

  it.each([{}, { email: null, phone: null }, { email: '', phone: ' ' }])(
    'finds nothing wrong with %o',
    (row) => {
      expect(Object.keys(read(row))).toEqual(['rank', 'deleted', 'mergedFrom']);
    },
  );

  it('reads a national number by the country of the contact, a code before a name', () => {
    const location = { country_code: 'DEU', country: 'Ireland' };
    expect(read({ phone: '089 555 1234', location }).phone).toBe('+49895551234');
    expect(read({ phone: '089 555 1234' }).phoneProblem).toBe('has no country code');
  });

  it.each([
    [{}, false],
    [{ deleted: false, archived: null }, false],
    [{ archived: true }, true],
    [{ deleted: 1 }, true],
    [{ _sdc_deleted_at: '2026-01-01T00:00:00Z' }, true],
    [{ _sdc_deleted_at: null }, false],
  ])('says of %o that deleted is %s', (row, deleted) => {
    expect(read(row).deleted).toBe(deleted);
  });

  it('names the contacts that were merged into it, itself never', () => {
    const merge_history = ['b', 'a', 'c', 'b', null].map((source_contact_id) => ({ source_contact_id }));
    expect(read({ merge_history }).mergedFrom).toEqual(['b', 'c']);
  });

  it('ranks users before leads, then the earliest, then the smallest key; those without e-mail last', () => {
    const rows: Row[] = [
      { id: 'z', email: 'x@example.com', role: 'user', created_at: '1969-12-31T00:00:00Z' },
      { id: 'b', email: 'x@example.com', role: 'user', created_at: '2020-01-01T00:00:00.000000Z' },
      { id: 'c', email: 'x@example.com', role: 'user', created_at: 1_577_836_800 },
      { id: 'a', email: 'x@example.com', role: 'user', created_at: 4_000_000_000 },
      { id: 'd', email: 'x@example.com', role: 'user' },
      { id: 'e', email: 'x@example.com', role: 'lead', created_at: 0 },
      { id: 'f', email: 'x@example.com', role: 'alien', created_at: 0 },
      { id: 'g', email: null, role: 'user', created_at: 0 },
    ];
    const ranks = rows.map((row) => identityOf(row, mapping).rank);
    expect(ranks.toSorted()).toEqual(ranks);
  });

  it('never throws, and ranks every contact apart from every other', () => {
    const field = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.jsonValue());
    const rows = fc.record({ email: field, phone: field, role: field, created_at: field, deleted: field });
    fc.assert(
      fc.property(rows, rows, (one, other) => {
        const [a, b] = [identityOf(one, mapping, 'a'), identityOf(other, mapping, 'b')];
        expect(a.rank).not.toBe(b.rank);
        expect(identityOf(one, mapping, 'a')).toEqual(a);
      }),
    );
  });
});

describe('ownerOf', () => {
  it('is the first in rank of those who are there', () => {
    const merged = claimant('a', '1', { mergedInto: 'd' });
    const gone = claimant('b', '2', { deleted: true });
    expect(ownerOf([merged, gone, claimant('d', '4'), claimant('c', '3')])).toBe('c');
    expect(ownerOf([merged, gone])).toBeUndefined();
    expect(ownerOf([])).toBeUndefined();
  });

  it('does not depend on the order in which claimants are known, nor on those who lost', () => {
    const claimants = fc.uniqueArray(
      fc.record({ id: fc.string(), rank: fc.string(), deleted: fc.boolean() }),
      { selector: ({ rank }) => rank, minLength: 1 },
    );
    fc.assert(
      fc.property(claimants, fc.nat(), (all, nth) => {
        const owner = ownerOf(all);
        expect(ownerOf(all.toReversed())).toBe(owner);
        const rest = all.filter(({ id }, place) => id === owner || place !== nth % all.length);
        expect(ownerOf(rest)).toBe(owner);
      }),
    );
  });
});

describe('survivorOf', () => {
  const into: Record<string, string> = { a: 'b', b: 'c', x: 'y', y: 'x' };
  it.each([
    ['a', 'c'],
    ['b', 'c'],
    ['c', 'c'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (id, survivor) => {
    expect(survivorOf(id, (key) => into[key])).toBe(survivor);
  });

  it('ends where merges go round', () => {
    expect(survivorOf('x', (key) => into[key])).toBe('y');
  });
});
