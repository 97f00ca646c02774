// Preloaded into a measured process: tells on descriptor 3 how it ended and the most memory it held.
import { readFileSync, writeSync } from 'node:fs';

/** What a measured process tells as it ends. */
export interface Ending {
  code: number;
  peakKb: number;
}

process.on('exit', (code) => {
  // Not process.resourceUsage(): its maximum starts at what the process that spawned us held.
  const [, peak = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const ending: Ending = { code, peakKb: Number(peak) };
  writeSync(3, JSON.stringify(ending));
});
