// Bulk imports: what they load, what they must not touch, and how certain it is that everything arrived.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttributeType, Change } from '../../../../targets/brevo/model.ts';
import { importPlanned } from '../../../../targets/brevo/sinks/import.ts';
import { sendAll } from '../../../../targets/brevo/sinks/send.ts';
import { held, report } from '../../sandbox-brevo/client.ts';
import { change, Setting, type Sketch } from './setting.ts';

let setting: Setting;
const TYPES = new Map<string, AttributeType>([
  ['DAY', 'date'],
  ['FLAG', 'boolean'],
  ['NUMBER', 'float'],
  ['TAGS', 'multiple-choice'],
  ['FIRSTNAME', 'text'],
]);

beforeEach(async () => {
  setting = await Setting.open({ processPolls: 1 });
  await setting.seed({
    attributes: [
      { name: 'DAY', type: 'date' },
      { name: 'FLAG', type: 'boolean' },
      { name: 'NUMBER', type: 'float' },
      { name: 'TAGS', type: 'multiple-choice', multiCategoryOptions: ['a b', 'c'] },
    ],
  });
});
afterEach(() => setting.close());

const many = (count: number, sketch: Sketch = {}, from = 0): Change[] =>
  Array.from({ length: count }, (_, n) =>
    change(`C${n + from}`, { email: `c${n + from}@acme.example`, ...sketch }),
  );

async function load(...changes: Change[]): Promise<string[]> {
  setting.plan(...changes);
  const arrived: string[] = [];
  const deps = {
    ...setting.parts,
    stream: 'contacts',
    sequence: 0,
    types: TYPES,
    waits: [0, 30],
    onArrived: ({ id }: Change) => void arrived.push(id),
  };
  await importPlanned(deps);
  return arrived.toSorted();
}

describe('an import', () => {
  it('loads every kind of value as one request each would', async () => {
    const attributes = {
      FIRSTNAME: ' "A";\nB ',
      DAY: '1912-06-23',
      FLAG: false,
      NUMBER: 0,
      TAGS: ['c', 'a b'],
    };
    const arrived = await load(
      ...many(60, { attributes, addLists: [35, 36] }),
      ...many(60, { attributes: { FLAG: true, NUMBER: -1.5, FIRSTNAME: '2024-02-29' } }, 60),
    );
    expect(arrived).toHaveLength(120);
    const contacts = await setting.contacts();
    expect(contacts['C7']).toMatchObject({
      email: 'c7@acme.example',
      lists: [35, 36],
      attributes: { ...attributes, TAGS: ['a b', 'c'] },
    });
    expect(contacts['C60']).toMatchObject({
      lists: [],
      attributes: { FLAG: true, NUMBER: -1.5, FIRSTNAME: '2024-02-29' },
    });
    expect(setting.replica.confirmed('C7')).toMatchObject({ email: 'c7@acme.example', lists: [35, 36] });
    const { 'POST /contacts/import': imports, 'POST /contacts': single } = await setting.requests();
    expect([imports, single]).toEqual([2, undefined]);
  });

  it('leaves no list of its own behind, and is not made for a few contacts', async () => {
    await load(...many(60));
    expect((await held(setting.sandbox, 'lists')).map(({ name }) => name)).toEqual([
      'List 35',
      'List 36',
      'List 37',
    ]);
    expect(await load(...many(5, {}, 100))).toEqual([]);
    expect((await setting.requests())['POST /contacts/import']).toBe(1);
  });

  it('blocks those who have unsubscribed, and lets nobody in again', async () => {
    await setting.seed({ contacts: [{ email: 'c0@acme.example', emailBlacklisted: true }] });
    await load(
      ...many(60),
      ...many(60, { emailBlacklisted: true }, 60),
      ...many(60, { emailBlacklisted: false }, 120),
    );
    const contacts = await setting.contacts();
    expect(['C0', 'C1', 'C60', 'C120'].map((id) => contacts[id]?.['emailBlacklisted'])).toEqual([
      true,
      false,
      true,
      undefined,
    ]);
  });

  it('updates contacts that it knows, and leaves alone what the change does not name', async () => {
    const changes = many(60).map(({ id }) => change(id, { kind: 'update', attributes: { NUMBER: 5 } }));
    await setting.seed({
      contacts: changes
        .slice(1)
        .map(({ id }) => ({ ext_id: id, email: `${id}@acme.example`, attributes: { FIRSTNAME: 'Ada' } })),
    });
    expect(await load(...changes)).toHaveLength(59);
    const contacts = await setting.contacts();
    expect(contacts['C9']).toMatchObject({
      email: 'c9@acme.example',
      attributes: { NUMBER: 5, FIRSTNAME: 'Ada' },
    });
    expect(contacts['C0']).toBeUndefined();
  });
});

describe('what an import would merge', () => {
  it('is left to single requests: nobody is ever deleted', async () => {
    await setting.seed({
      contacts: [
        { ext_id: 'C0', email: 'other@acme.example' },
        { ext_id: 'X', email: 'c1@acme.example' },
        { email: 'phone@acme.example', attributes: { SMS: '+33611111111' } },
        { email: 'c3@acme.example' },
      ],
    });
    const changes = many(60);
    changes[2] = change('C2', { email: 'c2@acme.example', sms: '+33611111111' });
    changes[4] = change('C4', { email: 'c4@acme.example', sms: '+33622222222' });
    changes[5] = change('C5', { email: 'c5@acme.example', sms: '+33622222222' });
    changes[6] = change('C6', { email: 'c7@acme.example' });
    const arrived = await load(...changes);
    expect(changes.map(({ id }) => id).filter((id) => !arrived.includes(id))).toEqual([
      'C0',
      'C1',
      'C2',
      'C5',
      'C7',
    ]);
    expect(await report(setting.sandbox)).toMatchObject({ import_merges: 0, force_merges: 0 });
    const emails = (await held(setting.sandbox, 'account')).map(({ email }) => email);
    for (const email of ['other@acme.example', 'c1@acme.example', 'phone@acme.example', 'c3@acme.example'])
      expect(emails).toContain(email);
  });

  it('and what it cannot say is too', async () => {
    const odd = [
      change('A', { kind: 'update', attributes: { FIRSTNAME: '' } }),
      change('B', { kind: 'update', removeLists: [35] }),
      change('D', { email: 'd@acme.example', attributes: { TAGS: ['with, comma'] } }),
      change('E', { kind: 'update', email: 'e@acme.example' }),
      change('F', { kind: 'delete' }),
    ];
    expect(await load(...many(60), ...odd)).toHaveLength(60);
  });
});

describe('what did not arrive', () => {
  it('is not confirmed: refused rows are told apart by the files', async () => {
    const changes = many(60);
    changes[3] = change('C3', { email: 'no e-mail' });
    const arrived = await load(...changes);
    expect(arrived).toHaveLength(59);
    expect(arrived).not.toContain('C3');
    expect(setting.replica.confirmed('C3')).toBeUndefined();
  });

  it('is not confirmed where Brevo dropped an attribute', async () => {
    const changes = many(60);
    changes[3] = change('C3', { email: 'c3@acme.example', attributes: { UNHEARD_OF: 'x' } });
    expect(await load(...changes)).not.toContain('C3');
  });

  it('gets a request each from sendAll', async () => {
    const changes = many(60);
    changes[3] = change('C3', { email: 'no e-mail' });
    setting.plan(...changes);
    const imports = { types: TYPES };
    const counts = await sendAll({ ...setting.parts, stream: 'contacts', sequence: 0, imports });
    expect(counts).toMatchObject({ imported: 59, contacts: { created: 59, rejected: 1 } });
    expect((await setting.requests())['POST /contacts']).toBe(1);
  });

  it('is nothing at all where the import is refused', async () => {
    await setting.faults({ route: 'POST /contacts/import', fault: 'status', status: 400 });
    expect(await load(...many(60))).toEqual([]);
  });
});

describe('a lost answer', () => {
  it('does not start an import twice', async () => {
    await setting.faults({ route: 'POST /contacts/import', fault: 'lost' });
    expect(await load(...many(60))).toHaveLength(60);
    expect((await setting.requests())['POST /contacts/import']).toBe(1);
  });

  it('of an import that never began starts it again', async () => {
    await setting.faults({ route: 'POST /contacts/import', fault: 'reset' });
    expect(await load(...many(60))).toHaveLength(60);
    expect((await setting.requests())['POST /contacts/import']).toBe(2);
  });
});

it('parts stay under 8 MB, one at a time', async () => {
  const text = 'ü'.repeat(40_000);
  expect(await load(...many(160, { attributes: { FIRSTNAME: text } }))).toHaveLength(160);
  expect((await setting.requests())['POST /contacts/import']).toBe(2);
});
