// JSON source text, cut and edited without a re-write, so that 20-digit integers and long decimals keep every digit.

/** Where one member of an object stands in the text: its key from `start`, its value up to `end`. */
interface Member {
  name: string;
  start: number;
  valueStart: number;
  end: number;
}

const QUOTE = 34;
const BACKSLASH = 92;

/** The text of the value of `name`, the last one where the key is repeated, as JSON.parse takes it. `text`: valid JSON, an object. */
export function memberSource(text: string, name: string): string | undefined {
  const member = membersOf(text).findLast((one) => one.name === name);
  return member && text.slice(member.valueStart, member.end);
}

/** `text` without the named members; every other byte between the braces stays. `text`: valid JSON, an object. */
export function withoutMembers(text: string, names: readonly string[]): string {
  const members = membersOf(text);
  const first = members[0];
  const last = members.at(-1);
  if (!first || !last) return text;
  let kept = '';
  members.forEach((member, index) => {
    if (names.includes(member.name)) return;
    const before = members[index - 1];
    kept += text.slice(kept && before ? before.end : member.start, member.end);
  });
  return text.slice(0, first.start) + kept + text.slice(last.end);
}

/** `text` with the members of `row` added at its end. `text`: valid JSON, an object. */
export function withMembers(text: string, row: Record<string, unknown>): string {
  const end = text.lastIndexOf('}');
  const empty = text.slice(0, end).trimEnd().endsWith('{');
  return `${text.slice(0, end)}${empty ? '' : ','}${JSON.stringify(row).slice(1)}`;
}

function membersOf(text: string): Member[] {
  const members: Member[] = [];
  let at = text.indexOf('{') + 1;
  while (true) {
    const start = text.indexOf('"', at);
    if (start === -1) return members;
    const keyEnd = stringEnd(text, start);
    const valueStart = skipSpace(text, text.indexOf(':', keyEnd) + 1);
    const end = valueEnd(text, valueStart);
    members.push({ name: keyOf(text.slice(start, keyEnd)), start, valueStart, end });
    at = end;
  }
}

function keyOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

function valueEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (code === QUOTE) return stringEnd(text, start);
  if (!opens(code)) return start + (/^[^\s,}\]]*/.exec(text.slice(start))?.[0].length ?? 0);
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const one = text.charCodeAt(at);
    if (one === QUOTE) at = stringEnd(text, at) - 1;
    else if (opens(one)) depth += 1;
    else if (closes(one) && --depth === 0) return at + 1;
  }
  return text.length;
}

const opens = (code: number): boolean => code === 123 || code === 91;
const closes = (code: number): boolean => code === 125 || code === 93;

function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}
