// The columns that tables of scores have in common.

import { isSignificant, type Score } from '../rows';
import { interval, plain, probability, signed, words } from '../text/format';
import { releases } from '../text/releases';
import type { Column } from '../table';

/** The returns behind a score: the instrument's, the market effect, the abnormal return with its interval, and the detectable move. */
export const returnColumns: readonly Column<Score>[] = [
  {
    head: 'Raw return, %',
    term: 'Raw return',
    numeric: true,
    show: (row) => signed(row.raw_return_pct),
    csv: ['raw_return_pct', (row) => row.raw_return_pct],
  },
  {
    head: 'Market, %',
    term: 'Market effect',
    numeric: true,
    show: (row) => (row.market_effect_pct === null ? '–' : `${signed(row.market_effect_pct)} (${signed(row.market_score, 0)})`),
    csv: [
      ['benchmark_return_pct', (row) => row.benchmark_return_pct],
      ['market_effect_pct', (row) => row.market_effect_pct],
      ['market_score', (row) => row.market_score],
    ],
  },
  { head: 'CAR, %', term: 'CAR', numeric: true, show: (row) => signed(row.car_pct), csv: ['car_pct', (row) => row.car_pct] },
  {
    head: '95% interval, %',
    term: 'CAR interval',
    numeric: true,
    show: (row) => interval(row.car_lo_pct, row.car_hi_pct),
    csv: [
      ['car_lo_pct', (row) => row.car_lo_pct],
      ['car_hi_pct', (row) => row.car_hi_pct],
    ],
  },
  {
    head: 'Detectable, %',
    term: 'Detectable',
    numeric: true,
    show: (row) => plain(row.mde80_pct, 2),
    csv: ['mde80_pct', (row) => row.mde80_pct],
  },
];

/** The score, marked if it is significant, and its q. */
export const scoreColumns: readonly Column<Score>[] = [
  {
    head: 'Adjusted score',
    term: 'Adjusted score',
    numeric: true,
    show: (row) => `${signed(row.adjusted_score, 0)}${isSignificant(row) ? ' ●' : ''}`,
    csv: ['adjusted_score', (row) => row.adjusted_score],
  },
  { head: 'q', term: 'q', numeric: true, show: (row) => probability(row.q_event), csv: ['q_event', (row) => row.q_event] },
];

export const releasesColumn: Column<Score> = {
  head: 'Releases',
  term: 'Scheduled releases',
  show: (row) => (row.confounders ? releases(row.confounders) : '–'),
  csv: ['confounders', (row) => row.confounders],
};

export const statusColumn: Column<Score> = {
  head: 'Status',
  term: 'Status',
  show: (row) => `${words(row.status)}${row.reason ? ` (${words(row.reason)})` : ''}`,
  csv: ['status', (row) => row.status],
};
