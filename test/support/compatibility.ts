// docs/compatibility.md as data: its tables are what tests compare with what they find.
import { readFileSync } from 'node:fs';

/** The text of the page. */
export const compatibilityPage = readFileSync(
  new URL('../../docs/compatibility.md', import.meta.url),
  'utf8',
);

/** The rows of the table under `heading`, each a list of cells without backticks. */
export function tableBelow(heading: string): string[][] {
  const section = compatibilityPage.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| stream'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''))
        .slice(1, -1),
    );
}
