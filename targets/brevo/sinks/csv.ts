// CSV with semicolons, as imports take it and report in it.

/** A line of cells; those that could be misread are quoted. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(';')}\n`;

const quoted = (cell: string): string =>
  /[;"\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** The lines of a text, each as cells; blank lines are none. */
export function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  // A cell, and what ends it: a quoted one holds any character, a quote doubled.
  const cell = /(?:"((?:[^"]|"")*)"|([^;\r\n]*))(;|\r?\n|$)/gy;
  while (cell.lastIndex < text.length || cells.length > 0) {
    const found = cell.exec(text);
    if (!found) return lines;
    const [, inQuotes, plain = '', end] = found;
    cells.push(inQuotes?.replaceAll('""', '"') ?? plain);
    if (end === ';') continue;
    if (cells.some((one) => one !== '')) lines.push(cells);
    cells = [];
    if (end === '') return lines;
  }
  return lines;
}
