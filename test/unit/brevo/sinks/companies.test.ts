// Companies in the CRM: created, updated and linked once each, within the hour's requests.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../../../../core/protocol/messages.ts';
import type { StreamPlan } from '../../../../targets/brevo/replica/replica.ts';
import { sendCompanies, type CompanyCounts } from '../../../../targets/brevo/sinks/companies.ts';
import { held, type Fields } from '../../sandbox-brevo/client.ts';
import { CONTACTS, Setting } from './setting.ts';

let setting: Setting;
beforeEach(async () => {
  setting = await Setting.open();
});
afterEach(() => setting.close());

const COMPANIES: StreamPlan = {
  name: 'companies',
  sink: 'related',
  key: ['id'],
  onContact: 'companies[].id',
};

const send = (): Promise<CompanyCounts> => sendCompanies({ ...setting.parts, stream: 'companies' });

function companies(...rows: Row[]): void {
  setting.put(COMPANIES, ...rows);
}

/** Contacts that are at Brevo and in these companies. */
async function people(members: Record<string, string[]>): Promise<void> {
  companies();
  const ids = Object.keys(members);
  const known = await setting.contacts();
  await setting.seed({
    contacts: ids.filter((id) => !(id in known)).map((id) => ({ ext_id: id, email: `${id}@acme.example` })),
  });
  for (const id of ids) setting.confirm(id, { email: `${id}@acme.example` });
  setting.put(
    CONTACTS,
    ...ids.map((id) => ({ id, companies: members[id]?.map((company) => ({ id: company })) })),
  );
}

const atBrevo = (): Promise<Fields[]> => held(setting.sandbox, 'companies');
const writes = async (): Promise<Record<string, number>> =>
  Object.fromEntries(Object.entries(await setting.requests()).filter(([route]) => !route.startsWith('GET')));

const ACME = {
  id: 'c1',
  name: 'Acme',
  website: 'https://www.acme.example/about',
  industry: 'Roads',
  size: 7,
};

describe('a company', () => {
  it('is created with its contacts in one request, and an unchanged run writes nothing', async () => {
    await people({ A: ['c1'], B: ['c1'], C: [] });
    companies(ACME);
    expect(await send()).toEqual({ created: 1, updated: 0, linked: 0, rejected: 0, deferred: 0 });
    expect(await atBrevo()).toMatchObject([
      {
        attributes: {
          name: 'Acme',
          domain: 'acme.example',
          industry: 'Roads',
          number_of_employees: 7,
          intercom_id: 'c1',
        },
        linkedContactsIds: [1, 2],
      },
    ]);
    const before = await writes();
    expect(before).toEqual({ 'POST /crm/attributes': 1, 'POST /companies': 1 });
    expect(await send()).toMatchObject({ created: 0, updated: 0, linked: 0 });
    expect(await writes()).toEqual(before);
  });

  it('is updated, and what is empty at the source is cleared', async () => {
    companies(ACME);
    await send();
    companies({ ...ACME, name: 'Acme Ltd', industry: null, size: 0 });
    expect(await send()).toMatchObject({ updated: 1 });
    const [company] = await atBrevo();
    expect(company?.['attributes']).toEqual({
      name: 'Acme Ltd',
      domain: 'acme.example',
      number_of_employees: 0,
      intercom_id: 'c1',
    });
  });

  it('is linked to who joins and unlinked from who leaves, and links of others stay', async () => {
    await people({ A: ['c1'], B: ['c1'], C: [] });
    companies(ACME);
    await send();
    await setting.seed({ contacts: [{ email: 'stranger@acme.example' }] });
    const [company] = await atBrevo();
    await setting.account.linkCompany(String(company?.['id']), { linkContactIds: [4] });
    await people({ A: [], B: ['c1'], C: ['c1'] });
    expect(await send()).toMatchObject({ linked: 1, updated: 0 });
    expect(await atBrevo()).toMatchObject([{ linkedContactsIds: [2, 4, 3] }]);
  });

  it('without a name goes by its id', async () => {
    companies({ id: 'c1', name: ' ', company_id: 'acme-1' }, { id: 'c2' });
    await send();
    expect((await atBrevo()).map(({ attributes }) => Object(attributes).name)).toEqual(['acme-1', 'c2']);
  });

  it('that somebody deleted at Brevo is created anew, next time', async () => {
    companies(ACME);
    await send();
    const [company] = await atBrevo();
    await setting.faults({ route: 'PATCH /companies/:id', fault: 'not_found' });
    companies({ ...ACME, name: 'Acme Ltd' });
    expect(await send()).toMatchObject({ deferred: 1 });
    expect(company?.['id']).toBeDefined();
    expect(await send()).toMatchObject({ created: 1 });
  });

  it('that is refused is kept with the rejects', async () => {
    companies(ACME);
    await setting.faults({ route: 'POST /companies', fault: 'status', status: 400 });
    expect(await send()).toMatchObject({ created: 0, rejected: 1 });
    expect(await setting.rejects.read()).toMatchObject([{ stream: 'companies', key: 'c1', status: 400 }]);
    expect(await send()).toMatchObject({ created: 1 });
    expect(setting.rejects.waiting).toBe(0);
  });
});

describe('no company is created twice', () => {
  it('where the answer was lost', async () => {
    companies(ACME);
    await setting.faults({ route: 'POST /companies', fault: 'lost' });
    expect(await send()).toMatchObject({ created: 0, deferred: 1 });
    expect(await send()).toMatchObject({ created: 0, updated: 1, deferred: 0 });
    expect(await atBrevo()).toHaveLength(1);
  });

  it('where the replica was lost', async () => {
    companies(ACME);
    await setting.seed({ companies: [{ name: 'Acme' }] });
    await send();
    const other = await Setting.open();
    other.put(COMPANIES, ACME);
    await sendCompanies({ ...other.parts, account: setting.account, stream: 'companies' });
    await other.close();
    expect(await atBrevo()).toHaveLength(2);
  });
});

describe("the hour's requests", () => {
  it('are not all used: the rest is deferred, reported, and done next time', async () => {
    await setting.close();
    setting = await Setting.open({ brevoRestPerHour: 30 });
    companies(...Array.from({ length: 40 }, (_, n) => ({ id: `c${n}`, name: `Company ${n}` })));
    const counts = await send();
    expect(counts.created).toBeGreaterThan(10);
    expect(counts).toMatchObject({ created: 40 - counts.deferred, rejected: 0 });
    expect(setting.log.join()).toContain(`${counts.deferred} companies are deferred to the next run`);
    expect(await send()).toMatchObject({ created: 0, deferred: counts.deferred });
    expect(await atBrevo()).toHaveLength(counts.created);
    expect((await setting.requests())['POST /companies']).toBe(counts.created);
  });
});
