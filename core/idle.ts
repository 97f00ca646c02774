// Whether this process has time to spare.
import { performance } from 'node:perf_hooks';

// Above it, answers come faster than they are dealt with, and would only wait in memory.
const BUSY = 0.75;

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
