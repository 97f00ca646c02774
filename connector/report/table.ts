// A table with a caption; where it is wide, each of its rows becomes a card on a narrow screen.
import { html, type Html, type Part } from '../html.ts';

/** A column: its head, and whether it holds figures. */
export interface Column {
  label: string;
  numeric?: boolean;
}

/** As many columns as a phone has room for. */
const NARROW = 3;

/** The first column names the row. The roles keep it a table for those who hear it, however it is laid out. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Part[])[]): Html {
  const heads = columns.map(
    (column) => html`<th scope="col" role="columnheader" ${numeric(column)}>${column.label}</th>`,
  );
  return html`<table role="table" ${columns.length > NARROW && html` class="cards"`}>
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${heads}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((cells) => row(columns, cells))}
    </tbody>
  </table>`;
}

function row(columns: readonly Column[], [name, ...cells]: readonly Part[]): Html {
  const others = columns
    .slice(1)
    .map(
      (column, n) =>
        html`<td role="cell" data-label="${column.label}" ${numeric(column)}><span>${cells[n]}</span></td>`,
    );
  return html`<tr role="row">
    <th scope="row" role="rowheader">${name}</th>
    ${others}
  </tr> `;
}

function numeric(column: Column): Part {
  return column.numeric && html` class="n"`;
}
