// The past events most similar to an event, why they are similar, and what followed them: an answer before the market has moved.

import { empty, figure } from '../charts/figure';
import { intervals } from '../charts/intervals';
import { stanceMark } from '../charts/marks';
import { termBars } from '../charts/terms';
import { h } from '../dom';
import { mainWindow, type Analogue, type AnalogueAnswer, type AnalogueOutcome } from '../rows';
import { day, interval, plain, share, signed, windowLabel, words } from '../text/format';
import type { Column } from '../table';
import type { Term } from '../text/terms';
import { term } from '../tip';
import { chosen } from './choice';
import { eventLink, instrumentLink } from './view';

const nearest = 'Nearest past events';
const followed = 'What followed them';

const terms: readonly { name: string; column: `distance_${string}` & keyof Analogue; term: Term }[] = [
  { name: 'measures', column: 'distance_measures', term: 'Measures term' },
  { name: 'actors', column: 'distance_actors', term: 'Actors term' },
  { name: 'stance', column: 'distance_stance', term: 'Stance term' },
  { name: 'topics', column: 'distance_topics', term: 'Topics term' },
  { name: 'certainty', column: 'distance_certainty', term: 'Certainty term' },
  { name: 'intensity', column: 'distance_intensity', term: 'Intensity term' },
];

export function analogues(answer: AnalogueAnswer | null, id: string): HTMLElement[] {
  if (answer === null) {
    return [];
  }

  return answer.analogues.length === 0
    ? [empty(nearest, 'There are none: an analogue must be at least 21 days older than the event, so that what followed it was known.')]
    : [similar(answer.analogues, id), outcomes(answer, id)];
}

function similar(rows: readonly Analogue[], id: string): HTMLElement {
  return figure<Analogue>({
    title: nearest,
    note: h(
      'span',
      {},
      'The ',
      term('Analogues', 'analogues'),
      ' of this event, nearest first. The ',
      term('Distance', 'distance'),
      ' is 0 for identical events and 1 for nothing in common; the parts of each bar are its terms.',
    ),
    file: `analogues-${id}`,
    columns: [
      {
        head: 'Event',
        show: (row) => h('a', { href: eventLink(row.analogueid) }, row.headline || row.analogueid),
        csv: [
          ['rank', (row) => row.rank],
          ['analogueid', (row) => row.analogueid],
          ['headline', (row) => row.headline],
        ],
      },
      { head: 'Day', show: (row) => day(row.analoguetimeutc), csv: ['analoguetimeutc', (row) => row.analoguetimeutc] },
      {
        head: 'Stance',
        term: 'Stance',
        show: (row) => h('span', { class: `stance ${row.stance}` }, stanceMark(row.stance), ` ${words(row.stance)}`),
        csv: ['stance', (row) => row.stance],
      },
      {
        head: 'Distance',
        term: 'Distance',
        numeric: true,
        show: (row) => plain(row.distance, 2),
        csv: ['distance', (row) => row.distance],
      },
      ...terms.map((part): Column<Analogue> => ({
        head: part.name,
        term: part.term,
        numeric: true,
        show: (row) => plain(row[part.column] as number, 2),
        csv: [part.column, (row) => row[part.column]],
      })),
    ],
    rows,
    chart: termBars(
      'Distance of each past event by its terms',
      rows.map((row) => {
        const parts = terms.map((part) => ({ name: part.name, value: row[part.column] as number }));
        return {
          name: h(
            'span',
            {},
            stanceMark(row.stance),
            ' ',
            h('a', { href: eventLink(row.analogueid) }, row.headline || row.analogueid),
            ' ',
            h('span', { class: 'when' }, day(row.analoguetimeutc)),
          ),
          terms: parts,
          text: `${plain(row.distance, 2)}${explained(parts)}`,
        };
      }),
    ),
  });
}

/** The terms that contribute to a distance, in words. */
function explained(parts: readonly { name: string; value: number }[]): string {
  const said = parts.filter((part) => part.value >= 0.005).map((part) => `${part.name} ${plain(part.value, 2)}`);
  return said.length === 0 ? ', identical in every term' : `: ${said.join(' + ')}`;
}

function outcomes(answer: AnalogueAnswer, id: string): HTMLElement {
  const windows = [...new Set(answer.outcomes.map((row) => row.windowkey))];
  if (answer.usable < answer.fewest || windows.length === 0) {
    return empty(
      followed,
      `${answer.usable} of these events ${answer.usable === 1 ? 'is' : 'are'} scored: too few for a distribution, which needs ` +
        `${answer.fewest}.`,
    );
  }

  return chosen(
    'Outcomes over',
    'outcome-window',
    windows.map((key) => ({ value: key, text: windowLabel(key) })),
    mainWindow,
    (window) => distribution(answer, window, id),
  );
}

function distribution(answer: AnalogueAnswer, window: string, id: string): HTMLElement {
  const rows = answer.outcomes
    .filter((row) => row.windowkey === window)
    .sort((a, b) => Math.abs(b.car_median_pct ?? 0) - Math.abs(a.car_median_pct ?? 0));
  const shown = rows.filter((row) => row.car_median_pct !== null);
  const left = rows.length - shown.length;
  return figure<AnalogueOutcome>({
    title: `${followed} over ${windowLabel(window)}`,
    note: h(
      'span',
      {},
      term('CAR'),
      ' of each instrument after the analogues, strongest ',
      term('Median', 'median'),
      ' first: the dot is the median, the line the ',
      term('Quartiles', 'quartiles'),
      '; a hollow dot means that zero lies between them. This is what happened then, not a forecast.',
      left > 0
        ? ` ${left} ${left === 1 ? 'instrument has' : 'instruments have'} fewer than ${answer.fewest} scored analogues and no distribution.`
        : '',
    ),
    file: `outcomes-${id}-${window}`,
    columns: [
      {
        head: 'Instrument',
        show: (row) => h('a', { href: instrumentLink(row.symbol) }, row.symbol),
        csv: [
          ['symbol', (row) => row.symbol],
          ['windowkey', (row) => row.windowkey],
        ],
      },
      { head: 'Analogues', term: 'Analogues', numeric: true, show: (row) => plain(row.count), csv: ['count', (row) => row.count] },
      {
        head: 'Median CAR, %',
        term: 'Median',
        numeric: true,
        show: (row) => signed(row.car_median_pct),
        csv: ['car_median_pct', (row) => row.car_median_pct],
      },
      {
        head: 'Quartiles, %',
        term: 'Quartiles',
        numeric: true,
        show: (row) => interval(row.car_q1_pct, row.car_q3_pct),
        csv: [
          ['car_q1_pct', (row) => row.car_q1_pct],
          ['car_q3_pct', (row) => row.car_q3_pct],
        ],
      },
      {
        head: 'Negative',
        term: 'Share negative',
        numeric: true,
        show: (row) => share(row.share_negative),
        csv: ['share_negative', (row) => row.share_negative],
      },
      {
        head: 'Median adjusted score',
        term: 'Adjusted score',
        numeric: true,
        show: (row) => signed(row.adjusted_median, 0),
        csv: ['adjusted_median', (row) => row.adjusted_median],
      },
      {
        head: 'Its quartiles',
        term: 'Quartiles',
        numeric: true,
        show: (row) => interval(row.adjusted_q1, row.adjusted_q3, 0),
        csv: [
          ['adjusted_q1', (row) => row.adjusted_q1],
          ['adjusted_q3', (row) => row.adjusted_q3],
        ],
      },
    ],
    rows,
    chart: intervals(
      `Median and quartiles of what followed, by instrument, over ${windowLabel(window)}`,
      shown.map((row) => ({
        name: h('a', { href: instrumentLink(row.symbol) }, row.symbol),
        value: row.car_median_pct,
        low: row.car_q1_pct,
        high: row.car_q3_pct,
        text:
          `${signed(row.car_median_pct)}% ${interval(row.car_q1_pct, row.car_q3_pct)}, ${share(row.share_negative)} of ` +
          `${row.count} negative`,
      })),
    ),
  });
}
