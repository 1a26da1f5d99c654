// The calibration of the scores (the measured share of quiet windows beyond 95), how fresh the data is, and feeds that no longer answer.

import { h } from '../dom';
import { mainWindow, type Calibration, type DataStatus, type FeedAnswer } from '../rows';
import type { Source } from '../source';
import { day, moment, windowLabel } from '../text/format';

export async function footer(source: Source): Promise<Node[]> {
  const [calibration, status, feeds] = await Promise.all([
    source.rows<Calibration>('calibration', { window: mainWindow }),
    source.rows<DataStatus>('data-status'),
    source.document<FeedAnswer>('feeds'),
  ]);
  const silent = (feeds?.value ?? []).filter((feed) => feed.unanswered);
  const windows = calibration.reduce((sum, row) => sum + row.windows, 0);
  const mean = (value: (row: Calibration) => number | null): string =>
    ((100 * calibration.reduce((sum, row) => sum + row.windows * (value(row) ?? 0), 0)) / windows).toFixed(1);
  const bars = status
    .map((row) => row.lastbar)
    .filter((date) => date !== null)
    .sort()
    .at(-1);
  const articles = status
    .map((row) => row.lastarticle)
    .filter((time) => time !== null)
    .sort()
    .at(-1);
  return [
    h(
      'p',
      {},
      windows > 0
        ? `Calibration over ${windows} quiet windows ${windowLabel(mainWindow)} of the last year: by chance, ` +
            `${mean((row) => row.adjusted_beyond95)}% of adjusted scores, ` +
            `${mean((row) => row.classical_beyond95)}% of classical scores and ${mean((row) => row.overall_beyond95)}% of ` +
            `overall scores were beyond ±95 (nominal 5%).`
        : 'Calibration: not measured yet, because there are no quiet windows with prices.',
    ),
    h(
      'p',
      {},
      `Prices through ${day(bars)}. Latest article ${articles ? moment(articles) : '–'}. Times are in your time zone: ` +
        `${Intl.DateTimeFormat().resolvedOptions().timeZone}.`,
    ),
    ...(silent.length === 0
      ? []
      : [
          h(
            'p',
            {},
            'No answer for a week or longer: ',
            silent.map((feed) => `${feed.name} (${feed.kind}, ${feed.silentdays} days)`).join(', '),
            '. `marketpulse feeds --check` asks every feed once.',
          ),
        ]),
  ];
}
