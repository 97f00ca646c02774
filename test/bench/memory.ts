// How much memory the tap holds, and whether that grows with the workspace.
import { median, repeat, rounded, type Figure } from './measure.ts';
import { recordPages } from './pages.ts';
import { readContacts } from './replay.ts';

const SMALL = 50_000;

/** `tap_rss_growth` and `tap_rss_mb`. */
export async function memoryFigures(quick: boolean): Promise<Figure[]> {
  const large = quick ? 150_000 : 1_000_000;
  const pages = await recordPages(40);
  const runs = await repeat(quick ? 1 : 5, async () => {
    const small = await readContacts(pages, SMALL);
    const { peakMb } = await readContacts(pages, large);
    return { peakMb, growth: peakMb / small.peakMb };
  });
  return [
    {
      name: 'tap_rss_growth',
      value: rounded(median(runs.map((run) => run.growth))),
      unit: 'ratio',
      against: `at most 1.2: peak resident memory for ${large} contacts against ${SMALL}`,
    },
    {
      name: 'tap_rss_mb',
      value: rounded(median(runs.map((run) => run.peakMb))),
      unit: 'MB',
      against: `under 200: peak resident memory for ${large} contacts`,
    },
  ];
}
