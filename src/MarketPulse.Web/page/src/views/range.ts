// The range of days that the overview shows: years by button, any days by date fields or by dragging over the chart.

import { h } from '../dom';

/** First and last day; empty for an open end. */
export interface Range {
  from: string;
  to: string;
}

export const everything: Range = { from: '', to: '' };

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The range in the address `#/range/FROM..TO`. */
export function readRange(argument: string): Range {
  const [from = '', to = ''] = argument.split('..');
  return { from: isDay(from) ? from : '', to: isDay(to) ? to : '' };
}

export const rangeLink = (range: Range): string => (range.from === '' && range.to === '' ? '#/' : `#/range/${range.from}..${range.to}`);

/** The range as parameters of a request, whose end is exclusive. */
export function rangeQuery(range: Range): { from?: string; to?: string } {
  return {
    ...(range.from === '' ? {} : { from: range.from }),
    ...(range.to === '' ? {} : { to: new Date(Date.parse(range.to) + 86_400_000).toISOString().slice(0, 10) }),
  };
}

export interface RangeControl {
  element: HTMLElement;
  show: (range: Range) => void;
}

/** Buttons and date fields; `first` and `last` are the days of the first and of the last event. */
export function rangeControl(first: string, last: string, changed: (range: Range) => void): RangeControl {
  const years = Array.from({ length: Number(last.slice(0, 4)) - Number(first.slice(0, 4)) + 1 }, (_, i) => Number(first.slice(0, 4)) + i);
  const options = [
    { text: 'All', range: everything },
    ...years.map((year) => ({ text: `${year}`, range: { from: `${year}-01-01`, to: `${year}-12-31` } })),
  ];
  const buttons = options.map(({ text, range }) =>
    h('button', { type: 'button', class: 'quiet', 'aria-pressed': 'false', on: { click: () => changed(range) } }, text),
  );
  const field = (id: string): HTMLInputElement =>
    h('input', { id, type: 'date', min: first, max: last, on: { change: () => changed({ from: from.value, to: to.value }) } });
  const from = field('range-from');
  const to = field('range-to');
  return {
    element: h(
      'form',
      { class: 'filters', 'aria-label': 'Range', on: { submit: (submitted) => submitted.preventDefault() } },
      h('span', { class: 'years', role: 'group', 'aria-label': 'Years' }, ...buttons),
      h('label', { for: 'range-from' }, 'From ', from),
      h('label', { for: 'range-to' }, 'to ', to),
    ),
    show(range) {
      options.forEach((option, i) =>
        buttons[i]!.setAttribute('aria-pressed', String(option.range.from === range.from && option.range.to === range.to)),
      );
      from.value = range.from;
      to.value = range.to;
    },
  };
}
