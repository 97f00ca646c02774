// What a power cut would leave of the files when a STATE goes out: everything before it.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { createLog } from '../../core/log.ts';
import type { Incoming } from '../../core/protocol/incoming.ts';
import type { Message } from '../../core/protocol/messages.ts';
import { runTarget } from '../../core/target.ts';
import { openFolder } from '../../targets/jsonl/folder.ts';
import type { TargetJsonlConfig } from '../../targets/jsonl/index.ts';

/** Bytes of each file that have reached the disk. */
const safe = vi.hoisted(() => new Map<string, number>());

vi.mock(import('node:fs/promises'), async (importActual) => {
  const actual = await importActual();
  const open: typeof actual.open = async (path, ...rest) => {
    const file = await actual.open(path, ...rest);
    const datasync = file.datasync.bind(file);
    file.datasync = async () => {
      const { size } = await file.stat();
      await sleep(20);
      await datasync();
      safe.set(String(path), size);
    };
    return file;
  };
  return { ...actual, open };
});

const STREAMS = ['users', 'tags'];

test.each(['none', 'gzip'] as const)(
  'each STATE goes out after the rows before it are on the disk: %s',
  async (compression) => {
    const folder = mkdtempSync(join(tmpdir(), 'jsonl-'));
    const extension = compression === 'gzip' ? 'jsonl.gz' : 'jsonl';
    const left = (stream: string): unknown[] => {
      const path = join(folder, `${stream}.${extension}`);
      const bytes = existsSync(path) ? readFileSync(path).subarray(0, safe.get(path) ?? 0) : Buffer.alloc(0);
      const text = (compression === 'gzip' && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString();
      return text
        .split('\n')
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line));
    };
    const printed: unknown[] = [];
    const config: TargetJsonlConfig = {
      destination_path: folder,
      do_timestamp_file: false,
      load_method: 'append-only',
      compression,
      validate_records: true,
      add_record_metadata: false,
    };
    await runTarget(
      { open: async (context) => ({ ...(await openFolder(context)), flushEveryMs: 5 }) },
      { config, flags: {}, log: createLog('test', {}, () => {}), signal: new AbortController().signal },
      rounds(3, printed),
      (text) => void printed.push({ state: JSON.parse(text), left: STREAMS.map(left) }),
    );
    const rows = [0, 1, 2].map((id) => ({ id }));
    expect(printed).toEqual(
      [1, 2, 3].map((at) => ({ state: { at }, left: STREAMS.map(() => rows.slice(0, at)) })),
    );
  },
);

/** A row of each stream and a STATE, time and again; each time once the one before is printed. */
async function* rounds(count: number, printed: readonly unknown[]): AsyncGenerator<Incoming[]> {
  yield STREAMS.map((stream) => ({
    message: { type: 'SCHEMA', stream, schema: { type: 'object' }, key_properties: ['id'] },
  }));
  for (let at = 1; at <= count; at += 1) {
    await vi.waitFor(() => expect(printed).toHaveLength(at - 1));
    const records = STREAMS.map((stream): Message => ({ type: 'RECORD', stream, record: { id: at - 1 } }));
    const state: Message = { type: 'STATE', value: { at } };
    yield [...records, state].map((message) => ({ message }));
  }
}
