// POST and PUT of a contact: who is meant, what changes, and who is in the way.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/index.ts';
import { call, failing, held, ok, onlyContact, report, seed, startBrevo } from './client.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startBrevo({ brevoLists: [35, 36] });
});
afterEach(() => sandbox.close());

const taken = (...duplicate_identifiers: string[]) => ({ metadata: { duplicate_identifiers } });

describe('POST /contacts', () => {
  it('creates a contact with 201 and its id, and keeps the e-mail in lower case', async () => {
    const { status, json } = await call(sandbox, 'POST /contacts', {
      email: 'Ada+News@Acme.Example',
      ext_id: 'A1',
    });
    expect([status, json]).toEqual([201, { id: 1 }]);
    expect(await onlyContact(sandbox)).toMatchObject({ id: 1, ext_id: 'A1', email: 'ada+news@acme.example' });
  });

  it('answers 204 without a body for an update, which needs updateEnabled', async () => {
    const body = { email: 'a@acme.example', listIds: [35] };
    await ok(sandbox, 'POST /contacts', body);
    expect(await failing(sandbox, 'POST /contacts', body)).toMatchObject([
      400,
      { code: 'duplicate_parameter', ...taken('email') },
    ]);
    const { status, text } = await call(sandbox, 'POST /contacts', {
      ...body,
      updateEnabled: true,
      ext_id: 'A1',
    });
    expect([status, text]).toEqual([204, '']);
    expect(await onlyContact(sandbox)).toMatchObject({ ext_id: 'A1', lists: [35] });
  });

  it('updates by ext_id alone, and by the old e-mail when the new one is an attribute', async () => {
    await ok(sandbox, 'POST /contacts', { email: 'old@acme.example', ext_id: 'A1' });
    await ok(sandbox, 'POST /contacts', {
      ext_id: 'A1',
      updateEnabled: true,
      attributes: { FIRSTNAME: 'Ada' },
    });
    const renamed = {
      email: 'old@acme.example',
      updateEnabled: true,
      attributes: { EMAIL: 'new@acme.example' },
    };
    await ok(sandbox, 'POST /contacts', renamed);
    expect(await onlyContact(sandbox)).toMatchObject({
      ext_id: 'A1',
      email: 'new@acme.example',
      attributes: { FIRSTNAME: 'Ada' },
    });
  });

  it('refuses a known ext_id with an e-mail of nobody', async () => {
    await ok(sandbox, 'POST /contacts', { email: 'a@acme.example', ext_id: 'A1' });
    const body = { email: 'b@acme.example', ext_id: 'A1', updateEnabled: true };
    expect(await failing(sandbox, 'POST /contacts', body)).toMatchObject([400, taken('ext_id')]);
  });

  it('gives a contact known by e-mail another ext_id', async () => {
    await ok(sandbox, 'POST /contacts', { email: 'a@acme.example', ext_id: 'A1' });
    await ok(sandbox, 'POST /contacts', { email: 'a@acme.example', ext_id: 'A2', updateEnabled: true });
    expect(await onlyContact(sandbox)).toMatchObject({ ext_id: 'A2' });
  });

  it.each(['SMS', 'WHATSAPP', 'LANDLINE_NUMBER'])(
    'refuses a %s that belongs to another contact',
    async (name) => {
      await ok(sandbox, 'POST /contacts', {
        email: 'a@acme.example',
        attributes: { [name]: '+33612345678' },
      });
      const body = { email: 'b@acme.example', updateEnabled: true, attributes: { [name]: '33612345678' } };
      expect(await failing(sandbox, 'POST /contacts', body)).toMatchObject([
        400,
        {
          message: `Unable to create contact, ${name} is already associated with another Contact`,
          ...taken(name),
        },
      ]);
      expect(await held(sandbox, 'account')).toHaveLength(1);
    },
  );

  it('takes a phone alone, and gives that contact an e-mail of its own making', async () => {
    await ok(sandbox, 'POST /contacts', { attributes: { SMS: '+33 6 12 34 56 78' } });
    expect(await onlyContact(sandbox)).toMatchObject({ email: '33612345678@mailin-sms.com', ext_id: null });
  });

  it('refuses a contact without any identifier, and an e-mail that is none', async () => {
    expect(await failing(sandbox, 'POST /contacts', { attributes: { FIRSTNAME: 'Ada' } })).toMatchObject([
      400,
      { code: 'missing_parameter' },
    ]);
    expect(await failing(sandbox, 'POST /contacts', { email: 'ada@acme' })).toMatchObject([
      400,
      { code: 'invalid_parameter', message: 'Invalid email address' },
    ]);
  });

  it('adds to lists, and has no unlinkListIds', async () => {
    await ok(sandbox, 'POST /contacts', { email: 'a@acme.example', listIds: [35] });
    const body = { email: 'a@acme.example', updateEnabled: true, listIds: [36], unlinkListIds: [35] };
    await ok(sandbox, 'POST /contacts', body);
    expect(await onlyContact(sandbox)).toMatchObject({ lists: [35, 36] });
    expect(await failing(sandbox, 'POST /contacts', { ...body, listIds: [1] })).toMatchObject([
      400,
      { message: 'List ID 1 does not exist' },
    ]);
  });
});

describe('PUT /contacts/:identifier', () => {
  beforeEach(() =>
    seed(sandbox, {
      contacts: [
        { email: 'a+b@acme.example', ext_id: '2', attributes: { SMS: '33612345678' }, listIds: [35] },
        { email: 'other@acme.example', ext_id: 'O', attributes: { SMS: '33699999999' } },
      ],
    }),
  );

  it.each([
    ['a%2Bb%40acme.example', ''],
    ['a%2Bb%40acme.example', '?identifierType=email_id'],
    ['1', ''],
    ['1', '?identifierType=contact_id'],
    ['2', '?identifierType=ext_id'],
    ['33612345678', '?identifierType=phone_id'],
  ])('finds the contact by %s%s', async (identifier, query) => {
    await ok(sandbox, `PUT /contacts/${identifier}${query}`, { attributes: { FIRSTNAME: 'Ada' } });
    expect((await held(sandbox, 'account'))[0]).toMatchObject({ attributes: { FIRSTNAME: 'Ada' } });
  });

  it('takes digits without a type for a contact id, not for an ext_id', async () => {
    await ok(sandbox, 'PUT /contacts/2', { attributes: { FIRSTNAME: 'Other' } });
    const contacts = await held(sandbox, 'account');
    expect(contacts.map(({ attributes }) => attributes)).toEqual([
      { SMS: '33612345678' },
      { SMS: '33699999999', FIRSTNAME: 'Other' },
    ]);
  });

  it.each([
    ['nobody?identifierType=ext_id', 404, 'document_not_found'],
    ['99', 404, 'document_not_found'],
    ['nobody', 400, 'invalid_parameter'],
    ['1?identifierType=shoe_size', 400, 'invalid_parameter'],
  ])('cannot find %s: %i', async (identifier, status, code) => {
    expect(await failing(sandbox, `PUT /contacts/${identifier}`, {})).toMatchObject([status, { code }]);
  });

  it('changes e-mail, ext_id and lists, and takes off lists', async () => {
    await ok(sandbox, 'PUT /contacts/1', {
      ext_id: 'N',
      attributes: { EMAIL: 'New@Acme.Example', SMS: '' },
      listIds: [36],
      unlinkListIds: [35],
    });
    expect((await held(sandbox, 'account'))[0]).toEqual({
      id: 1,
      ext_id: 'N',
      email: 'new@acme.example',
      attributes: {},
      lists: [36],
      emailBlacklisted: false,
      smsBlacklisted: false,
    });
    expect(await failing(sandbox, 'GET /contacts/a%2Bb%40acme.example')).toMatchObject([404, {}]);
  });

  it('refuses what belongs to another contact, and names all of it', async () => {
    const body = { ext_id: 'O', attributes: { EMAIL: 'other@acme.example', SMS: '0033699999999' } };
    expect(await failing(sandbox, 'PUT /contacts/1', body)).toMatchObject([
      400,
      { code: 'invalid_parameter', ...taken('ext_id', 'email', 'SMS') },
    ]);
    expect(await report(sandbox)).toMatchObject({ force_merges: 0 });
  });

  it('with forceMerge keeps the contact that changed last, deletes the other, and counts it', async () => {
    await ok(sandbox, 'PUT /contacts/1', { attributes: { EMAIL: 'other@acme.example' }, forceMerge: true });
    expect(await onlyContact(sandbox)).toMatchObject({ email: 'other@acme.example' });
    expect(await report(sandbox)).toMatchObject({ force_merges: 1 });
  });
});

const block = (): Promise<unknown> =>
  ok(sandbox, 'POST /contacts', { email: 'a@acme.example', emailBlacklisted: true, smsBlacklisted: true });

describe('consent', () => {
  beforeEach(block);

  it('stays as it is where a request does not speak of it', async () => {
    await ok(sandbox, 'POST /contacts', { email: 'a@acme.example', updateEnabled: true, listIds: [35] });
    expect(await onlyContact(sandbox)).toMatchObject({ emailBlacklisted: true, smsBlacklisted: true });
  });

  it('is given again by an explicit false', async () => {
    await ok(sandbox, 'PUT /contacts/1', { emailBlacklisted: false });
    expect(await onlyContact(sandbox)).toMatchObject({ emailBlacklisted: false, smsBlacklisted: true });
  });

  it('is given again by a new e-mail', async () => {
    await ok(sandbox, 'PUT /contacts/1', { attributes: { EMAIL: 'b@acme.example' } });
    expect(await onlyContact(sandbox)).toMatchObject({ emailBlacklisted: false, smsBlacklisted: true });
  });

  it('stays withdrawn when the request with the new e-mail says so, or when the e-mail is the same', async () => {
    await ok(sandbox, 'PUT /contacts/1', { attributes: { EMAIL: 'A@acme.example' } });
    await ok(sandbox, 'PUT /contacts/1', { attributes: { EMAIL: 'b@acme.example' }, emailBlacklisted: true });
    expect(await onlyContact(sandbox)).toMatchObject({ email: 'b@acme.example', emailBlacklisted: true });
  });
});
