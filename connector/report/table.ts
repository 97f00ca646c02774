// A table with a caption; where it is wide, each of its rows becomes a card on a narrow screen.
import { html, type Html, type Part } from '../html.ts';

/** A column: its head, and whether it holds figures. */
export interface Column {
  label: string;
  numeric?: boolean;
}

/** As many columns as a phone has room for. */
const NARROW = 3;

/** The first column names the row. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Part[])[]): Html {
  const isWide = columns.length > NARROW;
  // They keep it a table for those who hear it, however it is laid out.
  const role = (name: string): Part => isWide && html`role="${name}"`;
  const heads = columns.map(
    (column) => html`<th scope="col" ${role('columnheader')} ${numeric(column)}>${column.label}</th>`,
  );
  const row = ([name, ...cells]: readonly Part[]): Html => {
    const others = columns.slice(1).map((column, n) => {
      const label = isWide && html`data-label="${column.label}"`;
      return html`<td ${role('cell')} ${label} ${numeric(column)}><div>${cells[n]}</div></td>`;
    });
    return html`<tr ${role('row')}>
      <th scope="row" ${role('rowheader')}>${name}</th>
      ${others}
    </tr>`;
  };
  return html`<table ${role('table')} ${isWide && html`class="cards"`}>
    <caption>
      ${caption}
    </caption>
    <thead ${role('rowgroup')}>
      <tr ${role('row')}>
        ${heads}
      </tr>
    </thead>
    <tbody ${role('rowgroup')}>
      ${rows.map(row)}
    </tbody>
  </table>`;
}

function numeric(column: Column): Part {
  return column.numeric && html`class="n"`;
}
