// Telling a process that waits from one that works.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { idleMeter } from '../../../core/idle.ts';

function work(ms: number): void {
  for (const end = Date.now() + ms; Date.now() < end;);
}

test('a process that waited since the last call has time to spare, one that worked has none', async () => {
  const idle = idleMeter();
  await sleep(200);
  expect(idle()).toBe(true);
  work(50);
  expect(idle()).toBe(false);
  await sleep(200);
  expect(idle()).toBe(true);
});
