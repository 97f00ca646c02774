// The thread behind `Stdout`: writes the chunks that it is sent to standard output, counts them, and says what failed.
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { WriteFailure } from './output.ts';
import { SHARED } from './stdout.ts';

const STDOUT = 1;
// UTF-8 takes at most three bytes for each unit of a JavaScript string.
const BYTES_PER_UNIT = 3;
const RETRY_MS = 1;

const pause = new Int32Array(new SharedArrayBuffer(4));
let buffer = Buffer.allocUnsafeSlow(128 * 1024);

// Each text by itself: joined first, one name outside Latin-1 would double the width of the whole chunk.
function encode(texts: readonly string[]): Buffer {
  const room = texts.reduce((units, text) => units + text.length, 0) * BYTES_PER_UNIT;
  if (room > buffer.length) buffer = Buffer.allocUnsafeSlow(room);
  let used = 0;
  for (const text of texts) used += buffer.write(text, used);
  return buffer.subarray(0, used);
}

function writeAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(STDOUT, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      // Whoever shares the pipe with us may have made it one that does not wait.
      Atomics.wait(pause, 0, 0, RETRY_MS);
    }
  }
}

function failureOf(error: unknown): WriteFailure {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? { message } : { code, message };
}

const shared = workerData as Int32Array;

parentPort?.on('message', (texts: readonly string[]) => {
  try {
    writeAll(encode(texts));
    Atomics.add(shared, SHARED.written, 1);
    if (Atomics.exchange(shared, SHARED.isAwaited, 0) === 1) parentPort?.postMessage(null);
  } catch (error) {
    parentPort?.postMessage(failureOf(error));
  }
});
