// What holds of differences whatever the contact: fast-check looks for the exception.
import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import type { AttributeValue, Change, Confirmed, Wanted } from '../../../../targets/brevo/model.ts';
import { diff, withoutLapsedBlocks, type DiffOptions } from '../../../../targets/brevo/plan/diff.ts';

const options: DiffOptions = {
  managed: new Set([1, 2, 3]),
  kept: new Set(['KEPT']),
  lifts: { email: false, sms: false },
};

const NAMES = ['A', 'B', 'KEPT', 'TAGS'];
const value = fc.oneof<fc.Arbitrary<AttributeValue>[]>(
  fc.constantFrom('x', 'y', 0, 1, true, false),
  fc.uniqueArray(fc.constantFrom('p', 'q', 'r')),
);
const lists = fc.uniqueArray(fc.constantFrom(1, 2, 3)).map((some) => some.toSorted((a, b) => a - b));
const wanted: fc.Arbitrary<Wanted> = fc.record({
  email: fc.constantFrom('a@x.io', 'b@x.io', undefined),
  sms: fc.constantFrom('+331', '+332', undefined),
  attributes: fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(value, fc.constant(null))),
  lists,
  emailBlacklisted: fc.boolean(),
  smsBlacklisted: fc.boolean(),
});
const confirmed: fc.Arbitrary<Confirmed> = fc.record(
  {
    extId: fc.constantFrom('c1', 'c2'),
    email: fc.constantFrom('a@x.io', 'b@x.io'),
    sms: fc.constantFrom('+331', '+332'),
    attributes: fc.dictionary(fc.constantFrom(...NAMES), value),
    lists: fc.uniqueArray(fc.constantFrom(1, 2, 3, 99)).map((some) => some.toSorted((a, b) => a - b)),
    emailBlacklisted: fc.boolean(),
    smsBlacklisted: fc.boolean(),
    refused: fc.record(
      { EMAIL: fc.constant('a@x.io'), SMS: fc.constant('+331'), EXT_ID: fc.constant('c1') },
      { requiredKeys: [] },
    ),
    unsure: fc.constant(true),
  },
  { requiredKeys: ['extId', 'attributes', 'lists'] },
);
const maybe = fc.option(confirmed, { nil: undefined });

test('what was sent is no difference any more', () => {
  fc.assert(
    fc.property(wanted, maybe, (want, before) => {
      const change = diff('c1', want, before, options);
      const now = change?.after ?? before;
      expect(diff('c1', want, now, options)).toBeUndefined();
    }),
  );
});

test('a change and its way back are both sent: A, B, A', () => {
  fc.assert(
    fc.property(wanted, wanted, (a, b) => {
      const brevo: Brevo = { attributes: {}, lists: new Set() };
      let now = step(brevo, a, undefined);
      const first = shown(brevo);
      now = step(brevo, b, now);
      step(brevo, a, now);
      const again = shown(brevo);
      // What is kept, never cleared or never lifted may come from B.
      expect(again).toMatchObject({ attributes: first.attributes, lists: first.lists });
      expect(again.email).toBe(a.email ?? b.email);
      expect(again.sms).toBe(first.sms);
    }),
  );
});

test('nothing is cleared or left but what was confirmed, and no block is lifted', () => {
  fc.assert(
    fc.property(wanted, maybe, (want, before) => {
      const change = diff('c1', want, before, options);
      const cleared = Object.entries(change?.attributes ?? {}).filter(([, sent]) => sent === '');
      for (const [name] of cleared) expect(before?.attributes).toHaveProperty(name);
      for (const list of change?.removeLists ?? []) expect(before?.lists).toContain(list);
      for (const list of change?.removeLists ?? []) expect(options.managed).toContain(list);
      expect(change?.sms === '' && before?.sms === undefined).toBe(false);
      expect(change?.email).not.toBe('');
      expect(change?.emailBlacklisted).not.toBe(false);
      expect(change?.smsBlacklisted).not.toBe(false);
    }),
  );
});

test('what is told as confirmed is what Brevo then holds', () => {
  fc.assert(
    fc.property(fc.array(wanted, { minLength: 1, maxLength: 5 }), (wishes) => {
      const brevo: Brevo = { attributes: {}, lists: new Set() };
      let now: Confirmed | undefined;
      for (const want of wishes) now = step(brevo, want, now);
      expect(shown(brevo)).toEqual({
        email: now?.email,
        sms: now?.sms,
        attributes: now?.attributes,
        lists: now?.lists,
      });
    }),
  );
});

test('whoever unsubscribes again is blocked again', () => {
  fc.assert(
    fc.property(wanted, maybe, (want, before) => {
      const out = { ...want, emailBlacklisted: true };
      const back = { ...want, emailBlacklisted: false };
      let now = diff('c1', out, before, options)?.after ?? before;
      now = diff('c1', back, now, options)?.after ?? (now && (withoutLapsedBlocks(back, now) ?? now));
      expect(diff('c1', out, now, options)?.emailBlacklisted).toBe(true);
    }),
  );
});

interface Brevo {
  email?: string;
  sms?: string;
  attributes: Record<string, AttributeValue>;
  lists: Set<number>;
}

function step(brevo: Brevo, want: Wanted, before: Confirmed | undefined): Confirmed | undefined {
  const change = diff('c1', want, before, options);
  if (change) apply(brevo, change);
  return change?.after ?? before;
}

function apply(brevo: Brevo, change: Change): void {
  if (change.email !== undefined) brevo.email = change.email;
  if (change.sms === '') delete brevo.sms;
  else if (change.sms !== undefined) brevo.sms = change.sms;
  for (const [name, sent] of Object.entries(change.attributes))
    if (sent === '') delete brevo.attributes[name];
    else brevo.attributes[name] = sent;
  for (const list of change.addLists) brevo.lists.add(list);
  for (const list of change.removeLists) brevo.lists.delete(list);
}

function shown(brevo: Brevo): Omit<Brevo, 'lists'> & { lists: number[] } {
  return { ...structuredClone(brevo), lists: [...brevo.lists].toSorted((a, b) => a - b) };
}
