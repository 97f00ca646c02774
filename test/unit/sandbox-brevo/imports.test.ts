// POST /contacts/import: its own way with values, its merging, and the little it tells.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/index.ts';
import { failing, fieldsOf, held, ok, onlyContact, report, seed, startBrevo, type Fields } from './client.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startBrevo({ brevoLists: [1], processPolls: 0 });
  await seed(sandbox, {
    attributes: [
      { name: 'NUMBER', type: 'float' },
      { name: 'FLAG', type: 'boolean' },
      { name: 'OLD', type: 'boolean' },
      { name: 'DAY', type: 'date' },
      { name: 'TAGS', type: 'multiple-choice', multiCategoryOptions: ['vip', 'trial'] },
    ],
  });
});
afterEach(() => sandbox.close());

/** Imports, and gives the texts of the files about it by name. */
async function imported(body: Fields): Promise<Fields> {
  const { processId } = await ok(sandbox, 'POST /contacts/import', { listIds: [1], ...body });
  const { status, info } = await ok(sandbox, `GET /processes/${String(processId)}`);
  expect(status).toBe('completed');
  const files = Object.entries(fieldsOf(fieldsOf(info)['import'])).filter(([, url]) => url !== null);
  const texts = files.map(async ([name, url]) => [name, await (await fetch(String(url))).text()] as const);
  return Object.fromEntries(await Promise.all(texts));
}

describe('values in an import', () => {
  it('as JSON are those of the API, but false is not applied', async () => {
    await seed(sandbox, { contacts: [{ email: 'a@acme.example', attributes: { OLD: true } }] });
    const attributes = {
      NUMBER: 2,
      FLAG: true,
      OLD: false,
      DAY: '2024-02-29',
      TAGS: ['vip'],
      UNKNOWN: 'x',
      SMS: '',
    };
    await imported({ jsonBody: [{ email: 'A@acme.example', attributes }] });
    expect(await onlyContact(sandbox)).toMatchObject({
      attributes: { NUMBER: 2, FLAG: true, OLD: true, DAY: '2024-02-29', TAGS: ['vip'] },
      lists: [1],
    });
  });

  it('as CSV are Yes and No, DD-MM-YYYY, numbers, and options between commas', async () => {
    await seed(sandbox, { contacts: [{ email: 'a@acme.example', attributes: { OLD: true } }] });
    const header = 'EMAIL;FIRSTNAME;NUMBER;FLAG;OLD;DAY;TAGS;UNKNOWN';
    const fileBody = `${header}\r\na@acme.example;"Ada; ""the"" first";1.5;Yes;No;29-02-2024;vip, trial;x\n`;
    await imported({ fileBody });
    expect(await onlyContact(sandbox)).toMatchObject({
      attributes: {
        FIRSTNAME: 'Ada; "the" first',
        NUMBER: 1.5,
        FLAG: true,
        OLD: false,
        DAY: '2024-02-29',
        TAGS: ['vip', 'trial'],
      },
    });
  });

  it.each([
    ['FLAG', 'true'],
    ['FLAG', '1'],
    ['DAY', '2024-02-29'],
    ['NUMBER', 'many'],
  ])('as CSV are ignored where %s is %s', async (name, cell) => {
    await imported({ fileBody: `EMAIL;${name}\na@acme.example;${cell}` });
    expect(await onlyContact(sandbox)).toMatchObject({ attributes: {} });
    expect(fieldsOf((await onlyContact(sandbox))['attributes'])).not.toHaveProperty(name);
  });

  it('that are empty clear only on request, and then in every cell', async () => {
    await seed(sandbox, {
      contacts: [{ email: 'a@acme.example', attributes: { FIRSTNAME: 'Ada', NUMBER: 1 } }],
    });
    const body = { fileBody: 'EMAIL;FIRSTNAME;NUMBER\na@acme.example;;' };
    await imported(body);
    expect(await onlyContact(sandbox)).toMatchObject({ attributes: { FIRSTNAME: 'Ada', NUMBER: 1 } });
    await imported({ ...body, emptyContactsAttributes: true });
    expect((await onlyContact(sandbox))['attributes']).toEqual({});
  });
});

describe('rows of an import', () => {
  it('create and update, by any identifier', async () => {
    await seed(sandbox, { contacts: [{ ext_id: 'A' }, { email: 'b@acme.example' }] });
    const files = await imported({
      jsonBody: [
        { email: 'a@acme.example', attributes: { EXT_ID: 'A' } },
        { email: 'b@acme.example', attributes: { EXT_ID: 'B' } },
        { attributes: { SMS: '+33612345678' } },
      ],
    });
    expect(files).toEqual({});
    expect(await held(sandbox, 'account')).toMatchObject([
      { id: 1, ext_id: 'A', email: 'a@acme.example', lists: [1] },
      { id: 2, ext_id: 'B', email: 'b@acme.example', lists: [1] },
      { id: 3, attributes: { SMS: '33612345678' }, lists: [1] },
    ]);
  });

  it('that name several contacts leave one, by the order of identifiers, and delete the others', async () => {
    await seed(sandbox, {
      contacts: [
        { email: 'a@acme.example', attributes: { FIRSTNAME: 'Lost' } },
        { ext_id: 'A', attributes: { LASTNAME: 'Kept' } },
        { ext_id: 'P', attributes: { SMS: '33612345678' } },
      ],
    });
    await imported({
      jsonBody: [{ email: 'a@acme.example', attributes: { EXT_ID: 'A', SMS: '33612345678' } }],
    });
    expect(await onlyContact(sandbox)).toMatchObject({
      id: 2,
      ext_id: 'A',
      email: 'a@acme.example',
      attributes: { LASTNAME: 'Kept', SMS: '33612345678' },
    });
    expect(await report(sandbox)).toMatchObject({ import_merges: 2, force_merges: 0 });
  });

  it('that cannot be used are in files at the addresses of the process', async () => {
    const files = await imported({
      jsonBody: [
        { email: 'no address', attributes: { EXT_ID: 'N' } },
        { email: 'a@acme.example', attributes: { EXT_ID: 'A' } },
        { email: 'b@acme.example', attributes: { EXT_ID: 'A' } },
        { email: 'A@acme.example' },
        { attributes: { FIRSTNAME: 'Nobody' } },
      ],
    });
    const header = 'EMAIL;EXT_ID;SMS;WHATSAPP;LANDLINE_NUMBER\n';
    expect(files).toEqual({
      invalid_emails: `${header}no address;N;;;\n`,
      duplicate_ext_id: `${header}b@acme.example;A;;;\n`,
      duplicate_email_id: `${header}A@acme.example;;;;\n`,
    });
    expect(await onlyContact(sandbox)).toMatchObject({ ext_id: 'A', email: 'a@acme.example' });
  });

  it('lose a phone that is none, and nothing else', async () => {
    const row = { email: 'a@acme.example', attributes: { SMS: '06 12', FIRSTNAME: 'Ada' } };
    expect(await imported({ jsonBody: [row] })).toEqual({});
    expect((await onlyContact(sandbox))['attributes']).toEqual({ FIRSTNAME: 'Ada' });
  });

  it('put existing contacts on the lists alone when updates are off, and block all on request', async () => {
    await seed(sandbox, { contacts: [{ email: 'a@acme.example' }] });
    const row = { email: 'a@acme.example', attributes: { FIRSTNAME: 'Ada' } };
    await imported({ jsonBody: [row], updateExistingContacts: false });
    expect(await onlyContact(sandbox)).toMatchObject({ attributes: {}, lists: [1] });
    expect((await onlyContact(sandbox))['attributes']).toEqual({});
    await imported({ jsonBody: [row], emailBlacklist: true, smsBlacklist: true });
    expect(await onlyContact(sandbox)).toMatchObject({ emailBlacklisted: true, smsBlacklisted: true });
  });
});

describe('an import', () => {
  it('can make its list', async () => {
    const newList = { listName: 'Imported', folderId: 1 };
    await imported({ listIds: undefined, newList, jsonBody: [{ email: 'a@acme.example' }] });
    expect(await onlyContact(sandbox)).toMatchObject({ lists: [2] });
    expect(await held(sandbox, 'lists')).toMatchObject([{ id: 1 }, { id: 2, name: 'Imported', contacts: 1 }]);
  });

  it.each([
    [{ jsonBody: [] }, 'listIds is missing'],
    [{ listIds: [1] }, 'Exactly one of fileBody, fileUrl, jsonBody is required'],
    [{ listIds: [1], jsonBody: [], fileBody: '' }, 'Exactly one of fileBody, fileUrl, jsonBody is required'],
    [{ listIds: [9], jsonBody: [] }, 'List ID 9 does not exist'],
    [{ listIds: [1], fileUrl: 'https://files.example/a.csv' }, 'Only fileBody and jsonBody can be read'],
    [{ listIds: [1], fileBody: 'x'.repeat(10 * 1024 * 1024) }, 'fileBody exceeds 10 MB'],
  ])('is refused, case %#', async (body, message) => {
    expect(await failing(sandbox, 'POST /contacts/import', body)).toMatchObject([400, { message }]);
  });
});
