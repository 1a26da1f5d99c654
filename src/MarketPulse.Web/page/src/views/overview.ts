// The first view: the current tension, the latest events, the reactions, and the most sensitive instruments.

import { empty, figure } from '../charts/figure';
import { heatmap } from '../charts/heatmap';
import { intervals } from '../charts/intervals';
import { timeline } from '../charts/timeline';
import { h } from '../dom';
import { mainWindow, type DataStatus, type IndexDay, type Instrument, type Score, type Sensitivity, type TradeEvent } from '../rows';
import { day, interval, moment, plain, probability, signed, windowLabel, words } from '../text/format';
import { term } from '../tip';
import { eventColumns, eventList } from './events';
import { returnColumns, scoreColumns, statusColumn } from './scores';
import { instrumentLink, type View, type ViewContext } from './view';

const heatEvents = 12;
const heatInstruments = 40;
const shownInstruments = 12;
const yearMs = 365 * 86_400_000;

interface HeatMap {
  events: TradeEvent[];
  scores: Score[];
}

export async function overview({ source, signal, go }: ViewContext): Promise<View> {
  const [status, instruments] = await Promise.all([source.rows<DataStatus>('data-status'), source.rows<Instrument>('instruments')]);
  const last = status
    .map((row) => row.lastarticle)
    .filter((time) => time !== null)
    .sort()
    .at(-1);
  const from = last ? new Date(Date.parse(last) - 2 * yearMs).toISOString() : undefined;
  const [events, map, index, sensitivities] = await Promise.all([
    source.rows<TradeEvent>('events', { from, select: eventColumns }),
    source.document<HeatMap>(`heat-map?events=${heatEvents}&window=${mainWindow}`),
    source.rows<IndexDay>('tension-index', { scope: 'all', from: from?.slice(0, 10) }),
    source.rows<Sensitivity>('sensitivity', { window: mainWindow, horizon: 'all', kind: 'all' }),
  ]);
  events.sort((a, b) => (a.eventtimeutc < b.eventtimeutc ? 1 : -1));
  const recent = map?.events ?? [];
  const scores = (map?.scores ?? []).map((score) => ({ ...score, windowkey: mainWindow }));

  return {
    title: 'Overview',
    content: [
      h('p', { class: 'lead' }, ...summary()),
      index.length > 0 ? indexFigure() : empty('Tension index', 'No day has enough articles yet: the index needs 30 in a week.'),
      eventList(events, 10),
      recent.length > 0
        ? heatFigure()
        : empty('Reactions', 'No event yet. Ingest articles with `marketpulse ingest`, or let the pollers run.'),
      sensitivities.length > 0
        ? sensitivityFigure()
        : empty('Most sensitive instruments', 'Nothing yet: sensitivity is computed once a day and after an ingest.'),
    ],
  };

  function summary(): (Node | string)[] {
    const now = index.findLast((row) => row.gross_30d !== null);
    const latest = events[0];
    return [
      latest
        ? `${events.length} trade events in two years, the latest on ` +
          `${moment(latest.eventtimeutc, undefined, latest.timeresolution === 'day')}. `
        : 'No trade event yet. ',
      ...(now?.regime
        ? [
            'The ',
            term('Regime', 'regime'),
            ` on ${day(now.date)} was `,
            h('strong', {}, words(now.regime)),
            `, with a 30-day index of ${plain(now.gross_30d)}. `,
          ]
        : []),
    ];
  }

  function indexFigure(): HTMLElement {
    const number = (name: keyof IndexDay, head: string, digits = 0) => ({
      head,
      numeric: true,
      show: (row: IndexDay) => plain(row[name] as number | null, digits),
      csv: [name, (row: IndexDay) => row[name]] as [string, (row: IndexDay) => unknown],
    });
    return figure<IndexDay>({
      title: 'Tension index',
      note: h(
        'span',
        {},
        term('Gross index'),
        index.some((row) => row.gross !== null) ? ' over the last two years.' : ': no line yet, because it needs 30 articles in a week.',
        ' Marks are events: ▲ escalation, ▼ de-escalation, ◆ mixed, ■ neutral; stronger events are darker.',
        ' Click a mark to open it.',
      ),
      file: 'tension-index',
      columns: [
        { head: 'Day', show: (row) => day(row.date), csv: ['date', (row) => row.date] },
        number('gross', 'Gross'),
        number('gross_7d', '7-day mean'),
        number('gross_30d', '30-day mean'),
        number('escalation', 'Escalation'),
        number('easing', 'Easing'),
        number('net', 'Net'),
        number('articles', 'Articles'),
        number('relevant', 'Relevant'),
        { head: 'Regime', term: 'Regime', show: (row) => words(row.regime), csv: ['regime', (row) => row.regime] },
      ],
      rows: index,
      chart: timeline(index, events, (event) => go(`#/event/${event.eventid}`), signal),
    });
  }

  function heatFigure(): HTMLElement {
    const scored = new Set(scores.map((score) => score.symbol));
    const shown = instruments.filter((instrument) => scored.has(instrument.symbol)).slice(0, heatInstruments);
    const columns = [...recent].reverse();
    return figure<Score>({
      title: 'Reactions',
      note: h(
        'span',
        {},
        term('Adjusted score'),
        ` of each instrument for the latest ${columns.length} events over ${windowLabel(mainWindow)}. ● marks `,
        term('q'),
        ' below 0.05.',
      ),
      file: 'reactions',
      columns: [
        { head: 'Instrument', show: (row) => row.symbol, csv: ['symbol', (row) => row.symbol] },
        { head: 'Event', show: (row) => row.eventid, csv: ['eventid', (row) => row.eventid] },
        { head: 'Window', show: (row) => windowLabel(row.windowkey), csv: ['windowkey', (row) => row.windowkey] },
        ...returnColumns,
        ...scoreColumns,
        statusColumn,
      ],
      rows: scores,
      chart: heatmap(shown, columns, scores),
    });
  }

  function sensitivityFigure(): HTMLElement {
    const strongest = sensitivities
      .filter((row) => row.shrunk_bps !== null)
      .sort((a, b) => Math.abs(b.shrunk_bps!) - Math.abs(a.shrunk_bps!))
      .slice(0, shownInstruments);
    if (strongest.length === 0) {
      return empty(
        'Most sensitive instruments',
        `No instrument has enough event days yet (${words(sensitivities[0]!.status)}): at least 6 are needed.`,
      );
    }

    return figure<Sensitivity>({
      title: 'Most sensitive instruments',
      note: h(
        'span',
        {},
        term('Shrunk beta'),
        `, basis points per point of intensity, over ${windowLabel(mainWindow)}. A hollow dot means that the interval includes zero.`,
      ),
      file: 'sensitivity',
      columns: [
        {
          head: 'Instrument',
          show: (row) => h('a', { href: instrumentLink(row.symbol) }, row.symbol),
          csv: ['symbol', (row) => row.symbol],
        },
        {
          head: 'Shrunk beta, bp',
          term: 'Shrunk beta',
          numeric: true,
          show: (row) => signed(row.shrunk_bps),
          csv: ['shrunk_bps', (row) => row.shrunk_bps],
        },
        {
          head: '95% interval, bp',
          numeric: true,
          show: (row) => interval(row.shrunk_lo_bps, row.shrunk_hi_bps),
          csv: [
            ['shrunk_lo_bps', (row) => row.shrunk_lo_bps],
            ['shrunk_hi_bps', (row) => row.shrunk_hi_bps],
          ],
        },
        {
          head: 'Tension beta, bp',
          term: 'Tension beta',
          numeric: true,
          show: (row) => signed(row.beta_bps),
          csv: ['beta_bps', (row) => row.beta_bps],
        },
        { head: 'q', term: 'q', numeric: true, show: (row) => probability(row.q_beta), csv: ['q_beta', (row) => row.q_beta] },
        { head: 'Event days', numeric: true, show: (row) => plain(row.eventdays), csv: ['eventdays', (row) => row.eventdays] },
      ],
      rows: strongest,
      chart: intervals(
        'Shrunk tension betas',
        strongest.map((row) => ({
          name: h('a', { href: instrumentLink(row.symbol) }, row.symbol),
          value: row.shrunk_bps,
          low: row.shrunk_lo_bps,
          high: row.shrunk_hi_bps,
          text: `${signed(row.shrunk_bps)} bp ${interval(row.shrunk_lo_bps, row.shrunk_hi_bps)}`,
        })),
      ),
    });
  }
}
