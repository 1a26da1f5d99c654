// The first view: what was found, then the events of a range of days with prices, reactions and counts, then the sensitivities.

import { empty, figure } from '../charts/figure';
import { heatmap } from '../charts/heatmap';
import { intervals } from '../charts/intervals';
import { tensionChart } from '../charts/tension';
import { h } from '../dom';
import {
  dayZero,
  mainWindow,
  type Finding,
  type FoundEvents,
  type IndexDay,
  type Instrument,
  type PriceAnswer,
  type PriceDay,
  type Score,
  type Sensitivity,
  type Stance,
  type TradeEvent,
  type UpcomingDate,
} from '../rows';
import { documentPath } from '../source';
import type { Column } from '../table';
import { day, interval, plain, probability, signed, windowLabel, words } from '../text/format';
import { term } from '../tip';
import { labelled, redraw, select } from './choice';
import { eventList, searchEvents } from './events';
import { findings, tested } from './findings';
import { rangeControl, rangeLink, rangeQuery, readRange, type Range } from './range';
import { releasesColumn, returnColumns, scoreColumns, statusColumn } from './scores';
import { upcoming } from './upcoming';
import { instrumentLink, type View, type ViewContext } from './view';

const heatEvents = 12;
const heatInstruments = 40;
const shownInstruments = 12;
const eventPage = 500;
const mostEvents = 1000;

interface HeatMap {
  events: TradeEvent[];
  scores: Score[];
}

/** A day of the chart as a table. */
interface TensionRow {
  date: string;
  events: TradeEvent[];
  index: IndexDay | undefined;
}

interface Shown {
  range: Range;
  events: FoundEvents;
  map: HeatMap | null;
  index: IndexDay[];
  prices: PriceDay[];
}

export async function overview({ source, signal, go }: ViewContext, argument: string): Promise<View> {
  const [instruments, first, found, reactions, sensitivities, latest, ahead] = await Promise.all([
    source.rows<Instrument>('instruments'),
    source.rows<TradeEvent>('events', { limit: 1, select: 'eventtimeutc' }),
    source.rows<Finding>('findings', { window: dayZero }),
    source.rows<Sensitivity>('sensitivity', { window: dayZero, horizon: 'all', kind: 'all' }),
    source.rows<Sensitivity>('sensitivity', { window: mainWindow, horizon: 'all', kind: 'all' }),
    searchEvents(source, { limit: 1 }),
    source.rows<UpcomingDate>('upcoming', { status: 'pending' }),
  ]);
  const firstDay = first.map((row) => row.eventtimeutc.slice(0, 10)).sort()[0];
  const lastDay = latest.value[0]?.eventtimeutc.slice(0, 10);
  if (firstDay === undefined || lastDay === undefined) {
    return {
      title: 'Overview',
      content: [
        h('p', { class: 'lead' }, 'No trade event yet.'),
        empty(
          'Events',
          'Ingest articles with `marketpulse ingest`, or let the pollers run. `marketpulse demo --data DIR` stores real history.',
        ),
      ],
    };
  }

  const priced = reactions.filter((row) => row.status !== 'no_prices').map((row) => row.symbol);
  let symbol = tested(found)[0]?.symbol ?? priced[0] ?? '';
  let asked = 0;
  let shown = await load(readRange(argument));
  const counts = h('p', { class: 'lead', role: 'status' });
  const chart = h('div');
  const events = h('div');
  const reactionsPlace = h('div');
  const range = rangeControl(firstDay, lastDay, (chosen) => void choose(chosen));
  const instrument = select(
    'price',
    priced.map((value) => ({ value, text: value })),
    symbol,
    () => void choosePrice(),
  );
  draw();
  return {
    title: 'Overview',
    content: [
      findings(found, instruments),
      h('section', { 'aria-label': 'Range of the overview' }, range.element, counts),
      chart,
      events,
      ...upcoming(ahead),
      reactionsPlace,
      sensitivities.length > 0
        ? sensitivityFigure()
        : empty('Most sensitive instruments', 'Nothing yet: sensitivity is computed once a day and after an ingest.'),
    ],
  };

  async function load(wanted: Range): Promise<Shown> {
    const query = rangeQuery(wanted);
    const [found, map] = await Promise.all([
      loadEvents(query),
      source.document<HeatMap>(documentPath('heat-map', { events: heatEvents, window: mainWindow, ...query })),
    ]);
    const from = chartStart(wanted, found);
    const [index, prices] = await Promise.all([
      source.rows<IndexDay>('tension-index', { scope: 'all', ...query, ...(from === '' ? {} : { from }) }),
      loadPrices({ ...wanted, from }),
    ]);
    return { range: wanted, events: found, map, index, prices };
  }

  /** The first day that the chart needs; empty when that is the first day of all. */
  function chartStart(wanted: Range, found: FoundEvents): string {
    return found.continuation === null ? wanted.from : (found.value.at(-1)?.eventtimeutc.slice(0, 10) ?? wanted.from);
  }

  /** The latest events of the range, as many as a chart can show. */
  async function loadEvents(query: { from?: string; to?: string }): Promise<FoundEvents> {
    let found = await searchEvents(source, { ...query, limit: eventPage });
    while (found.continuation !== null && found.value.length < mostEvents) {
      const next = await searchEvents(source, { ...query, limit: eventPage, continuation: found.continuation });
      found = { ...next, searched: found.searched + next.searched, value: [...found.value, ...next.value] };
    }

    return found;
  }

  async function loadPrices(wanted: Range): Promise<PriceDay[]> {
    if (symbol === '') {
      return [];
    }

    const question = { symbol, from: wanted.from || firstDay, to: wanted.to };
    return (await source.document<PriceAnswer>(documentPath('prices', question)))?.value ?? [];
  }

  async function choose(wanted: Range): Promise<void> {
    const mine = ++asked;
    const next = wanted.from !== '' && wanted.to !== '' && wanted.from > wanted.to ? { from: wanted.to, to: wanted.from } : wanted;
    range.show(next);
    const loaded = await attempt(() => load(next));
    if (loaded !== undefined && mine === asked && !signal.aborted) {
      shown = loaded;
      history.replaceState(null, '', rangeLink(next));
      draw();
    }
  }

  async function choosePrice(): Promise<void> {
    const mine = ++asked;
    symbol = instrument.value;
    const prices = await attempt(() => loadPrices({ ...shown.range, from: chartStart(shown.range, shown.events) }));
    if (prices !== undefined && mine === asked && !signal.aborted) {
      shown = { ...shown, prices };
      redraw(chart, tensionFigure());
    }
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      counts.textContent = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  function draw(): void {
    range.show(shown.range);
    counts.replaceChildren(...summary());
    redraw(chart, tensionFigure());
    events.replaceChildren(eventList(source, shown.events, rangeQuery(shown.range), signal));
    redraw(reactionsPlace, heatFigure());
  }

  function summary(): (Node | string)[] {
    const { value, continuation } = shown.events;
    const of = (stance: Stance): number => value.filter((event) => event.stance === stance).length;
    const now = shown.index.findLast((row) => row.regime !== null && row.gross_30d !== null);
    const { from, to } = ends();
    return [
      continuation === null
        ? `${value.length} trade ${value.length === 1 ? 'event' : 'events'} from ${day(from)} to ${day(to)}: `
        : `The latest ${value.length} trade events until ${day(to)}: `,
      `${of('escalation')} escalation, ${of('deescalation')} de-escalation, ${of('mixed')} mixed, ${of('neutral')} neutral.`,
      ...(now
        ? [
            ' The ',
            term('Regime', 'regime'),
            ` on ${day(now.date)} was `,
            h('strong', {}, words(now.regime)),
            `, with a 30-day index of ${plain(now.gross_30d)}.`,
          ]
        : []),
    ];
  }

  /** First and last day of the chart. */
  function ends(): { from: string; to: string } {
    const start = chartStart(shown.range, shown.events);
    const from = start > firstDay! ? start : firstDay!;
    const to = shown.range.to !== '' && shown.range.to < lastDay! ? shown.range.to : lastDay!;
    return from <= to ? { from, to } : { from: shown.range.from || to, to: shown.range.to || from };
  }

  function tensionFigure(): HTMLElement {
    const { from, to } = ends();
    const hasIndex = shown.index.some((row) => row.gross_30d !== null);
    const rows = [...shown.events.value].reverse();
    const priceOn = (date: string): number | null => shown.prices.findLast((row) => row.date <= date)?.close ?? null;
    const number = (name: keyof IndexDay, head: string): Column<TensionRow> => ({
      head,
      numeric: true,
      show: (row) => plain(row.index?.[name] as number | null | undefined),
      csv: [name, (row) => row.index?.[name] ?? null],
    });
    const frame = figure<TensionRow>({
      title: 'Events and prices',
      note: h(
        'span',
        {},
        'Stems are events: ▲ upwards for escalation, ▼ downwards for de-escalation, as long as their ',
        term('Intensity', 'intensity'),
        '; ◆ mixed and ■ neutral have no direction. Click one to open it; drag over the chart to choose a range. ',
        ...(hasIndex
          ? ['The blue lines are the ', term('Gross index', 'tension index'), '.']
          : ['There is no ', term('Gross index', 'tension index'), ' yet: it needs 30 articles in a week.']),
      ),
      file: 'events-and-prices',
      columns: [
        { head: 'Day', show: (row) => day(row.date), csv: ['date', (row) => row.date] },
        {
          head: 'Events',
          show: (row) => row.events.map((event) => `${words(event.stance)} ${plain(event.intensity)}`).join(', ') || '–',
          csv: ['events', (row) => row.events.map((event) => `${event.stance} ${event.intensity}`).join('|')],
        },
        ...(symbol === ''
          ? []
          : [
              {
                head: symbol,
                numeric: true,
                show: (row: TensionRow) => priceOn(row.date)?.toPrecision(5) ?? '–',
                csv: [symbol, (row: TensionRow) => priceOn(row.date)] as const,
              },
            ]),
        ...(hasIndex
          ? [
              number('gross', 'Gross'),
              number('gross_7d', '7 days'),
              number('gross_30d', '30 days'),
              number('escalation', 'Escalation'),
              number('easing', 'Easing'),
              number('net', 'Net'),
              number('articles', 'Articles'),
              number('relevant', 'Relevant'),
              {
                head: 'Regime',
                term: 'Regime' as const,
                show: (row: TensionRow) => words(row.index?.regime),
                csv: ['regime', (row: TensionRow) => row.index?.regime ?? null] as const,
              },
            ]
          : []),
      ],
      rows: days(),
      chart: tensionChart(
        {
          label:
            `${rows.length} events from ${from} to ${to}${symbol === '' ? '' : ` over the price of ${symbol}`}; ` +
            'the table has the same numbers.',
          symbol,
          events: rows,
          prices: shown.prices,
          index: shown.index,
          from,
          to,
        },
        { open: (event) => go(`#/event/${event.eventid}`), choose: (start, end) => void choose({ from: start, to: end }) },
        signal,
      ),
    });
    if (priced.length > 0) {
      frame.querySelector('.note')!.after(h('div', { class: 'filters' }, labelled('Price of', instrument)));
    }

    return frame;
  }

  /** The days with an event or an index, in order. */
  function days(): TensionRow[] {
    const rows = new Map<string, TensionRow>();
    const at = (date: string): TensionRow => {
      const row = rows.get(date) ?? { date, events: [], index: undefined };
      rows.set(date, row);
      return row;
    };
    shown.events.value.forEach((event) => at(event.eventtimeutc.slice(0, 10)).events.push(event));
    shown.index.filter((row) => row.gross !== null).forEach((row) => (at(row.date).index = row));
    return [...rows.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
  }

  function heatFigure(): HTMLElement {
    const recent = shown.map?.events ?? [];
    if (recent.length === 0) {
      return empty('Reactions', 'No event in this range.');
    }

    const isWhole = shown.range.from === '' && shown.range.to === '';
    const scores = shown.map!.scores.map((score) => ({ ...score, windowkey: mainWindow }));
    const scored = new Set(scores.filter((score) => score.adjusted_score !== null).map((score) => score.symbol));
    const rows = instruments.filter((one) => scored.has(one.symbol)).slice(0, heatInstruments);
    const columns = [...recent].reverse();
    return figure<Score>({
      title: 'Reactions',
      note: h(
        'span',
        {},
        term('Adjusted score'),
        ` of each instrument for the latest ${columns.length} events${isWhole ? '' : ' of the range'} over ` +
          `${windowLabel(mainWindow)}. ● marks `,
        term('q'),
        ' below 0.05; † marks a window with a ',
        term('Scheduled releases', 'scheduled release'),
        '.',
      ),
      file: 'reactions',
      columns: [
        { head: 'Instrument', show: (row) => row.symbol, csv: ['symbol', (row) => row.symbol] },
        { head: 'Event', show: (row) => row.eventid, csv: ['eventid', (row) => row.eventid] },
        { head: 'Window', show: (row) => windowLabel(row.windowkey), csv: ['windowkey', (row) => row.windowkey] },
        ...returnColumns,
        ...scoreColumns,
        releasesColumn,
        statusColumn,
      ],
      rows: scores,
      chart: heatmap(rows, columns, scores),
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
