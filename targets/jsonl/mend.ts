// What a killed run left half written at the end of a file is cut off, so that the next row begins cleanly.
import type { FileHandle } from 'node:fs/promises';
import { inflateRawSync, type InflateRaw } from 'node:zlib';

const NEWLINE = Buffer.from('\n');
// Magic, deflate, no flags, no time, default level: how every member that we write begins.
const MEMBER_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0]);
const HEAD_BYTES = 10;
const TRAILER_BYTES = 8;
const BLOCK = 256 * 1024;

/** Lets the file end with a whole line: a last row that only lacks its `\n` gets it, half a row goes. */
export async function mendLines(file: FileHandle, onCut: () => void): Promise<void> {
  const { size } = await file.stat();
  const end = (await lastIndexOf(file, size, NEWLINE)) + 1;
  if (end === size) return;
  const rest = await read(file, end, size);
  if (isJson(rest)) return file.appendFile(NEWLINE);
  await file.truncate(end);
  onCut();
}

/** Lets the file end with a whole gzip member. A file that another program made is left as it is. */
export async function mendGzip(file: FileHandle, onCut: () => void): Promise<void> {
  const { size } = await file.stat();
  const start = await lastIndexOf(file, size, MEMBER_HEAD);
  if (start === -1 && size > HEAD_BYTES) return;
  const end = start === -1 ? 0 : start + memberBytes(await read(file, start, size));
  if (end === size) return;
  await file.truncate(end);
  onCut();
}

/** The length of the member that `bytes` begin with; 0 where it is not complete. */
function memberBytes(bytes: Buffer): number {
  try {
    const { engine } = inflateRawSync(bytes.subarray(HEAD_BYTES), { info: true }) as unknown as {
      engine: InflateRaw;
    };
    const length = HEAD_BYTES + engine.bytesWritten + TRAILER_BYTES;
    return length <= bytes.length ? length : 0;
  } catch {
    return 0;
  }
}

async function lastIndexOf(file: FileHandle, size: number, wanted: Buffer): Promise<number> {
  for (let end = size; end > 0; end -= BLOCK) {
    const start = Math.max(0, end - BLOCK);
    // Reads on into the block after it, for what lies across the border.
    const found = (await read(file, start, Math.min(size, end + wanted.length - 1))).lastIndexOf(wanted);
    if (found !== -1) return start + found;
  }
  return -1;
}

async function read(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function isJson(bytes: Buffer): boolean {
  try {
    return JSON.parse(bytes.toString()) !== undefined;
  } catch {
    return false;
  }
}
