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

/** Tables with more rows start with the first of them. */
const mostRows = 40;
const firstRows = 25;

let count = 0;

export function figure<T>(data: FigureData<T>): HTMLElement {
  const title = h('h2', { id: `figure-${++count}` }, data.title);
  const csv = h('button', { type: 'button', class: 'quiet', 'aria-label': `${data.title}: download CSV`, on: { click: save } }, 'CSV');
  const element = h('section', { class: 'figure', 'aria-labelledby': title.id });
  if (data.chart === undefined) {
    element.append(
      h('header', {}, title, h('span', { class: 'tools' }, csv)),
      data.note ? h('p', { class: 'note' }, data.note) : '',
      draw(),
    );
    return element;
  }

  const chart = h('div', { class: 'chart' }, data.chart);
  const toggle = h(
    'button',
    { type: 'button', class: 'quiet', 'aria-pressed': 'false', 'aria-label': `${data.title}: show as table`, on: { click: swap } },
    'Table',
  );
  let rows: HTMLElement | undefined;
  element.append(
    h('header', {}, title, h('span', { class: 'tools' }, toggle, csv)),
    data.note ? h('p', { class: 'note' }, data.note) : '',
    chart,
  );
  return element;

  /** The table, at first with as many rows as can be taken in at once; the file always has all of them. */
  function draw(): HTMLElement {
    if (data.rows.length <= mostRows) {
      return table(data.title, data.columns, data.rows);
    }

    const all = h(
      'button',
      { type: 'button', class: 'quiet', on: { click: () => place.replaceChildren(table(data.title, data.columns, data.rows)) } },
      `Show all ${data.rows.length} rows`,
    );
    const place = h('div', {}, table(data.title, data.columns, data.rows.slice(0, firstRows)), all);
    return place;
  }

  /** Shows the table in place of the chart, or the chart again; a table that nobody asks for is never built. */
  function swap(): void {
    if (rows === undefined) {
      rows = draw();
      element.append(rows);
    } else {
      rows.hidden = !rows.hidden;
    }

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
