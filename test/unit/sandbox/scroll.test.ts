// The life of the companies scroll.
import { afterEach, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts';
import { Workspace } from '../../../sandbox/intercom/workspace.ts';
import { defaultOptions } from '../../../sandbox/options.ts';
import { call, codeOf, ids, listOf, ok, scrollAll, truth, type Reply } from './client.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function start(options: Partial<SandboxOptions> = {}): Promise<void> {
  sandbox = await startSandbox({ contacts: 0, conversations: 0, companies: 230, rateLimit: 0, ...options });
}

const page = (param?: unknown): Promise<Reply> =>
  call(sandbox, `GET /companies/scroll${typeof param === 'string' ? `?scroll_param=${param}` : ''}`);

/** Follows the scroll to its end: page sizes, then the status of the last answer. */
async function walk(): Promise<number[]> {
  const sizes: number[] = [];
  let param: unknown;
  for (;;) {
    const { status, json } = await page(param);
    if (status !== 200) return [...sizes, status];
    sizes.push(listOf(json['data']).length);
    if (sizes.at(-1) === 0) return sizes;
    param = json['scroll_param'];
  }
}

describe('the companies scroll', () => {
  it('gives pages of 100 of all listed companies, without a total, under a new parameter each time', async () => {
    await start();
    const first = await page();
    expect(first.json).toMatchObject({ type: 'list', total_count: null });
    const second = await page(first.json['scroll_param']);
    expect(second.json['scroll_param']).not.toBe(first.json['scroll_param']);
    expect((await page(first.json['scroll_param'])).status).toBe(404);
  });

  it('leaves out companies without contacts, which can be read by id', async () => {
    const until = 1_764_000_000;
    await start({ until });
    const unlisted = new Workspace({ ...defaultOptions(), companies: 230, until }).companyId(19);
    expect(ids(await scrollAll(sandbox))).not.toContain(unlisted);
    expect(await ok(sandbox, `GET /companies/${unlisted}`)).toMatchObject({ id: unlisted });
  });

  it.each([
    ['empty', 230, [100, 100, 30, 0]],
    ['empty', 200, [100, 100, 0]],
    ['404', 230, [100, 100, 30, 404]],
    ['404', 200, [100, 100, 404]],
    ['404', 0, [0]],
  ] as const)('ends with %s for %i companies', async (scrollEnding, companies, sizes) => {
    await start({ scrollEnding, companies });
    expect(await walk()).toEqual(sizes);
    expect(await walk()).toEqual(sizes);
  });

  it('is one per workspace, and the log counts who was turned away', async () => {
    await start();
    await page();
    const { status, json } = await page();
    expect([status, codeOf(json)]).toEqual([400, 'scroll_exists']);
    expect((await ok(sandbox, 'GET /__sandbox/requests'))['scroll_conflicts']).toBe(1);
  });

  it('expires when idle, and another one can be opened', async () => {
    await start({ scrollIdleSeconds: 0.05 });
    const { json } = await page();
    await sleep(80);
    const late = await page(json['scroll_param']);
    expect([late.status, codeOf(late.json)]).toEqual([404, 'not_found']);
    expect((await page()).status).toBe(200);
  });

  it('expires on demand of a fault', async () => {
    await start({ faults: [{ route: 'GET /companies/scroll', nth: 2, fault: 'expire_scroll' }] });
    expect(await walk()).toEqual([100, 404]);
    expect(await walk()).toEqual([100, 100, 30, 0]);
  });

  it('shows every company as it was when the scroll was opened', async () => {
    await start();
    const first = await page();
    const last = (await truth(sandbox, 'companies')).at(-1);
    await ok(sandbox, 'POST /__sandbox/touch', { stream: 'companies', id: last?.['id'] });
    await ok(sandbox, 'POST /__sandbox/mutate', { n: 3, kinds: ['company.created'] });
    const second = await page(first.json['scroll_param']);
    const third = listOf((await page(second.json['scroll_param'])).json['data']);
    expect(third).toHaveLength(30);
    expect(new Date(Number(third.at(-1)?.['updated_at']) * 1000).toISOString().slice(0, 19)).toBe(
      String(last?.['updated_at']).slice(0, 19),
    );
  });
});

describe('the companies list', () => {
  it('counts what the scroll lists and pages by number, newest request first', async () => {
    await start();
    const list = await ok(sandbox, 'POST /companies/list?page=4&per_page=60');
    expect(list).toMatchObject({
      total_count: 230,
      pages: { page: 4, per_page: 60, total_pages: 4, next: null },
    });
    expect(list['data']).toHaveLength(50);
    const requested = listOf(list['data']).map((company) => Number(company['last_request_at']));
    expect(requested).toEqual(requested.toSorted((a, b) => b - a));
  });

  it('stops at 10,000 companies', async () => {
    await start({ companies: 10_100 });
    expect((await call(sandbox, 'POST /companies/list?page=167&per_page=60')).status).toBe(200);
    const { status, json } = await call(sandbox, 'POST /companies/list?page=168&per_page=60');
    expect([status, codeOf(json)]).toEqual([400, 'bad_request']);
  });
});
