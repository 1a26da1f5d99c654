// The track record: how locked forecasts have done, and beside them, never counted with them, those of the last replay of history.

import { coverages } from '../charts/coverage';
import { empty, figure } from '../charts/figure';
import { pitHistogram, tenth } from '../charts/pit';
import { h } from '../dom';
import type { TrackAnswer, TrackRecord } from '../rows';
import type { Column } from '../table';
import { day, moment, plain, windowLabel, words } from '../text/format';
import { term } from '../tip';
import { form, labelled, redraw, select } from './choice';
import type { View, ViewContext } from './view';

type Origin = 'locked' | 'replayed';

const nothing: TrackAnswer = { head: null, startedutc: null, forecasts: 0, outcomes: 0, records: [], replayed: null };
const originNames = { locked: 'Locked forecasts', replayed: 'Replayed forecasts' } as const;

export async function track({ source }: ViewContext, argument: string): Promise<View> {
  const answer = (await source.document<TrackAnswer>('track')) ?? nothing;
  const all = [...answer.records, ...(answer.replayed?.records ?? [])];
  const windows = [...new Set(all.map((record) => record.windowkey))].sort();
  const asked = windows.includes(argument) ? argument : (windows[0] ?? '');
  const place = h('div', {}, sides(answer, asked));
  const choice = select(
    'track-window',
    windows.map((key) => ({ value: key, text: windowLabel(key) })),
    asked,
    () => {
      history.replaceState(null, '', `#/track/${choice.value}`);
      redraw(place, sides(answer, choice.value));
    },
  );
  return {
    title: 'Track record',
    content: [
      h(
        'p',
        { class: 'lead' },
        'Forecasts that were locked before the market had reacted, and what followed. The replay beside them asks what would have been ' +
          'forecast for past events: it was computed afterwards, and is never counted with the locked forecasts.',
      ),
      windows.length > 0 ? form(labelled('Window', choice)) : h('div'),
      place,
    ],
  };
}

function sides(answer: TrackAnswer, window: string): HTMLElement {
  const { replayed } = answer;
  return h(
    'div',
    { class: 'beside' },
    side('locked', locked(answer), answer.records, window),
    replayed === null
      ? side('replayed', ['No replay is stored. ', h('code', {}, 'marketpulse verify'), ' computes one from the history.'], [], window)
      : side(
          'replayed',
          [
            `Replayed on ${moment(replayed.replayedutc)}: ${plain(replayed.events)} events from ${day(replayed.from)} to ` +
              `${day(replayed.to)}.`,
          ],
          replayed.records,
          window,
        ),
  );
}

/** What the ledger holds, or why it holds nothing. */
function locked({ head, startedutc, forecasts, outcomes }: TrackAnswer): (Node | string)[] {
  if (head === null) {
    return [
      'No forecast has been locked yet. One is locked when an event with a direction is found before the close of its day 0; events that ' +
        'are ingested later get none.',
    ];
  }

  return [
    `${plain(forecasts)} ${forecasts === 1 ? 'forecast' : 'forecasts'} locked since ${startedutc === null ? '–' : moment(startedutc)}, ` +
      `${plain(outcomes)} ${outcomes === 1 ? 'outcome' : 'outcomes'}. `,
    outcomes === 0 ? 'A forecast is scored when its window has closed. ' : null,
    term('Head of the ledger'),
    ': ',
    h('code', { class: 'hash' }, head),
  ].filter((part) => part !== null);
}

function side(origin: Origin, about: (Node | string)[], records: readonly TrackRecord[], window: string): HTMLElement {
  const title = h('h2', { id: `track-${origin}` }, originNames[origin]);
  const of = (group: TrackRecord['group']): TrackRecord[] =>
    records.filter((record) => record.windowkey === window && record.group === group);
  const overall = of('all')[0];
  return h(
    'section',
    { class: origin, 'aria-labelledby': title.id },
    title,
    h('p', { class: 'note' }, ...about, overall === undefined && records.length > 0 ? ` No outcome over ${windowLabel(window)} yet.` : ''),
    ...(overall === undefined
      ? []
      : [
          coverage(origin, overall, window),
          pit(origin, overall, window),
          kinds(origin, of('kind'), window),
          months(origin, of('month'), window),
        ]),
  );
}

function coverage(origin: Origin, record: TrackRecord, window: string): HTMLElement {
  return figure<TrackRecord>({
    title: `Coverage over ${windowLabel(window)}, ${origin}`,
    note: h(
      'span',
      {},
      `${plain(record.forecasts)} forecasts on ${plain(record.eventdays)} days. `,
      term('Coverage'),
      ' of the 95% interval, with its own interval clustered by day; the dashed line is 95%. Mean width ',
      `${plain(record.width_pct, 2)}%`,
      ' (adaptive ',
      `${plain(record.width_adaptive_pct, 2)}%`,
      '). Mean ',
      term('CRPS'),
      ` of the scenarios ${plain(record.crps_scenario_pct, 3)}, of all past events alike ${plain(record.crps_unconditional_pct, 3)}; `,
      term('Skill'),
      ` ${percentage(record.crps_skill)}.`,
    ),
    file: `track-${origin}-${window}`,
    columns,
    rows: [record],
    chart: coverages(`Coverage of the ${origin} forecasts over ${windowLabel(window)}`, [
      {
        name: 'Prediction interval',
        share: record.coverage,
        low: record.coverage_lo,
        high: record.coverage_hi,
        text: inside(record),
      },
      {
        name: term('Adaptive interval'),
        share: record.coverage_adaptive,
        low: null,
        high: null,
        text: percentage(record.coverage_adaptive),
      },
    ]),
  });
}

function pit(origin: Origin, record: TrackRecord, window: string): HTMLElement {
  const total = record.pit_histogram.reduce((sum, count) => sum + count, 0);
  const title = `Distribution over ${windowLabel(window)}, ${origin}`;
  if (total === 0) {
    return empty(title, 'No outcome had a prediction.');
  }

  return figure({
    title,
    note: h(
      'span',
      {},
      term('PIT'),
      ': outcomes in each tenth of the scenario’s distribution. The dashed line is what a right distribution has; high ends mean ' +
        'intervals that are too narrow.',
    ),
    file: `track-pit-${origin}-${window}`,
    columns: [
      { head: 'Tenth', show: (row) => tenth(row.bin), csv: ['from', (row) => row.bin / 10] },
      { head: 'Outcomes', numeric: true, show: (row) => plain(row.count), csv: ['outcomes', (row) => row.count] },
      { head: 'Expected', numeric: true, show: () => plain(total / 10, 1), csv: ['expected', () => total / 10] },
    ],
    rows: record.pit_histogram.map((count, bin) => ({ bin, count })),
    chart: pitHistogram(title, record.pit_histogram),
  });
}

function kinds(origin: Origin, records: readonly TrackRecord[], window: string): HTMLElement {
  const rows = [...records].sort((a, b) => b.eventdays - a.eventdays);
  return figure<TrackRecord>({
    title: `By kind over ${windowLabel(window)}, ${origin}`,
    note:
      'Coverage by the first measure of the event, that with the most days first. Few days say little, and without two there is no ' +
      'interval.',
    file: `track-kinds-${origin}-${window}`,
    columns,
    rows,
    chart: coverages(
      `Coverage of the ${origin} forecasts by kind`,
      rows.map((record) => ({
        name: words(record.value),
        share: record.coverage,
        low: record.coverage_lo,
        high: record.coverage_hi,
        text: `${inside(record)}, ${plain(record.eventdays)} ${record.eventdays === 1 ? 'day' : 'days'}`,
      })),
    ),
  });
}

function months(origin: Origin, records: readonly TrackRecord[], window: string): HTMLElement {
  return figure<TrackRecord>({
    title: `By month over ${windowLabel(window)}, ${origin}`,
    note: 'By the month of day 0, the latest first. The file has all columns.',
    file: `track-months-${origin}-${window}`,
    columns: monthColumns,
    rows: [...records].reverse(),
  });
}

const percentage = (value: number | null, unit = '%'): string => (value === null ? '–' : `${plain(100 * value, 1)}${unit}`);

const inside = (record: TrackRecord, unit = '%'): string =>
  record.coverage_lo === null || record.coverage_hi === null
    ? percentage(record.coverage, unit)
    : `${percentage(record.coverage, unit)} [${plain(100 * record.coverage_lo, 1)}, ${plain(100 * record.coverage_hi, 1)}]`;

const columns: readonly Column<TrackRecord>[] = [
  {
    head: 'Of',
    show: (row) => words(row.value),
    csv: [
      ['windowkey', (row) => row.windowkey],
      ['group', (row) => row.group],
      ['value', (row) => row.value],
    ],
  },
  {
    head: 'Days',
    numeric: true,
    show: (row) => plain(row.eventdays),
    csv: [
      ['forecasts', (row) => row.forecasts],
      ['eventdays', (row) => row.eventdays],
    ],
  },
  {
    head: 'Inside, %',
    term: 'Coverage',
    numeric: true,
    show: (row) => inside(row, ''),
    csv: [
      ['coverage', (row) => row.coverage],
      ['coverage_lo', (row) => row.coverage_lo],
      ['coverage_hi', (row) => row.coverage_hi],
    ],
  },
  {
    head: 'Adaptive, %',
    term: 'Adaptive interval',
    numeric: true,
    show: (row) => percentage(row.coverage_adaptive, ''),
    csv: ['coverage_adaptive', (row) => row.coverage_adaptive],
  },
  {
    head: 'Width, %',
    numeric: true,
    show: (row) => plain(row.width_pct, 2),
    csv: [
      ['width_pct', (row) => row.width_pct],
      ['width_adaptive_pct', (row) => row.width_adaptive_pct],
    ],
  },
  {
    head: 'CRPS',
    term: 'CRPS',
    numeric: true,
    show: (row) => plain(row.crps_scenario_pct, 3),
    csv: [
      ['crps_scenario_pct', (row) => row.crps_scenario_pct],
      ['crps_analogues_pct', (row) => row.crps_analogues_pct],
    ],
  },
  {
    head: 'All past',
    numeric: true,
    show: (row) => plain(row.crps_unconditional_pct, 3),
    csv: ['crps_unconditional_pct', (row) => row.crps_unconditional_pct],
  },
  {
    head: 'Skill, %',
    term: 'Skill',
    numeric: true,
    show: (row) => percentage(row.crps_skill, ''),
    csv: [
      ['crps_skill', (row) => row.crps_skill],
      ['pit_histogram', (row) => row.pit_histogram.join('|')],
    ],
  },
];

/** A month has few days, so its interval would say little. */
const monthColumns: readonly Column<TrackRecord>[] = columns.map((column) =>
  column.head === 'Of'
    ? { ...column, head: 'Month', show: (row) => row.value }
    : column.term === 'Coverage'
      ? { ...column, show: (row) => percentage(row.coverage, '') }
      : column,
);
