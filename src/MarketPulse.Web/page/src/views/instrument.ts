// One instrument: its reactions to rising and to easing tension, and to each event.

import { empty, figure } from '../charts/figure';
import { bins, histogram, type Bin } from '../charts/histogram';
import { intervals } from '../charts/intervals';
import { stanceMark } from '../charts/marks';
import { responseChart } from '../charts/response';
import { h } from '../dom';
import { mainWindow, type Instrument, type ResponseAnswer, type ResponseStep, type Score, type Sensitivity } from '../rows';
import { documentPath } from '../source';
import { day, interval, list, percent, plain, probability, share, signed, windowLabel, words } from '../text/format';
import { term } from '../tip';
import { meanColumns } from './means';
import { releasesColumn, returnColumns, scoreColumns, statusColumn } from './scores';
import { eventLink, instrumentLink, type View, type ViewContext } from './view';

const impulses = {
  escalation: 'Response to escalation',
  easing: 'Response to easing',
  index: 'Response to the tension index',
} as const;

export async function instrument({ source, signal }: ViewContext, symbol: string): Promise<View> {
  const [instruments, scores, sensitivities, answer] = await Promise.all([
    source.rows<Instrument>('instruments'),
    source.rows<Score>('scores', { symbol, window: mainWindow }),
    source.rows<Sensitivity>('sensitivity', { symbol }),
    source.document<ResponseAnswer>(documentPath('response', { symbol })),
  ]);
  const found = instruments.find((row) => row.symbol === symbol);
  if (found === undefined && scores.length === 0) {
    return { title: 'No such instrument', content: [h('p', {}, `${symbol} is not in the watchlist.`)] };
  }

  scores.sort((a, b) => (a.eventtimeutc < b.eventtimeutc ? 1 : -1));
  const overall = sensitivities.filter((row) => row.kind === 'all');
  const main = overall.find((row) => row.windowkey === mainWindow && row.horizon === 'all');
  return {
    title: found && found.name !== symbol && found.name !== '' ? `${symbol}: ${found.name}` : symbol,
    content: [about(), sides(), ...responses(), spread(), kinds(), eventTable()],
  };

  function about(): HTMLElement {
    const parts = found
      ? [
          words(found.assetclass),
          `${found.venue}, ${found.currency}`,
          found.benchmark ? `benchmark ${found.benchmark}` : 'no benchmark',
          list(found.tags).map(words).join(', '),
        ]
      : [];
    return h('p', { class: 'lead' }, parts.filter((part) => part !== '').join(' · '));
  }

  function sides(): HTMLElement {
    if (main === undefined || (main.escalation_mean_pct === null && main.deescalation_mean_pct === null)) {
      return empty(
        'When tension rises, when it eases',
        `Not enough data yet${main ? ` (${words(main.status)}, ${main.eventdays} event days)` : ''}: at least 6 days of a ` +
          `stance are needed.`,
      );
    }

    const rows = [
      {
        name: 'Escalation mean' as const,
        days: main.escalationdays,
        mean: main.escalation_mean_pct,
        low: main.escalation_lo_pct,
        high: main.escalation_hi_pct,
        tone: 'escalation',
      },
      {
        name: 'De-escalation mean' as const,
        days: main.deescalationdays,
        mean: main.deescalation_mean_pct,
        low: main.deescalation_lo_pct,
        high: main.deescalation_hi_pct,
        tone: 'deescalation',
      },
      {
        name: 'Spread' as const,
        days: main.eventdays,
        mean: main.spread_pct,
        low: main.spread_lo_pct,
        high: main.spread_hi_pct,
        tone: undefined,
      },
    ];
    return figure({
      title: 'When tension rises, when it eases',
      note: h(
        'span',
        {},
        `Mean CAR over ${windowLabel(mainWindow)} in percent with its 95% interval, over ${main.eventdays} event days. `,
        term('Hit rate'),
        ` ${share(main.hit_rate)}. `,
        term('Placebo p'),
        ` ${probability(main.p_placebo)}.`,
      ),
      file: `sides-${symbol}`,
      columns: [
        { head: 'Measure', show: (row) => term(row.name), csv: ['measure', (row) => row.name] },
        ...meanColumns,
      ],
      rows,
      chart: intervals(
        'Mean reactions with intervals',
        rows.map((row) => ({
          name: term(row.name),
          value: row.mean,
          low: row.low,
          high: row.high,
          text: `${row.mean === null ? 'not enough data' : `${percent(row.mean)} ${interval(row.low, row.high)}`}, ${row.days} days`,
          ...(row.tone ? { tone: row.tone } : {}),
        })),
      ),
    });
  }

  function responses(): HTMLElement[] {
    // A report file has no responses, because they are computed on request.
    if (answer === null) {
      return [];
    }

    return answer.value.length === 0
      ? [empty('Response over time', 'Not enough data yet: 120 sessions since the first event and 20 days with tension are needed.')]
      : (['escalation', 'easing', 'index'] as const)
          .map((impulse) => ({ impulse, steps: answer.value.filter((step) => step.impulse === impulse) }))
          .filter(({ steps }) => steps.length > 0)
          .map(({ impulse, steps }) => response(impulse, steps));
  }

  function response(impulse: ResponseStep['impulse'], steps: readonly ResponseStep[]): HTMLElement {
    const first = steps[0]!;
    return figure<ResponseStep>({
      title: impulses[impulse],
      note: h(
        'span',
        {},
        term('Response'),
        ` of the cumulative return in basis points per point, with its 95% interval at each day, over ${plain(first.sessions)} sessions, ` +
          `${plain(first.impulse_days)} of them with ${impulse === 'index' ? 'a value of the index' : impulse}.`,
      ),
      file: `response-${impulse}-${symbol}`,
      columns: [
        { head: 'Day', numeric: true, show: (row) => plain(row.day), csv: ['day', (row) => row.day] },
        {
          head: 'Response, bp',
          term: 'Response',
          numeric: true,
          show: (row) => signed(row.response_bps),
          csv: ['response_bps', (row) => row.response_bps],
        },
        {
          head: '95% interval, bp',
          numeric: true,
          show: (row) => interval(row.response_lo_bps, row.response_hi_bps),
          csv: [
            ['response_lo_bps', (row) => row.response_lo_bps],
            ['response_hi_bps', (row) => row.response_hi_bps],
          ],
        },
        { head: 'p', numeric: true, show: (row) => probability(row.p), csv: ['p', (row) => row.p] },
      ],
      rows: steps,
      chart: responseChart(`${impulses[impulse]} of ${symbol}; the table has the same numbers.`, steps, signal),
    });
  }

  function spread(): HTMLElement {
    const of = (stance: string): number[] =>
      scores
        .filter((score) => score.stance === stance && score.status === 'final' && score.car_pct !== null)
        .map((score) => score.car_pct!);
    const data = bins(of('escalation'), of('deescalation'));
    return data.length === 0
      ? empty('Spread of reactions', 'No window is complete yet.')
      : figure<Bin>({
          title: 'Spread of reactions',
          note: h(
            'span',
            {},
            'Number of events by ',
            term('CAR'),
            ` over ${windowLabel(mainWindow)}: escalation upwards, de-escalation downwards.`,
          ),
          file: `spread-${symbol}`,
          columns: [
            { head: 'From, %', numeric: true, show: (row) => signed(row.low, 1), csv: ['low_pct', (row) => row.low] },
            { head: 'To, %', numeric: true, show: (row) => signed(row.high, 1), csv: ['high_pct', (row) => row.high] },
            { head: 'Escalation', numeric: true, show: (row) => plain(row.escalation), csv: ['escalation', (row) => row.escalation] },
            {
              head: 'De-escalation',
              numeric: true,
              show: (row) => plain(row.deescalation),
              csv: ['deescalation', (row) => row.deescalation],
            },
          ],
          rows: data,
          chart: histogram(`Spread of reactions of ${symbol}; the table has the same numbers.`, data),
        });
  }

  function kinds(): HTMLElement {
    const rows = sensitivities.filter((row) => row.horizon === 'all' && row.beta_bps !== null);
    return rows.length === 0
      ? empty('Sensitivity', 'Not enough events for a tension beta yet.')
      : figure<Sensitivity>({
          title: 'Sensitivity',
          note: h(
            'span',
            {},
            term('Tension beta'),
            ' and ',
            term('Shrunk beta', 'shrunk beta'),
            ' by kind of event and window, in basis points per point of intensity.',
          ),
          file: `sensitivity-${symbol}`,
          columns: [
            {
              head: 'Kind',
              show: (row) => (row.kind === 'all' ? 'all events' : `${row.kind}: ${words(row.value)}`),
              csv: ['kind', (row) => `${row.kind}|${row.value}`],
            },
            { head: 'Window', show: (row) => windowLabel(row.windowkey), csv: ['windowkey', (row) => row.windowkey] },
            { head: 'Event days', numeric: true, show: (row) => plain(row.eventdays), csv: ['eventdays', (row) => row.eventdays] },
            {
              head: 'Beta, bp',
              term: 'Tension beta',
              numeric: true,
              show: (row) => signed(row.beta_bps),
              csv: ['beta_bps', (row) => row.beta_bps],
            },
            {
              head: '95% interval, bp',
              numeric: true,
              show: (row) => interval(row.beta_lo_bps, row.beta_hi_bps),
              csv: [
                ['beta_lo_bps', (row) => row.beta_lo_bps],
                ['beta_hi_bps', (row) => row.beta_hi_bps],
              ],
            },
            {
              head: 'Shrunk, bp',
              term: 'Shrunk beta',
              numeric: true,
              show: (row) => signed(row.shrunk_bps),
              csv: ['shrunk_bps', (row) => row.shrunk_bps],
            },
            { head: 'q', term: 'q', numeric: true, show: (row) => probability(row.q_beta), csv: ['q_beta', (row) => row.q_beta] },
            {
              head: 'Clean, bp (p)',
              term: 'Clean beta',
              numeric: true,
              show: (row) => (row.beta_clean_bps === null ? '–' : `${signed(row.beta_clean_bps)} (${probability(row.p_beta_clean)})`),
              csv: [
                ['beta_clean_bps', (row) => row.beta_clean_bps],
                ['beta_clean_error_bps', (row) => row.beta_clean_error_bps],
                ['p_beta_clean', (row) => row.p_beta_clean],
              ],
            },
          ],
          rows,
        });
  }

  function eventTable(): HTMLElement {
    return figure<Score>({
      title: `Events over ${windowLabel(mainWindow)}`,
      file: `events-${symbol}`,
      columns: [
        {
          head: 'Event',
          show: (row) =>
            h('a', { href: eventLink(row.eventid) }, stanceMark(row.stance), ` ${words(row.stance)}, intensity ${plain(row.intensity)}`),
          csv: ['eventid', (row) => row.eventid],
        },
        { head: 'Day 0', term: 'Day 0', show: (row) => day(row.day0), csv: ['day0', (row) => row.day0] },
        ...returnColumns,
        ...scoreColumns,
        releasesColumn,
        statusColumn,
      ],
      rows: scores,
    });
  }
}

/** All instruments, each with a link. */
export async function instruments({ source }: ViewContext): Promise<View> {
  const rows = await source.rows<Instrument>('instruments');
  return {
    title: 'Instruments',
    content: [
      figure<Instrument>({
        title: 'Watchlist',
        file: 'instruments',
        columns: [
          { head: 'Symbol', show: (row) => h('a', { href: instrumentLink(row.symbol) }, row.symbol), csv: ['symbol', (row) => row.symbol] },
          { head: 'Name', show: (row) => row.name, csv: ['name', (row) => row.name] },
          { head: 'Class', show: (row) => words(row.assetclass), csv: ['assetclass', (row) => row.assetclass] },
          { head: 'Venue', show: (row) => row.venue, csv: ['venue', (row) => row.venue] },
          { head: 'Benchmark', show: (row) => row.benchmark ?? '–', csv: ['benchmark', (row) => row.benchmark] },
          { head: 'Tags', show: (row) => list(row.tags).map(words).join(', '), csv: ['tags', (row) => row.tags] },
        ],
        rows,
      }),
    ],
  };
}
