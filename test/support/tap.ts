// Runs tap-intercom against a sandbox and compares what it emitted with the sandbox's ground truth.
import type { Message, Row } from '../../core/protocol/messages.ts';
import { jsonLines } from './json-lines.ts';
import { bin, jsonFile, run, type Ended } from './spawn.ts';

/** The token the sandbox takes. */
export const TOKEN = 'sandbox-token';

/** Command line of a tap run. */
export interface TapArguments {
  baseUrl: string;
  config?: Row;
  /** Streams to select; without it no catalog is given. */
  streams?: readonly string[];
  catalog?: Row;
  state?: Row;
}

/** A tap run: its command line, and what its environment has beside ours. */
export interface TapRunArguments extends TapArguments {
  env?: NodeJS.ProcessEnv;
}

/** A tap run that has ended, with its messages. */
export interface TapResult extends Ended {
  messages: Message[];
  /** The last STATE, as a target would keep it. */
  state: Row | undefined;
}

/** The command for `run` or `start`. */
export function tapCommandLine({ baseUrl, config = {}, streams, catalog, state }: TapArguments): string[] {
  const chosen = catalog ?? (streams && catalogOf(streams));
  return [
    ...bin('taps/intercom'),
    '--config',
    jsonFile({ access_token: TOKEN, base_url: baseUrl, ...config }, 'config.json'),
    ...(chosen ? ['--catalog', jsonFile(chosen, 'catalog.json')] : []),
    ...(state ? ['--state', jsonFile(state, 'state.json')] : []),
  ];
}

/** A catalog in which these streams are selected. */
export function catalogOf(streams: readonly string[]): Row {
  return { streams: streams.map((name) => ({ tap_stream_id: name, stream: name, selected: true })) };
}

/** Runs the tap to its end. */
export async function runTap({ env = {}, ...args }: TapRunArguments): Promise<TapResult> {
  const ended = await run(tapCommandLine(args), { env });
  const messages = parse(ended.stdout);
  return { ...ended, messages, state: lastState(messages) };
}

/** The messages in what a tap wrote; a torn last line, as a killed tap leaves it, is left out. */
export function parse(stdout: string): Message[] {
  const lines = stdout.split('\n').slice(0, -1);
  return lines.map((line): Message => JSON.parse(line));
}

/** The value of the last STATE. */
export function lastState(messages: readonly Message[]): Row | undefined {
  return messages.findLast((message) => message.type === 'STATE')?.value;
}

const KEYS: Record<string, string[]> = {
  company_attributes: ['_sdc_record_hash'],
  contact_attributes: ['_sdc_record_hash'],
  contact_events: ['intercom_user_id', 'event_name', 'created_at'],
};

/** The key of a row, as text. */
export function keyOf(stream: string, row: Row): string {
  return (KEYS[stream] ?? ['id']).map((name) => String(row[name])).join(' ');
}

/** What a target holds after these messages: the newest row of each key. */
export function replica(
  messages: readonly Message[],
  stream: string,
  into = new Map<string, Row>(),
): Map<string, Row> {
  for (const message of messages) {
    if (message.type === 'RECORD' && message.stream === stream)
      into.set(keyOf(stream, message.record), message.record);
  }
  return into;
}

/** What a complete replica must hold. */
export async function truthRows(baseUrl: string, stream: string): Promise<Row[]> {
  const response = await fetch(`${baseUrl}/__sandbox/truth/${stream}`);
  if (!response.ok) throw new Error(`sandbox truth ${stream}: ${response.status}`);
  return jsonLines(await response.text());
}

/** The same by key. */
export async function truth(baseUrl: string, stream: string): Promise<Map<string, Row>> {
  const rows = await truthRows(baseUrl, stream);
  return new Map(rows.map((row) => [keyOf(stream, row), row]));
}

/** Calls one of the sandbox's controls. */
export async function control<T = unknown>(baseUrl: string, path: string, body?: unknown): Promise<T> {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${baseUrl}/__sandbox/${path}`, init);
  if (!response.ok) throw new Error(`sandbox control ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
