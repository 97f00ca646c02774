// An import that is still queued would overwrite what is sent meanwhile: nothing is, whatever became of its run.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AttributeType, Change } from '../../../../targets/brevo/model.ts';
import type { Counts } from '../../../../targets/brevo/sinks/counts.ts';
import { sendAll, type SendDeps } from '../../../../targets/brevo/sinks/send.ts';
import { held } from '../../sandbox-brevo/client.ts';
import { change, Setting } from './setting.ts';

let setting: Setting;
const imports = { types: new Map<string, AttributeType>([['NUMBER', 'float']]) };

beforeEach(async () => {
  setting = await Setting.open({ processPolls: 3 });
  await setting.seed({ attributes: [{ name: 'NUMBER', type: 'float' }] });
});
afterEach(() => setting.close());

function send(changes: Change[], deps: Partial<SendDeps> = {}): Promise<Counts> {
  setting.plan(...changes);
  return sendAll({ ...setting.parts, stream: 'contacts', sequence: 0, ...deps });
}

/** What is to be imported, or for a single request what came after that. */
const many = (count: number, sketch: Partial<Change> = {}): Change[] =>
  Array.from({ length: count }, (_, n) =>
    change(`C${n}`, {
      email: `c${n}@acme.example`,
      attributes: { NUMBER: 1 },
      after: {},
      ...sketch,
    }),
  );
const newer = (): Change[] => many(3, { attributes: { NUMBER: 2 }, addLists: [36] });

/** The newer values are the ones that stay, and the list of the imports is gone. */
async function expectNewer(): Promise<void> {
  const contacts = await setting.contacts();
  for (const id of ['C0', 'C1', 'C2'])
    expect(contacts[id]).toMatchObject({ attributes: { NUMBER: 2 }, lists: [36] });
  expect(contacts['C59']).toMatchObject({ attributes: { NUMBER: 1 }, lists: [] });
  const lists = (await held(setting.sandbox, 'lists')).map(({ name }) => name);
  expect(lists).toEqual(['List 35', 'List 36', 'List 37']);
}

const singles = async (): Promise<number | undefined> => (await setting.requests())['POST /contacts'];

/** A run that dies at the call of the import, before it is sent or before its answer is read. */
function killed(when: 'before' | 'after'): Promise<Counts> {
  const { account } = setting;
  const start = account.importContacts.bind(account);
  vi.spyOn(account, 'importContacts').mockImplementationOnce(async (body) => {
    if (when === 'after') await start(body);
    throw new Error('killed');
  });
  return send(many(60), { imports });
}

describe('an import whose run was stopped', () => {
  let failure: unknown;

  beforeEach(async () => {
    const stop = new AbortController();
    const { account } = setting;
    const start = account.importContacts.bind(account);
    vi.spyOn(account, 'importContacts').mockImplementationOnce((body) =>
      start(body).finally(() => stop.abort(new Error('stopped'))),
    );
    failure = await send(many(60), { imports, signal: stop.signal }).catch((error: unknown) => error);
  });

  it('leaves everything to the next run', async () => {
    expect(failure).toHaveProperty('message', 'stopped');
    expect(await setting.requests()).toMatchObject({ 'POST /contacts/import': 1 });
    expect(await singles()).toBeUndefined();
    expect((await held(setting.sandbox, 'lists')).map(({ name }) => name)).toContain('target-brevo import');
  });

  it.each(['records', 'import'])('is waited for by the next one (load_method %s)', async (method) => {
    expect(await send(newer(), method === 'import' ? { imports } : {})).toMatchObject({ complete: true });
    await expectNewer();
    expect(setting.log.filter((line) => line.includes('earlier run'))).toHaveLength(1);
  });

  it('is waited for once', async () => {
    await send(newer());
    const { 'GET /processes/:id': before } = await setting.requests();
    await send(newer());
    expect(await setting.requests()).toMatchObject({ 'GET /processes/:id': before });
  });

  it('is waited for again where this one too is stopped', async () => {
    const signal = AbortSignal.abort(new Error('stopped again'));
    await expect(send(newer(), { signal })).rejects.toThrow('stopped again');
    await send(newer());
    await expectNewer();
  });

  it('has ended where Brevo does not know it any more', async () => {
    await setting.faults({ route: 'GET /processes/:id', fault: 'status', status: 404 });
    expect(await send(newer())).toMatchObject({ contacts: { created: 3 } });
  });
});

describe('an import whose number nobody noted', () => {
  it('is found among the newest processes', async () => {
    await expect(killed('after')).rejects.toThrow('killed');
    await send(newer());
    await expectNewer();
  });

  it('holds up nobody where it never began', async () => {
    await expect(killed('before')).rejects.toThrow('killed');
    expect(await send(newer())).toMatchObject({ contacts: { created: 3 } });
    expect(await setting.requests()).not.toHaveProperty('POST /contacts/import');
  });
});

describe('an import that does not end in time', () => {
  it('fails the run with one line, and the run after it waits again', async () => {
    const line =
      /^Brevo has not ended import 1 yet \(\w+\), and would overwrite by it what is sent now: .*later$/;
    await expect(send(many(60), { imports, patienceMs: 0 })).rejects.toThrow(line);
    await expect(send(newer(), { patienceMs: 0 })).rejects.toThrow(line);
    expect(await singles()).toBeUndefined();
    await send(newer());
    await expectNewer();
  });

  it.each([403, 404])('is not given up on where the question is answered by %i', async (status) => {
    await setting.faults({ route: 'GET /processes/:id', fault: 'status', status });
    await expect(send(many(60), { imports })).rejects.toThrow(String(status));
    expect(await singles()).toBeUndefined();
    await send(newer());
    await expectNewer();
  });
});
