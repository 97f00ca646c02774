// Lines to messages: parses and checks each one, and keeps the source text of records and states.
import { ProtocolError, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { at, type Incoming } from './incoming.ts';
import { readLines, type Lines } from './lines.ts';
import type { Message, RecordMessage, Row } from './messages.ts';
import { memberSource } from './source.ts';

type Kind = 'string' | 'number' | 'object';
type Fields = Record<string, unknown>;

const FIELDS: Record<string, Record<string, Kind>> = {
  SCHEMA: { stream: 'string', schema: 'object' },
  RECORD: { stream: 'string', record: 'object' },
  STATE: { value: 'object' },
  ACTIVATE_VERSION: { stream: 'string', version: 'number' },
} satisfies Record<Message['type'], Record<string, Kind>>;

const ARTICLES: Record<Kind, string> = { string: 'a string', number: 'a number', object: 'an object' };
const SOURCES: Record<string, string> = { RECORD: 'record', STATE: 'value' };

/**
 * The messages of `input`, chunk by chunk; each is parsed when it is taken, so that all before a bad line are handled.
 * A type that is not known is skipped with one warning.
 * @throws ProtocolError with the line's number
 */
export async function* readMessages(
  input: AsyncIterable<Buffer>,
  log: Log,
): AsyncGenerator<Iterable<Incoming>, void, undefined> {
  const skipped = new Set<string>();
  const skip = (type: string, line: number): void => {
    if (!skipped.has(type)) log.warn(`${at(line)}messages of type "${type}" are not known and are skipped`);
    skipped.add(type);
  };
  for await (const lines of readLines(input)) yield parseLines(lines, skip);
}

function* parseLines(
  { first, texts }: Lines,
  skip: (type: string, line: number) => void,
): Generator<Incoming> {
  let line = first;
  for (const text of texts) {
    const incoming = plainRecord(text, line) ?? parseLine(text, line, skip);
    if (incoming) yield incoming;
    line += 1;
  }
}

const HEAD = /^\{"type": ?"RECORD", ?"stream": ?"([^"\\\p{Cc}]*)", ?"record": ?(?=\{)/u;
const TAIL = /^(?:, ?"time_extracted": ?"([\dTZ:.+-]*)")?(?:, ?"version": ?([1-9]\d{0,15}))?\}$/;

/**
 * The way of nearly every line: the members stand in the usual order, so the record is what is between them.
 * It is, if it parses: no other text between this head and this tail is one JSON value.
 */
function plainRecord(text: string, line: number): Incoming | undefined {
  const head = HEAD.exec(text);
  if (!head) return undefined;
  const end = text.lastIndexOf('}', text.length - 2) + 1;
  const tail = TAIL.exec(text.slice(end));
  if (!tail) return undefined;
  const source = text.slice(head[0].length, end);
  const message: RecordMessage = { type: 'RECORD', stream: head[1] ?? '', record: {} };
  try {
    message.record = JSON.parse(source) as Row;
  } catch {
    return undefined;
  }
  if (tail[1] !== undefined) message.time_extracted = tail[1];
  if (tail[2] !== undefined) message.version = Number(tail[2]);
  return { message, line, source };
}

function parseLine(
  text: string,
  line: number,
  skip: (type: string, line: number) => void,
): Incoming | undefined {
  if (text.trim() === '') return undefined;
  const fields = parseObject(text, line);
  const { type: sent } = fields;
  if (typeof sent !== 'string') throw new ProtocolError(`${at(line)}the message has no "type"`);
  const type = sent.toUpperCase();
  if (type === 'BATCH') {
    throw new ProtocolError(`${at(line)}BATCH messages are not supported; switch batching off in the tap`);
  }
  const wanted = FIELDS[type];
  if (!wanted) {
    skip(sent, line);
    return undefined;
  }
  for (const [name, kind] of Object.entries(wanted)) check(fields, name, kind, `${at(line)}${type}`);
  const message = { ...fields, type } as Message;
  if (message.type === 'SCHEMA') {
    check(message.schema, 'properties', 'object', `${at(line)}SCHEMA of "${message.stream}": the schema`);
    message.key_properties = keyProperties(fields['key_properties'], line);
  }
  const member = SOURCES[type];
  const source = member && memberSource(text, member);
  return source === undefined ? { message, line } : { message, line, source };
}

function parseObject(text: string, line: number): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // The parser quotes what it stumbled over: data, which is none of the log's business.
    const problem = messageOf(cause).replace(/, (\.\.\.)?".*$/s, '');
    const hint = /'[NI]'/.test(problem) ? ' (NaN and Infinity are not JSON)' : '';
    throw new ProtocolError(`${at(line)}not valid JSON: ${problem}${hint}`);
  }
  if (kindOf(value) !== 'object') throw new ProtocolError(`${at(line)}a message must be a JSON object`);
  return value as Fields;
}

function check(fields: Fields, name: string, kind: Kind, where: string): void {
  const value = fields[name];
  if (value === undefined || value === null) throw new ProtocolError(`${where} has no "${name}"`);
  if (kindOf(value) !== kind) throw new ProtocolError(`${where}: "${name}" must be ${ARTICLES[kind]}`);
}

// Some taps leave the list out where there is no key.
function keyProperties(value: unknown, line: number): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new ProtocolError(`${at(line)}SCHEMA: "key_properties" must be a list of strings`);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}
