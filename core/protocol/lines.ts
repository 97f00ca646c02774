// Bytes to lines: cuts a stream of bytes at every \n, wherever its chunks begin and end.
import { isUtf8 } from 'node:buffer';
import { ProtocolError } from '../errors.ts';

/** The lines that one chunk completed; `first` is the number of the first one, counted from 1. */
export interface Lines {
  first: number;
  texts: string[];
}

/** The longest line taken, in bytes; a JavaScript string cannot hold much more. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const REPLACEMENT = '\uFFFD';
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The lines of `input` by chunk, without their line ends (`\n` or `\r\n`); the last one needs none.
 * @throws ProtocolError on a line longer than `maxBytes` and on bytes that are no UTF-8
 */
export async function* readLines(
  input: AsyncIterable<Buffer>,
  maxBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<Lines, void, undefined> {
  let number = 1;
  // Kept as parts: joining at every chunk would make a long line cost the square of its length.
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of input) {
    const lines: Lines = { first: number, texts: [] };
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      if (begunBytes + end - start > maxBytes) throw tooLong(number, maxBytes);
      if (begunBytes === 0) lines.texts.push(decode(chunk, start, end, number));
      else {
        begun.push(chunk.subarray(start, end));
        lines.texts.push(decodeParts(begun, number));
        begun = [];
        begunBytes = 0;
      }
      number += 1;
      start = end + 1;
    }
    if (start < chunk.length) {
      begun.push(chunk.subarray(start));
      begunBytes += chunk.length - start;
    }
    if (lines.texts.length > 0) yield lines;
    if (begunBytes > maxBytes) throw tooLong(number, maxBytes);
  }
  if (begunBytes > 0) yield { first: number, texts: [decodeParts(begun, number)] };
}

function decodeParts(parts: Buffer[], number: number): string {
  const bytes = Buffer.concat(parts);
  return decode(bytes, 0, bytes.length, number);
}

function decode(bytes: Buffer, start: number, end: number, number: number): string {
  const stop = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
  const text = bytes.toString('utf8', start, stop);
  // Decoding puts U+FFFD for broken bytes; the sender may also have meant that very character.
  if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, stop))) {
    throw new ProtocolError(`line ${number}: the bytes are not valid UTF-8`);
  }
  return number === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function tooLong(number: number, maxBytes: number): ProtocolError {
  return new ProtocolError(`line ${number}: longer than ${maxBytes} bytes, the most a line may have`);
}
