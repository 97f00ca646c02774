// singer-io's tap-intercom on the sandbox.
import { resolve } from 'node:path';
import { isRow, type JsonSchema, type Message, type Row } from '../../../core/protocol/messages.ts';
import { jsonFile, run, type Ended } from '../../support/spawn.ts';
import { parse, TOKEN } from '../../support/tap.ts';
import { executable } from './venv.ts';

interface Entry {
  stream: string;
  metadata: { breadcrumb: string[]; metadata: Row }[];
}

/** A record that would have ended its run, and was left out for the sake of the others. */
export interface FatalRecord {
  stream: string;
  id: string;
}

/** The schema of each of its streams, in plainer words that mean the same. */
export async function theirSchemas(): Promise<Map<string, JsonSchema>> {
  const { stdout } = await runTheirs('', ['--discover']);
  const catalog: { streams: { stream: string; schema: JsonSchema }[] } = JSON.parse(stdout, plainer);
  return new Map(catalog.streams.map(({ stream, schema }) => [stream, schema]));
}

/** What it discovers, with all of its streams and all of their fields selected. */
export async function theirCatalog(): Promise<Row> {
  const { stdout } = await runTheirs('', ['--discover']);
  const catalog: { streams: Entry[] } = JSON.parse(stdout);
  for (const { metadata } of catalog.streams.flatMap((entry) => entry.metadata)) metadata['selected'] = true;
  return catalog;
}

/** All of its streams with all of their fields, read from the sandbox. */
export async function readTheirs(
  baseUrl: string,
): Promise<{ messages: Message[]; fatal: readonly FatalRecord[] }> {
  const { stdout, stderr } = await runTheirs(baseUrl, ['--catalog', jsonFile(await theirCatalog())]);
  const fatal = stderr.matchAll(/FATAL RECORD (\S+) (\S+):/g);
  return {
    messages: parse(stdout),
    fatal: [...fatal].map(([, stream = '', id = '']) => ({ stream, id })),
  };
}

async function runTheirs(baseUrl: string, flags: readonly string[]): Promise<Ended> {
  const config = { access_token: TOKEN, start_date: '2000-01-01T00:00:00Z', user_agent: 'interop' };
  const command = [executable('tap-intercom', 'python'), resolve('test/interop/singer-io/run.py')];
  const ended = await run([...command, '--config', jsonFile(config), ...flags], {
    env: { BASE_URL: baseUrl },
  });
  if (ended.code !== 0) throw new Error(ended.stderr.slice(-5000));
  return ended;
}

// `anyOf` a thing and null is that thing; an object without any property declared has none declared.
function plainer(key: string, value: unknown): unknown {
  if (key === 'properties' && isRow(value) && Object.keys(value).length === 0) return undefined;
  const alternatives: unknown = isRow(value) ? value['anyOf'] : undefined;
  if (!Array.isArray(alternatives)) return value;
  return alternatives.find((one) => isRow(one) && one['type'] !== 'null');
}
