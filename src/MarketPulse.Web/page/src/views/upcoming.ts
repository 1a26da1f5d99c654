// The dates ahead that events announce: what takes effect, is due or ends next.

import { figure } from '../charts/figure';
import { h } from '../dom';
import type { UpcomingDate } from '../rows';
import { day, list, words } from '../text/format';
import { eventLink } from './view';

const kinds: Readonly<Record<UpcomingDate['what'], string>> = { effective: 'takes effect', deadline: 'deadline', expiry: 'expires' };

/** The panel; nothing if no date is pending. */
export function upcoming(rows: readonly UpcomingDate[]): HTMLElement[] {
  if (rows.length === 0) {
    return [];
  }

  return [
    figure<UpcomingDate>({
      title: 'Dates ahead',
      note: h(
        'span',
        {},
        'What the reports of events say will happen, and when. A computed date follows from the day of a report and a duration or weekday. ' +
          'Calendar apps can subscribe to ',
        h('code', {}, '/api/upcoming.ics'),
        '.',
      ),
      file: 'dates-ahead',
      columns: [
        { head: 'Date', show: (row) => day(row.date), csv: ['date', (row) => row.date] },
        { head: 'What', show: (row) => kinds[row.what], csv: ['what', (row) => row.what] },
        {
          head: 'Event',
          show: (row) => h('a', { href: eventLink(row.eventid) }, row.headline),
          csv: [
            ['eventid', (row) => row.eventid],
            ['headline', (row) => row.headline],
          ],
        },
        { head: 'Pairs', show: (row) => list(row.pairs).join(', ') || '–', csv: ['pairs', (row) => row.pairs] },
        { head: 'Basis', show: (row) => words(row.basis), csv: ['basis', (row) => row.basis] },
      ],
      rows,
    }),
  ];
}
