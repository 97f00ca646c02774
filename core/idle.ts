// Whether this process has time to spare.
import { performance } from 'node:perf_hooks';

// With more to do, answers would come faster than they are dealt with, and only wait in memory.
const BUSY = 0.5;

// A server that stalls once leaves us nothing to do either, and no time to spare.
const IN_A_ROW = 3;

/** A function that tells whether this process mostly waited since the last call, and the calls before it. */
export function idleMeter(): () => boolean {
  let before = performance.eventLoopUtilization();
  let waited = 0;
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    waited = utilization < BUSY ? waited + 1 : 0;
    return waited >= IN_A_ROW;
  };
}
