// Rows gathered into large writes: order, durability on demand, failures that stay.
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog } from '../../core/log.ts';
import { JsonlFile } from '../../targets/jsonl/jsonl-file.ts';

const log = createLog('test', {}, () => {});

function fileIn(folder = mkdtempSync(join(tmpdir(), 'jsonl-'))): JsonlFile {
  return new JsonlFile(join(folder, 'file.jsonl'), { gzip: false, log });
}

test('rows stand in the file in their order once it is synced, and not necessarily before', async () => {
  const file = fileIn();
  const rows = Array.from({ length: 20_000 }, (_, id) => JSON.stringify({ id, text: 'x'.repeat(id % 50) }));
  for (const row of rows) await file.append(row);
  await file.sync();
  expect(readFileSync(file.path, 'utf8')).toBe(rows.map((row) => `${row}\n`).join(''));
  await file.append('{"last":true}');
  await file.sync();
  await file.close();
  expect(readFileSync(file.path, 'utf8').endsWith('}\n{"last":true}\n')).toBe(true);
});

test('rows may be appended while it syncs', async () => {
  const file = fileIn();
  const rows = Array.from({ length: 200 }, (_, id) => `{"id":${id}}`);
  const syncs = rows.map((row) => {
    void file.append(row);
    return file.sync();
  });
  await Promise.all(syncs);
  await file.close();
  expect(readFileSync(file.path, 'utf8')).toBe(rows.map((row) => `${row}\n`).join(''));
});

test('large input asks the writer to wait', async () => {
  const file = fileIn();
  const waits = Array.from({ length: 100 }, () => file.append('x'.repeat(100_000))).filter(
    (one) => one !== undefined,
  );
  expect(waits.length).toBeGreaterThan(10);
  await Promise.all(waits);
  await file.close();
});

test('without a row there is no file', async () => {
  const file = fileIn();
  await file.sync();
  await file.close();
  expect(existsSync(file.path)).toBe(false);
});

test('a failure is thrown by each later sync, names the file, and does not keep it from closing', async () => {
  const file = fileIn();
  mkdirSync(file.path);
  await file.append('{}');
  await expect(file.sync()).rejects.toThrow(`${file.path}: cannot be written (EISDIR)`);
  await file.append('{}');
  await expect(file.sync()).rejects.toThrow('EISDIR');
  await expect(file.close()).resolves.toBeUndefined();
});
