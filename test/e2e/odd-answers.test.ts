// Answers and surroundings that are wrong in ways a status code does not tell.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { expectComplete, STREAMS } from '../support/compare.ts';
import { run, start, temporaryFolder } from '../support/spawn.ts';
import { control, parse, runTap, tapCommandLine } from '../support/tap.ts';

const READ = STREAMS.filter((stream) => stream !== 'contact_events');
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: 60, companies: 230, conversations: 20, seed: 31, rateLimit: 0 });
});

afterEach(() => sandbox.close());

describe('200 with JSON that holds no list', () => {
  const LISTS = [
    ['contacts', 'POST /contacts/search'],
    ['conversations', 'POST /conversations/search'],
    ['companies', 'GET /companies/scroll'],
    ['tags', 'GET /tags'],
    ['contact_attributes', 'GET /data_attributes'],
  ];

  test.each(LISTS)('is no empty stream: %s fails and keeps its bookmark', async (stream, route) => {
    const body = { type: 'error.list', errors: [{ code: 'server_error' }] };
    await control(sandbox.intercom, 'faults', [
      { route, nth: 1, times: 99, fault: 'status', status: 200, body },
    ]);
    const result = await runTap({ baseUrl: sandbox.intercom, streams: [stream, 'teams'] });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(new RegExp(`ERROR ${stream}: .* Intercom answered without the list`));
    expect(result.state).not.toHaveProperty(`bookmarks.${stream}`);
    expect(result.messages).not.toContainEqual(expect.objectContaining({ type: 'RECORD', stream }));
    expect(result.messages.map(({ type }) => type)).not.toContain('ACTIVATE_VERSION');
    await expectComplete(result.messages, sandbox.intercom, ['teams']);
  });
});

describe('what is not from Intercom tells nothing of what is there', () => {
  const html = { fault: 'html', status: 404 };
  const READ_FOR_EACH = [
    ['conversation_parts', 'GET /conversations/:id'],
    ['contact_events', 'GET /events'],
  ];

  test.each(READ_FOR_EACH)('%s: a 404 of a gateway is tried again', async (stream, route) => {
    await control(sandbox.intercom, 'faults', [{ route, nth: 3, times: 1, ...html }]);
    const result = await runTap({ baseUrl: sandbox.intercom, streams: [stream] });
    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).not.toContain('gone');
    await expectComplete(result.messages, sandbox.intercom, [stream]);
  });

  test('an answer without a conversation is none without parts', async () => {
    const fault = {
      route: 'GET /conversations/:id',
      nth: 3,
      times: 1,
      fault: 'status',
      status: 200,
      body: {},
    };
    await control(sandbox.intercom, 'faults', [fault]);
    const streams = ['conversations', 'conversation_parts'];
    const result = await runTap({ baseUrl: sandbox.intercom, streams });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(
      /ERROR conversation_parts: .* Intercom answered without the object that was/,
    );
    expect(result.state).not.toHaveProperty('bookmarks.conversation_parts');
    await expectComplete(result.messages, sandbox.intercom, ['conversations']);
  });
});

test('a temporary folder that cannot be used costs the lock, not the run', async () => {
  const ended = await run(tapCommandLine({ baseUrl: sandbox.intercom }), { env: { TMPDIR: '/nonexistent' } });
  expect(ended.stderr).toMatch(/companies: no lock can be made in \/nonexistent/);
  expect(ended.code).toBe(0);
  await expectComplete(parse(ended.stdout), sandbox.intercom, READ);
});

test('a lock that is lost in the middle of the scroll does not end a complete run', async () => {
  await control(sandbox.intercom, 'faults', [
    { route: 'GET /companies/scroll', nth: 2, times: 1, fault: 'delay', ms: 6000 },
  ]);
  const folder = temporaryFolder();
  const { ended } = start(tapCommandLine({ baseUrl: sandbox.intercom }), { env: { TMPDIR: folder } });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  rmSync(folder, { recursive: true });
  const { code, stdout, stderr } = await ended;
  expect(stderr).toMatch(/the lock of the scroll was lost/);
  expect(code).toBe(0);
  await expectComplete(parse(stdout), sandbox.intercom, READ);
});

test('a rate header far in the future does not hang the run', async () => {
  const headers = {
    'x-ratelimit-limit': '10',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Date.now()),
  };
  const fault = {
    route: 'GET /me',
    nth: 1,
    times: 1,
    fault: 'status',
    status: 200,
    headers,
    body: { type: 'admin' },
  };
  await control(sandbox.intercom, 'faults', [fault]);
  const result = await runTap({ baseUrl: sandbox.intercom, streams: ['teams'] });
  expect(result.stderr).not.toContain('TimeoutOverflowWarning');
  expect(result.code).toBe(0);
});

test('a start date in the future is refused', async () => {
  const config = { start_date: '2099-01-01' };
  const refused = await runTap({ baseUrl: sandbox.intercom, streams: ['contacts'], config });
  expect(refused).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'CRITICAL "start_date" lies in the future\n',
  });
});

test('a bookmark in the future tells nothing of what was read: everything is read again', async () => {
  const state = { bookmarks: { contacts: { updated_at: '2099-01-01T00:00:00.000000Z' } } };
  const mended = await runTap({ baseUrl: sandbox.intercom, streams: ['contacts'], state });
  expect(mended.stderr).toContain(
    'WARNING contacts: its bookmark lies in the future; set back to the beginning\n',
  );
  expect(JSON.stringify(mended.state)).not.toContain('2099');
  await expectComplete(mended.messages, sandbox.intercom, ['contacts']);
});

test('--discover into a pipe that closes ends with one line', async () => {
  const [node = '', script = ''] = tapCommandLine({ baseUrl: sandbox.intercom });
  const { stderr } = await run([
    'bash',
    '-c',
    `${node} ${script} --discover | head -c 1; exit \${PIPESTATUS[0]}`,
  ]);
  expect(stderr).toBe('ERROR the reader of our output has gone; stopped\n');
});
