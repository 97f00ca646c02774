// Telling a process that waits from one that works.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { idleMeter } from '../../../core/idle.ts';

function work(ms: number): void {
  for (const end = Date.now() + ms; Date.now() < end;);
}

test('a process that waits again and again has time to spare; one that works, or waited once, has none', async () => {
  const idle = idleMeter();
  const waited: boolean[] = [];
  for (let n = 0; n < 4; n += 1) {
    await sleep(200);
    waited.push(idle());
  }
  expect(waited).toEqual([false, false, true, true]);
  work(50);
  expect(idle()).toBe(false);
  await sleep(200);
  expect(idle()).toBe(false);
});
