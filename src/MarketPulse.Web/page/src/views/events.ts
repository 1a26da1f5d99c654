// The list of events, with its filters. The server searches, so that events that are not loaded are found too.

import { stanceMark } from '../charts/marks';
import { h } from '../dom';
import type { FoundEvents, Stance, TradeEvent } from '../rows';
import { documentPath, type Question, type Source } from '../source';
import { csvOf, table, type Column } from '../table';
import { download, toCsv } from '../text/csv';
import { list, moment, plain, words } from '../text/format';
import { eventLink } from './view';

const stances: readonly Stance[] = ['escalation', 'deescalation', 'mixed', 'neutral'];
const step = 10;
const searchLimit = 100;
const typingPause = 250;

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
  { head: 'Between', show: (row) => list(row.pairs).join(', ') || '–', csv: ['pairs', (row) => row.pairs] },
  { head: 'Measures', show: (row) => list(row.measures).map(words).join(', ') || '–', csv: ['measures', (row) => row.measures] },
  { head: 'Sources', numeric: true, show: (row) => plain(row.sources), csv: ['sources', (row) => row.sources] },
];

/** Searches the events, latest first. */
export async function searchEvents(source: Source, question: Question): Promise<FoundEvents> {
  return (
    (await source.document<FoundEvents>(documentPath('event-search', question))) ?? { searched: 0, continuation: null, value: [] }
  );
}

/** The events of a range, latest first, a few at a time; `range` is the part of the question that the filters do not change. */
export function eventList(source: Source, loaded: FoundEvents, range: Question, signal: AbortSignal): HTMLElement {
  let found = loaded;
  let shown = step;
  let latest = 0;
  let typing: ReturnType<typeof setTimeout> | undefined;
  const place = h('div');
  const count = h('p', { class: 'note', role: 'status' });
  const more = h('button', { type: 'button', class: 'quiet', on: { click: () => void showMore() } }, 'Show more');
  const csv = h('button', { type: 'button', class: 'quiet', 'aria-label': 'Events: download CSV', on: { click: save } }, 'CSV');
  const choice = h(
    'select',
    { id: 'stance', on: { change: () => void search() } },
    h('option', { value: '' }, 'all'),
    ...stances.map((code) => h('option', { value: code }, words(code))),
  );
  const text = h('input', {
    id: 'search',
    type: 'search',
    maxlength: 128,
    placeholder: 'tariff, CN, headline…',
    on: {
      input: () => {
        clearTimeout(typing);
        typing = setTimeout(() => void search(), typingPause);
      },
    },
  });
  const element = h(
    'section',
    { class: 'figure', 'aria-labelledby': 'events-title' },
    h('header', {}, h('h2', { id: 'events-title' }, 'Events'), h('span', { class: 'tools' }, csv)),
    h(
      'form',
      { class: 'filters', on: { submit: (event) => event.preventDefault() } },
      h('label', { for: 'stance' }, 'Stance ', choice),
      h('label', { for: 'search' }, 'Find ', text),
    ),
    count,
    place,
    more,
  );
  signal.addEventListener('abort', () => clearTimeout(typing));
  draw();
  return element;

  /** Asks for the events that match; of several questions in a row, only the last one counts. */
  async function search(): Promise<void> {
    const mine = ++latest;
    shown = step;
    const isFiltered = choice.value !== '' || text.value.trim() !== '';
    await apply(mine, () => (isFiltered ? ask() : Promise.resolve(loaded)), false);
  }

  async function showMore(): Promise<void> {
    shown += 2 * step;
    if (shown > found.value.length && found.continuation !== null) {
      const continuation = found.continuation;
      await apply(++latest, () => ask(continuation), true);
    } else {
      draw();
    }
  }

  async function apply(mine: number, asked: () => Promise<FoundEvents>, isNextPage: boolean): Promise<void> {
    try {
      const answer = await asked();
      if (mine === latest && !signal.aborted) {
        found = isNextPage
          ? { ...answer, searched: found.searched + answer.searched, value: [...found.value, ...answer.value] }
          : answer;
        draw();
      }
    } catch (error) {
      count.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  function ask(continuation?: string): Promise<FoundEvents> {
    return searchEvents(source, { ...range, text: text.value.trim(), stance: choice.value, limit: searchLimit, continuation });
  }

  function draw(): void {
    const rows = found.value;
    const isOpen = found.continuation !== null;
    count.textContent =
      rows.length === 0 && !isOpen
        ? 'No event matches.'
        : `${Math.min(shown, rows.length)} of ${rows.length}${isOpen ? ' or more' : ''}, latest first.` +
          (isOpen && rows.length < shown ? ` ${found.searched} events were searched so far.` : '');
    place.replaceChildren(rows.length === 0 ? '' : table('Events', columns, rows.slice(0, shown)));
    more.hidden = rows.length <= shown && !isOpen;
  }

  function save(): void {
    const { names, cells } = csvOf(
      [{ head: 'Id', show: (row) => row.eventid, csv: ['eventid', (row) => row.eventid] }, ...columns],
      found.value,
    );
    download('events.csv', toCsv(names, cells));
  }
}
