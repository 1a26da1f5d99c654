// The columns that tables of mean reactions have in common.

import type { Column } from '../table';
import { interval, plain, signed } from '../text/format';

/** A mean over event days, in percent, with its 95% interval. */
export interface Mean {
  days: number;
  mean: number | null;
  low: number | null;
  high: number | null;
}

export const meanColumns: readonly Column<Mean>[] = [
  { head: 'Days', numeric: true, show: (row) => plain(row.days), csv: ['days', (row) => row.days] },
  { head: 'Mean, %', numeric: true, show: (row) => signed(row.mean), csv: ['mean_pct', (row) => row.mean] },
  {
    head: '95% interval, %',
    numeric: true,
    show: (row) => interval(row.low, row.high),
    csv: [
      ['lo_pct', (row) => row.low],
      ['hi_pct', (row) => row.high],
    ],
  },
];
