// How fast target-jsonl is, validation on, against the least that any such program has to do.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { median, repeat, rounded, type Figure } from './measure.ts';
import { scratchFile } from './processes.ts';

const BASELINE = resolve('test/bench/baseline/split-and-write.mjs');
const TARGET = resolve('dist/targets/jsonl/bin.js');
const RECORD_BYTES = 300;

/** `jsonl_records_per_s` and `jsonl_ratio`. */
export async function jsonlFigures(quick: boolean): Promise<Figure[]> {
  const records = quick ? 200_000 : 600_000;
  const input = inputFile(records);
  const output = scratchFile('split-and-write.jsonl', '');
  const config = scratchFile(
    'target.json',
    JSON.stringify({ destination_path: `${output}.d`, load_method: 'overwrite' }),
  );
  const runs = await repeat(quick ? 3 : 5, async () => ({
    bare: records / workSeconds(input, [BASELINE, output]),
    target: records / workSeconds(input, [TARGET, '--config', config]),
  }));
  const [target, bare] = [median(runs.map((run) => run.target)), median(runs.map((run) => run.bare))];
  return [
    {
      name: 'jsonl_records_per_s',
      value: Math.round(target),
      unit: 'records/s',
      against: `at least 100000, or jsonl_ratio at least 0.5: records of ${RECORD_BYTES} bytes through a pipe, validated and synced to disk, without the start of the process`,
    },
    {
      name: 'jsonl_ratio',
      value: rounded(median(runs.map((run) => run.target / run.bare))),
      unit: 'ratio',
      against: `at least 0.5, or jsonl_records_per_s at least 100000: a loop that only splits the same lines and writes them does ${Math.round(bare)}/s`,
    },
  ];
}

function workSeconds(input: string, args: readonly string[]): number {
  const start = pipeSeconds('/dev/null', args);
  return pipeSeconds(input, args) - start;
}

function pipeSeconds(input: string, args: readonly string[]): number {
  const start = performance.now();
  execFileSync('sh', ['-c', 'cat "$0" | "$@"', input, process.execPath, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return (performance.now() - start) / 1000;
}

function inputFile(records: number): string {
  const path = scratchFile('records.jsonl', `${JSON.stringify(schema)}\n`);
  const file = openSync(path, 'a');
  let chunk = '';
  for (let id = 0; id < records; id += 1) {
    chunk += `{"type":"RECORD","stream":"contacts","record":${record(id)},"time_extracted":"2024-01-02T03:04:05.000000Z"}\n`;
    if (id % 1000 === 999) {
      chunk += `{"type":"STATE","value":{"bookmarks":{"contacts":{"updated_at":${id}}}}}\n`;
      writeSync(file, chunk);
      chunk = '';
    }
  }
  closeSync(file);
  return path;
}

function record(id: number): string {
  const fields = {
    id: String(id),
    name: `Person ${id}`,
    email: `person.${id}@example.com`,
    updated_at: '2024-01-02T03:04:05.000000Z',
    unread: id % 2 === 0,
    score: id / 8,
    location: { city: 'Lisbon', country: 'Portugal' },
    tags: ['customer', 'newsletter'],
    note: '',
  };
  const missing = RECORD_BYTES - JSON.stringify(fields).length;
  return JSON.stringify({ ...fields, note: 'x'.repeat(missing) });
}

const text = { type: ['null', 'string'] };
const schema = {
  type: 'SCHEMA',
  stream: 'contacts',
  key_properties: ['id'],
  schema: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      name: text,
      email: text,
      updated_at: { ...text, format: 'date-time' },
      unread: { type: ['null', 'boolean'] },
      score: { type: ['null', 'number'] },
      location: { type: ['null', 'object'], properties: { city: text, country: text } },
      tags: { type: ['null', 'array'], items: { type: 'string' } },
      note: text,
    },
  },
};
