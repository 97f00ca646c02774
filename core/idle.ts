// Whether this process has time to spare.
import { performance } from 'node:perf_hooks';

// With more to do, answers would come faster than they are dealt with, and only wait in memory.
const BUSY = 0.5;

/** A function that tells whether this process mostly waited since the last call. */
export function idleMeter(): () => boolean {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization < BUSY;
  };
}
