// Moves between lists: in bulk where that takes fewer requests, one by one where Brevo does not say enough.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../../../targets/brevo/model.ts';
import { change, Setting } from './setting.ts';

let setting: Setting;
beforeEach(async () => {
  setting = await Setting.open();
});
afterEach(() => setting.close());

async function know(count: number, listIds: number[] = []): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, n) => `C${n}`);
  await setting.seed({
    contacts: ids.map((id) => ({
      ext_id: id,
      email: `${id}@acme.example`,
      ...(listIds.length > 0 && { listIds }),
    })),
  });
  for (const id of ids) setting.confirm(id, { email: `${id}@acme.example`, lists: listIds });
  return ids;
}

const joining = (id: string, list = 35): Change =>
  change(id, { kind: 'update', addLists: [list], after: { email: `${id}@acme.example` } });

const membersOf = async (list: number): Promise<number> =>
  Object.values(await setting.contacts()).filter(({ lists }) => (lists as number[]).includes(list)).length;

describe('contacts that only move between lists', () => {
  it('are moved 150 at a time', async () => {
    const ids = await know(400);
    const counts = await setting.send(...ids.map((id) => joining(id)));
    expect(counts.contacts.updated).toBe(400);
    expect(await setting.requests()).toEqual({ 'POST /contacts/lists/:id/contacts/add': 3 });
    expect(await membersOf(35)).toBe(400);
    expect(setting.replica.confirmed('C399')).toMatchObject({ lists: [35] });
  });

  it('leave in bulk too, also those that are gone at the source', async () => {
    const ids = await know(10, [35, 37]);
    const leaving = ids.map((id, n) =>
      change(id, {
        kind: n === 0 ? 'unlist' : 'update',
        removeLists: [35],
        after: { email: `${id}@acme.example` },
      }),
    );
    expect((await setting.send(...leaving)).contacts).toMatchObject({ updated: 9, removed: 1 });
    expect(await setting.requests()).toEqual({ 'POST /contacts/lists/:id/contacts/remove': 1 });
    expect([await membersOf(35), await membersOf(37)]).toEqual([0, 10]);
  });

  it('take a request each where that is no more', async () => {
    const [a = '', b = ''] = await know(2);
    await setting.send(joining(a, 35), joining(b, 36));
    expect(await setting.requests()).toEqual({ 'PUT /contacts/:identifier': 2 });
  });

  it('are told apart where Brevo says "already in list and/or does not exist"', async () => {
    const ids = await know(5, [35]);
    await setting.account.deleteContact('C4');
    const counts = await setting.send(...ids.map((id) => joining(id)));
    expect(counts.contacts).toMatchObject({ created: 1, updated: 4, rejected: 0 });
    expect(await membersOf(35)).toBe(5);
  });

  it('some of whom are there already are all confirmed', async () => {
    const ids = await know(5);
    await setting.account.putContact('C2', { listIds: [35] });
    await setting.send(...ids.map((id) => joining(id)));
    expect(await setting.requests()).toEqual({
      'POST /contacts/lists/:id/contacts/add': 1,
      'PUT /contacts/:identifier': 2,
    });
    for (const id of ids) expect(setting.replica.confirmed(id)).toMatchObject({ lists: [35] });
  });

  it('onto a list that is gone are rejected one by one', async () => {
    const ids = await know(3);
    const counts = await setting.send(...ids.map((id) => joining(id, 99)));
    expect(counts.contacts).toMatchObject({ updated: 0, rejected: 3 });
    expect((await setting.rejects.read())[0]?.hint).toContain('The list is gone at Brevo');
  });
});

describe('a contact that also changes otherwise', () => {
  it('moves in its own request', async () => {
    const ids = await know(3);
    await setting.send(...ids.map((id) => ({ ...joining(id), attributes: { FIRSTNAME: id } })));
    expect(await setting.requests()).toEqual({ 'PUT /contacts/:identifier': 3 });
  });
});
