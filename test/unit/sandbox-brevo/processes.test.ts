// Processes: queued, then processing, then completed, one after the other.
import { afterEach, describe, expect, it } from 'vitest';
import { Processes } from '../../../sandbox/brevo/processes.ts';
import type { Sandbox } from '../../../sandbox/index.ts';
import { failing, held, ok, startBrevo } from './client.ts';

describe('the processes of an account', () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());
  const importOf = (ext_id: string): Promise<unknown> =>
    ok(sandbox, 'POST /contacts/import', { listIds: [1], jsonBody: [{ attributes: { EXT_ID: ext_id } }] });
  const statusOf = async (id: number): Promise<unknown> =>
    (await ok(sandbox, `GET /processes/${id}`))['status'];

  it('advance each time they are asked about, and do their work at the end', async () => {
    sandbox = await startBrevo({ brevoLists: [1] });
    await importOf('A');
    expect(await statusOf(1)).toBe('queued');
    expect(await held(sandbox, 'account')).toEqual([]);
    expect(await statusOf(1)).toBe('processing');
    expect(await statusOf(1)).toBe('completed');
    expect(await held(sandbox, 'account')).toMatchObject([{ ext_id: 'A' }]);
  });

  it('wait for the one before', async () => {
    sandbox = await startBrevo({ brevoLists: [1], processPolls: 1 });
    await importOf('A');
    await importOf('B');
    expect([await statusOf(2), await statusOf(2)]).toEqual(['queued', 'queued']);
    expect([await statusOf(1), await statusOf(1)]).toEqual(['queued', 'completed']);
    expect([await statusOf(2), await statusOf(2)]).toEqual(['queued', 'completed']);
  });

  it('are listed newest first, which asks about each', async () => {
    sandbox = await startBrevo({ brevoLists: [1], processPolls: 1 });
    await importOf('A');
    await importOf('B');
    const listed = { count: 2, processes: [{ id: 2, name: 'IMPORTUSER', status: 'queued' }, { id: 1 }] };
    expect(await ok(sandbox, 'GET /processes')).toMatchObject(listed);
    expect(await ok(sandbox, 'GET /processes?limit=1&offset=1')).toMatchObject({
      processes: [{ status: 'completed' }],
    });
    expect((await failing(sandbox, 'GET /processes?limit=51'))[0]).toBe(400);
    expect(await failing(sandbox, 'GET /processes/99')).toMatchObject([404, { code: 'document_not_found' }]);
  });
});

describe('work', () => {
  it('is done when its time has come, whether somebody asks or not', () => {
    const processes = new Processes(10, 0);
    const done: string[] = [];
    const add = (now: number, name: string): number =>
      processes.add(now, () => {
        done.push(name);
      });
    add(0, 'a');
    add(1000, 'b');
    processes.catchUp(9999);
    expect(done).toEqual([]);
    processes.catchUp(10_000);
    expect(done).toEqual(['a']);
    processes.catchUp(19_999);
    expect(done).toEqual(['a']);
    processes.catchUp(20_000);
    expect(done).toEqual(['a', 'b']);
    expect(processes.all().map(({ status }) => status)).toEqual(['completed', 'completed']);
  });
});
