// Whatever moves between contacts in a round: records stay with their contacts, and everybody gets what can be had.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Change, Confirmed, Wanted } from '../../../../targets/brevo/model.ts';
import { diff } from '../../../../targets/brevo/plan/diff.ts';
import { fieldsOf, held, report, type Fields } from '../../sandbox-brevo/client.ts';
import { Setting } from './setting.ts';

interface Person {
  id: string;
  /** Undefined for somebody who is not at Brevo yet. */
  before: { email: number; phone: number | undefined } | undefined;
  after: { email: number; phone: number | undefined };
}

const SIZE = 6;
const OPTIONS = { managed: new Set<number>(), kept: new Set<string>(), lifts: { email: false, sms: false } };
const emailOf = (n: number): string => `e${n}@acme.example`;
const phoneOf = (n: number | undefined): string | undefined =>
  n === undefined ? undefined : `+3361111111${n}`;

const order = fc.shuffledSubarray(
  Array.from({ length: SIZE + 3 }, (_, n) => n),
  { minLength: SIZE, maxLength: SIZE },
);

const people: fc.Arbitrary<Person[]> = fc
  .tuple(order, order, order, order, fc.array(fc.nat(9), { minLength: SIZE * 3, maxLength: SIZE * 3 }))
  .map(([oldEmails, newEmails, oldPhones, newPhones, dice]) =>
    Array.from({ length: SIZE }, (_, n): Person => {
      const [isNew, hadPhone, hasPhone] = [dice[n] ?? 0, dice[SIZE + n] ?? 0, dice[2 * SIZE + n] ?? 0];
      const before = { email: oldEmails[n] ?? 0, phone: hadPhone < 6 ? oldPhones[n] : undefined };
      return {
        id: `P${n}`,
        before: isNew < 3 ? undefined : before,
        after: { email: newEmails[n] ?? 0, phone: hasPhone < 6 ? newPhones[n] : undefined },
      };
    }),
  );

const wantedOf = ({ id, after }: Person): Wanted => ({
  email: emailOf(after.email),
  sms: phoneOf(after.phone),
  attributes: { FIRSTNAME: id },
  lists: [],
  emailBlacklisted: false,
  smsBlacklisted: false,
});

const changeOf = (person: Person, confirmed: Confirmed | undefined): Change | undefined =>
  diff(person.id, wantedOf(person), confirmed, OPTIONS);

/** Whether the e-mail is free in the end, or its holder goes on, and does not wait for this very contact. */
function canHave(person: Person, all: readonly Person[]): boolean {
  const seen = new Set<string>();
  for (let at = person; ;) {
    const wanted = at.after.email;
    const holder = all.find(({ id, before }) => id !== at.id && before?.email === wanted);
    if (!holder) return true;
    if (seen.has(holder.id) || holder === person) return false;
    seen.add(holder.id);
    at = holder;
  }
}

async function prepare(setting: Setting, all: readonly Person[]): Promise<Map<string, unknown>> {
  const known = all.filter(({ before }) => before !== undefined);
  const bodies = known.map(({ id, before }) => ({
    ext_id: id,
    email: emailOf(before?.email ?? 0),
    attributes: { LASTNAME: id, ...(before?.phone !== undefined && { SMS: phoneOf(before.phone) }) },
  }));
  if (bodies.length > 0) await setting.seed({ contacts: bodies });
  for (const { id, before } of known) {
    const sms = phoneOf(before?.phone);
    setting.confirm(id, { email: emailOf(before?.email ?? 0), ...(sms !== undefined && { sms }) });
  }
  return new Map((await held(setting.sandbox, 'account')).map(({ ext_id, id }) => [String(ext_id), id]));
}

function recordOf(contact: Fields | undefined, { before }: Person): unknown {
  const { LASTNAME, SMS } = fieldsOf(contact?.['attributes']);
  return [[before ? contact?.['id'] : 'new', LASTNAME], SMS];
}

it('records stay with their contacts, and identifiers arrive wherever they can', async () => {
  await fc.assert(
    fc.asyncProperty(people, async (all) => {
      const setting = await Setting.open();
      try {
        const ids = await prepare(setting, all);
        const due = all.flatMap((person) => changeOf(person, setting.replica.confirmed(person.id)) ?? []);
        await setting.send(...due);
        const contacts = await setting.contacts();
        const present = all.filter(({ id }) => id in contacts);
        const satisfied = all.filter((person) => canHave(person, all));
        expect(satisfied.map(({ id }) => contacts[id]?.['email'])).toEqual(
          satisfied.map(({ after }) => emailOf(after.email)),
        );
        expect(present.map((one) => recordOf(contacts[one.id], one))).toEqual(
          present.map(({ id, before, after }) => [
            before ? [ids.get(id), id] : ['new', undefined],
            phoneOf(after.phone)?.slice(1),
          ]),
        );
        expect(present.map((one) => changeOf(one, setting.replica.confirmed(one.id)))).toEqual(
          present.map(() => undefined),
        );
        expect((await report(setting.sandbox)).force_merges).toBe(0);
      } finally {
        await setting.close();
      }
    }),
    { numRuns: 30 },
  );
});
