// The list of events, with its filters.

import { stanceMark } from '../charts/marks';
import { h } from '../dom';
import type { Stance, TradeEvent } from '../rows';
import { csvOf, table, type Column } from '../table';
import { download, toCsv } from '../text/csv';
import { list, moment, plain, words } from '../text/format';
import { eventLink } from './view';

export const eventColumns = 'eventid,eventtimeutc,timeresolution,stance,intensity,measures,pairs,headline,sources';
const stances: readonly Stance[] = ['escalation', 'deescalation', 'mixed', 'neutral'];

const columns: readonly Column<TradeEvent>[] = [
  {
    head: 'Event',
    show: (row) => h('a', { href: eventLink(row.eventid) }, row.headline || row.eventid),
    csv: ['headline', (row) => row.headline],
  },
  {
    head: 'Time',
    show: (row) => h('time', { datetime: row.eventtimeutc }, moment(row.eventtimeutc, undefined, row.timeresolution === 'day')),
    csv: ['eventtimeutc', (row) => row.eventtimeutc],
  },
  {
    head: 'Stance',
    term: 'Stance',
    show: (row) => h('span', { class: `stance ${row.stance}` }, stanceMark(row.stance), ` ${words(row.stance)}`),
    csv: ['stance', (row) => row.stance],
  },
  { head: 'Intensity', term: 'Intensity', numeric: true, show: (row) => plain(row.intensity), csv: ['intensity', (row) => row.intensity] },
  { head: 'Between', show: (row) => list(row.pairs).join(', '), csv: ['pairs', (row) => row.pairs] },
  { head: 'Measures', show: (row) => list(row.measures).map(words).join(', '), csv: ['measures', (row) => row.measures] },
  { head: 'Sources', numeric: true, show: (row) => plain(row.sources), csv: ['sources', (row) => row.sources] },
];

/** Events, latest first, a few at a time. */
export function eventList(events: readonly TradeEvent[], step: number): HTMLElement {
  let shown = step;
  let stance = '';
  let text = '';
  const place = h('div', { 'aria-live': 'polite' });
  const count = h('p', { class: 'note' });
  const more = h('button', { type: 'button', class: 'quiet', on: { click: () => draw((shown += 2 * step)) } }, 'Show more');
  const csv = h('button', { type: 'button', class: 'quiet', 'aria-label': 'Events: download CSV', on: { click: save } }, 'CSV');
  const choice = h(
    'select',
    { id: 'stance', on: { change: () => ((stance = choice.value), draw((shown = step))) } },
    h('option', { value: '' }, 'all'),
    ...stances.map((code) => h('option', { value: code }, words(code))),
  );
  const search = h('input', {
    id: 'search',
    type: 'search',
    placeholder: 'tariff, CN, headline…',
    on: { input: () => ((text = search.value.trim().toLowerCase()), draw((shown = step))) },
  });
  const element = h(
    'section',
    { class: 'figure', 'aria-labelledby': 'events-title' },
    h('header', {}, h('h2', { id: 'events-title' }, 'Events'), h('span', { class: 'tools' }, csv)),
    h(
      'form',
      { class: 'filters', on: { submit: (event) => event.preventDefault() } },
      h('label', { for: 'stance' }, 'Stance ', choice),
      h('label', { for: 'search' }, 'Find ', search),
    ),
    count,
    place,
    more,
  );
  draw(shown);
  return element;

  function matching(): TradeEvent[] {
    return events.filter(
      (event) =>
        (stance === '' || event.stance === stance) &&
        (text === '' ||
          `${event.headline} ${event.measures} ${event.pairs} ${event.eventid}`.toLowerCase().replaceAll('_', ' ').includes(text)),
    );
  }

  function draw(limit: number): void {
    const rows = matching();
    count.textContent = rows.length === 0 ? 'No event matches.' : `${Math.min(limit, rows.length)} of ${rows.length}, latest first.`;
    place.replaceChildren(rows.length === 0 ? '' : table('Events', columns, rows.slice(0, limit)));
    more.hidden = rows.length <= limit;
  }

  function save(): void {
    const { names, cells } = csvOf(
      [{ head: 'Id', show: (row) => row.eventid, csv: ['eventid', (row) => row.eventid] }, ...columns],
      matching(),
    );
    download('events.csv', toCsv(names, cells));
  }
}
