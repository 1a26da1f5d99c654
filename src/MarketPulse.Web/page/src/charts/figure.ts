// The frame of every chart: a title, a note, and the same rows as a table and as a CSV file.

import { h } from '../dom';
import { csvOf, table, type Column } from '../table';
import { download, toCsv } from '../text/csv';

export interface FigureData<T> {
  title: string;
  note?: Node | string;

  /** Name of the CSV file, without its extension. */
  file: string;
  columns: readonly Column<T>[];
  rows: readonly T[];

  /** The chart; absent when the table is the whole figure. */
  chart?: HTMLElement | SVGElement;
}

let count = 0;

export function figure<T>(data: FigureData<T>): HTMLElement {
  const title = h('h2', { id: `figure-${++count}` }, data.title);
  const csv = h('button', { type: 'button', class: 'quiet', 'aria-label': `${data.title}: download CSV`, on: { click: save } }, 'CSV');
  const rows = table(data.title, data.columns, data.rows);
  const element = h('section', { class: 'figure', 'aria-labelledby': title.id });
  if (data.chart === undefined) {
    element.append(h('header', {}, title, h('span', { class: 'tools' }, csv)), data.note ? h('p', { class: 'note' }, data.note) : '', rows);
    return element;
  }

  const chart = h('div', { class: 'chart' }, data.chart);
  const toggle = h(
    'button',
    { type: 'button', class: 'quiet', 'aria-pressed': 'false', 'aria-label': `${data.title}: show as table`, on: { click: swap } },
    'Table',
  );
  rows.hidden = true;
  element.append(
    h('header', {}, title, h('span', { class: 'tools' }, toggle, csv)),
    data.note ? h('p', { class: 'note' }, data.note) : '',
    chart,
    rows,
  );
  return element;

  function swap(): void {
    rows.hidden = !rows.hidden;
    chart.hidden = !rows.hidden;
    toggle.setAttribute('aria-pressed', String(!rows.hidden));
  }

  function save(): void {
    const { names, cells } = csvOf(data.columns, data.rows);
    download(`${data.file}.csv`, toCsv(names, cells));
  }
}

export function empty(title: string, sentence: string): HTMLElement {
  return h('section', { class: 'figure' }, h('header', {}, h('h2', {}, title)), h('p', { class: 'note' }, sentence));
}
