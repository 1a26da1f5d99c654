// A table of rows: for reading, for screen readers, and the source of the CSV file.

import { h } from './dom';
import { term } from './tip';
import type { Term } from './text/terms';

export interface Column<T> {
  /** Heading; a term explains itself. */
  head: string;
  term?: Term;

  /** What the cell shows. */
  show: (row: T) => Node | string;

  /** Name and value in the CSV file; left out there when absent. */
  csv?: [name: string, value: (row: T) => unknown];
  numeric?: boolean;
}

export function table<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[], hiddenCaption = true): HTMLElement {
  const body = h('tbody');
  for (const row of rows) {
    const line = h('tr');
    columns.forEach((column, i) => line.append(h(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null, class: column.numeric ? 'number' : null }, column.show(row))));
    body.append(line);
  }

  const head = h('tr');
  for (const column of columns) {
    head.append(h('th', { scope: 'col', class: column.numeric ? 'number' : null }, column.term ? term(column.term, column.head) : column.head));
  }

  // A region that scrolls must be reachable by keyboard.
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h('table', {}, h('caption', { class: hiddenCaption ? 'unseen' : null }, caption), h('thead', {}, head), body),
  );
}

export function csvOf<T>(columns: readonly Column<T>[], rows: readonly T[]): { names: string[]; cells: unknown[][] } {
  const kept = columns.filter((column) => column.csv);
  return { names: kept.map((column) => column.csv![0]), cells: rows.map((row) => kept.map((column) => column.csv![1](row))) };
}
