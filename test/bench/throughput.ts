// How fast the tap is by itself, its server costing next to nothing and its reader discarding.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { median, repeat, rounded, type Figure } from './measure.ts';
import { recordPages } from './pages.ts';
import { readContacts } from './replay.ts';

const BASELINE = resolve('test/bench/baseline/parse-and-stringify.mjs');

/** `tap_throughput_ratio`. */
export async function throughputFigures(quick: boolean): Promise<Figure[]> {
  const contacts = quick ? 30_000 : 150_000;
  const pages = await recordPages(40);
  const runs = await repeat(quick ? 3 : 5, async () => {
    const bare = contacts / bareSeconds(pages, contacts);
    const start = await readContacts(pages, 0);
    const whole = await readContacts(pages, contacts);
    return { bare, tap: contacts / (whole.seconds - start.seconds) };
  });
  const [tap, bare] = [median(runs.map((run) => run.tap)), median(runs.map((run) => run.bare))];
  return [
    {
      name: 'tap_throughput_ratio',
      value: rounded(median(runs.map((run) => run.tap / run.bare))),
      unit: 'ratio',
      against: `at least 0.6: ${Math.round(tap)} contacts/s to a pipe, without the start of the process, where a loop that only parses the same pages and stringifies their records does ${Math.round(bare)}/s`,
    },
  ];
}

function bareSeconds(pages: string, contacts: number): number {
  const printed = execFileSync(process.execPath, [BASELINE, pages, String(contacts)], { encoding: 'utf8' });
  return (JSON.parse(printed) as { seconds: number }).seconds;
}
