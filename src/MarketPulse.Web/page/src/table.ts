// A table of rows, for reading, for screen readers, and as the source of the CSV file.

import { h } from './dom';
import { term } from './tip';
import type { Term } from './text/terms';

/** Columns that fit beside each other on a narrow screen, and more than which are set closer on a wide one. */
const fewColumns = 3;
const manyColumns = 9;

type CsvCell<T> = readonly [name: string, value: (row: T) => unknown];

export interface Column<T> {
  /** Heading; with a term, it has an explanation. */
  head: string;
  term?: Term;

  /** Content of the cell. */
  show: (row: T) => Node | string;

  /** Name and value in the CSV file, several for an interval; without it, the column is not in the file. */
  csv?: CsvCell<T> | readonly CsvCell<T>[];
  numeric?: boolean;
}

export function table<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[], hiddenCaption = true): HTMLElement {
  // On narrow screens a row becomes a card that repeats the headings. Explicit roles keep it a table for assistive tools.
  const body = h('tbody', { role: 'rowgroup' });
  for (const row of rows) {
    const line = h('tr', { role: 'row' });
    columns.forEach((column, i) =>
      line.append(
        h(
          i === 0 ? 'th' : 'td',
          {
            scope: i === 0 ? 'row' : null,
            role: i === 0 ? 'rowheader' : 'cell',
            class: column.numeric ? 'number' : null,
            'data-head': column.head,
          },
          column.show(row),
        ),
      ),
    );
    body.append(line);
  }

  const head = h('tr', { role: 'row' });
  for (const column of columns) {
    head.append(
      h(
        'th',
        { scope: 'col', role: 'columnheader', class: column.numeric ? 'number' : null },
        column.term ? term(column.term, column.head) : column.head,
      ),
    );
  }

  // A scrolling region must be reachable by keyboard.
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      { role: 'table', class: columns.length > manyColumns ? 'cards close' : columns.length > fewColumns ? 'cards' : null },
      h('caption', { class: hiddenCaption ? 'unseen' : null }, caption),
      h('thead', { role: 'rowgroup' }, head),
      body,
    ),
  );
}

export function csvOf<T>(columns: readonly Column<T>[], rows: readonly T[]): { names: string[]; cells: unknown[][] } {
  const kept = columns.flatMap((column) => (column.csv === undefined ? [] : isCell(column.csv) ? [column.csv] : column.csv));
  return { names: kept.map(([name]) => name), cells: rows.map((row) => kept.map(([, value]) => value(row))) };
}

function isCell<T>(csv: CsvCell<T> | readonly CsvCell<T>[]): csv is CsvCell<T> {
  return typeof csv[0] === 'string';
}
