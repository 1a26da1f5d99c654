// One event: what was reported, why it was detected, and how every instrument reacted.

import { scoreBars } from '../charts/bars';
import { empty, figure } from '../charts/figure';
import { stanceMark } from '../charts/marks';
import { pathChart, type PathPoint } from '../charts/path';
import { h } from '../dom';
import { mainWindow, type AnalogueAnswer, type Instrument, type Neighbours, type PathDay, type Score, type TradeEvent } from '../rows';
import { day, interval, list, moment, percent, plain, quantity, signed, windowLabel, words } from '../text/format';
import { releases } from '../text/releases';
import { venueZones } from '../text/venues';
import { term } from '../tip';
import { analogues } from './analogues';
import { chosen } from './choice';
import { corrections, type Correction } from './corrections';
import { explainer } from './explain';
import { returnColumns, scoreColumns, statusColumn } from './scores';
import { eventLink, instrumentLink, type View, type ViewContext } from './view';

interface EventDetail {
  event: TradeEvent;
  reports: Report[];
  scores: Score[];
  meanpath: MeanDay[];
  corrections?: Correction[];
  maycorrect?: boolean;
}

interface Report {
  articleid?: string;
  title: string;
  link: string | null;
  publishedutc: string;
  phrases: { text: string; kind: string; code: string; weight: number }[];
}

interface MeanDay {
  day: number;
  instruments: number;
  mean_car_pct: number;
  lo_pct: number | null;
  hi_pct: number | null;
}

export async function event(context: ViewContext, id: string): Promise<View> {
  const { source, signal } = context;
  const [detail, paths, instruments, alike, beside] = await Promise.all([
    source.document<EventDetail>(`events/${encodeURIComponent(id)}`),
    source.rows<PathDay>('abnormal-returns', { event: id }),
    source.rows<Instrument>('instruments'),
    source.document<AnalogueAnswer>(`events/${encodeURIComponent(id)}/analogues`),
    source.document<Neighbours>(`events/${encodeURIComponent(id)}/neighbours`),
  ]);
  if (detail === null) {
    return {
      title: 'No such event',
      content: [
        h(
          'p',
          {},
          `There is no event ${id} here: an event of an earlier report of the same development may have superseded it, or it is ` +
            `not part of this report.`,
        ),
      ],
    };
  }

  const { event: found, scores, reports } = detail;
  const windows = [...new Set(scores.map((score) => score.windowkey))];
  const explain = explainer(source, signal);
  return {
    title: found.headline || found.eventid,
    content: [
      neighbours(),
      facts(found),
      reactions(),
      ...analogues(alike, id),
      average(),
      single(),
      why(),
      ...corrections(context, detail),
    ],
  };

  function neighbours(): HTMLElement {
    const link = (event: TradeEvent | null | undefined, text: string, rel: string): HTMLElement | null =>
      event
        ? h(
            'a',
            { href: eventLink(event.eventid), rel, 'data-tip': `${day(event.eventtimeutc)}: ${event.headline || event.eventid}` },
            text,
          )
        : null;
    return h(
      'nav',
      { class: 'neighbours', 'aria-label': 'Other events' },
      link(beside?.previous, '← Previous event', 'prev'),
      link(beside?.next, 'Next event →', 'next'),
    );
  }

  function facts(row: TradeEvent): HTMLElement {
    const exact = row.timeresolution !== 'day';
    const known: Readonly<Record<string, string>> = { approximate: ' (the minute is not known)', day: ' (only the date is known)' };
    const zones = [...new Set(instruments.map((instrument) => venueZones[instrument.venue]).filter((zone) => zone !== undefined))];
    const entry = (name: Node | string, ...value: (Node | string)[]): Node[] => [h('dt', {}, name), h('dd', {}, ...value)];
    return h(
      'section',
      { class: 'figure' },
      h(
        'dl',
        { class: 'facts' },
        ...entry('When', moment(row.eventtimeutc, undefined, !exact), known[row.timeresolution] ?? ''),
        ...(exact
          ? entry(
              'There',
              zones
                .slice(0, 5)
                .map((zone) => moment(row.eventtimeutc, zone))
                .join(' · '),
              ` · ${moment(row.eventtimeutc, 'UTC')}`,
            )
          : []),
        ...entry(
          term('Stance'),
          h('span', { class: `stance ${row.stance}` }, stanceMark(row.stance), ` ${words(row.stance)}`),
          ` (${words(row.certainty)})`,
        ),
        ...entry(term('Intensity'), plain(row.intensity), ' of 100'),
        ...entry('Measures', list(row.measures).map(words).join(', ') || '–'),
        ...entry('Between', list(row.pairs).join(', ') || list(row.actors).join(', ') || '–'),
        ...entry('Topics', list(row.topics).map(words).join(', ') || '–'),
        ...(row.quantities ? entry('Rates and amounts', list(row.quantities).map(quantity).join(', ')) : []),
        ...(row.effectivedate ? entry('In force from', day(row.effectivedate)) : []),
        ...entry(
          'Sources',
          `${row.sources}`,
          ...(row.link ? [' · ', h('a', { href: safeLink(row.link), rel: 'noopener noreferrer', target: '_blank' }, 'first report')] : []),
        ),
        ...entry(term('Novelty'), plain(row.novelty, 2)),
        ...(row.follows ? entry('Follows', h('a', { href: eventLink(row.follows) }, row.follows)) : []),
      ),
    );
  }

  function why(): HTMLElement {
    const rows = reports[0]?.phrases ?? [];
    if (rows.length === 0) {
      return empty('Why it was detected', 'The event was submitted by a user, or its first report is stored without its deciding phrases.');
    }

    return figure({
      title: 'Why it was detected',
      note: h(
        'span',
        {},
        'The deciding phrases of the first report, with their weights for relevance.',
        ...(reports.length > 1
          ? [` There are ${reports.length} reports: `, ...reports.slice(1, 6).flatMap((report) => [h('q', {}, report.title), ' '])]
          : []),
      ),
      file: `phrases-${id}`,
      columns: [
        {
          head: 'Phrase',
          show: (row) => (row.text === '' ? 'starting value of every article' : h('q', {}, row.text)),
          csv: ['text', (row) => row.text],
        },
        { head: 'Kind', show: (row) => words(row.kind), csv: ['kind', (row) => row.kind] },
        { head: 'Code', show: (row) => words(row.code), csv: ['code', (row) => row.code] },
        { head: 'Weight', numeric: true, show: (row) => signed(row.weight), csv: ['weight', (row) => row.weight] },
      ],
      rows,
    });
  }

  function reactions(): HTMLElement {
    if (scores.length === 0) {
      return empty('Reactions', 'Nothing is scored yet: the first scores are computed when the day-0 bars are closed.');
    }

    const figures = chosen(
      'Window',
      'window',
      windows.map((key) => ({ value: key, text: windowLabel(key) })),
      mainWindow,
      reaction,
    );
    return h('div', {}, figures, explain.place);
  }

  function reaction(window: string): HTMLElement {
    const rows = scores
      .filter((score) => score.windowkey === window)
      .sort((a, b) => Math.abs(b.adjusted_score ?? -1) - Math.abs(a.adjusted_score ?? -1));
    return figure<Score>({
      title: `Reactions over ${windowLabel(window)}`,
      note: h(
        'span',
        {},
        term('Adjusted score'),
        ' by instrument, strongest first. ● marks ',
        term('q'),
        ' below 0.05; a pale bar is provisional; † marks a window with a ',
        term('Scheduled releases', 'scheduled release'),
        '. The table has returns, intervals and ',
        term('Detectable', 'detectable moves'),
        '.',
        ...marketEffects(rows),
      ),
      file: `scores-${id}-${window}`,
      columns: [
        {
          head: 'Instrument',
          show: (row) => h('a', { href: instrumentLink(row.symbol) }, row.symbol),
          csv: ['symbol', (row) => row.symbol],
        },
        { head: 'Day 0', term: 'Day 0', show: (row) => `${day(row.day0)} (${row.dayzeroreason})`, csv: ['day0', (row) => row.day0] },
        ...returnColumns,
        ...scoreColumns,
        {
          head: 'Volume score',
          term: 'Volume score',
          numeric: true,
          show: (row) => signed(row.volume_score, 0),
          csv: ['volume_score', (row) => row.volume_score],
        },
        {
          head: 'Overall',
          term: 'Overall score',
          numeric: true,
          show: (row) => `${plain(row.overall_score)} ${row.overall_driver}`,
          csv: ['overall_score', (row) => row.overall_score],
        },
        {
          head: 'Link',
          term: 'Link',
          show: (row) => `${row.link}${row.linkreason ? `: ${list(row.linkreason).map(words).join(', ')}` : ''}`,
          csv: ['link', (row) => row.link],
        },
        {
          head: 'Overlaps',
          term: 'Overlaps',
          show: (row) => plain(row.overlaps) + (row.confounders ? `, ${releases(row.confounders)}` : ''),
          csv: [
            ['overlaps', (row) => row.overlaps],
            ['confounders', (row) => row.confounders],
          ],
        },
        statusColumn,
        ...(source.live ? [{ head: 'Explanation', show: (row: Score) => explain.button(row) }] : []),
      ],
      rows,
      chart: scoreBars(`Adjusted scores over ${windowLabel(window)}`, rows, {
        linkTo: instrumentLink,
        action: (score) => (source.live ? explain.button(score) : null),
      }),
    });
  }

  /** What the event did to each benchmark: scores are relative to it. */
  function marketEffects(rows: readonly Score[]): (Node | string)[] {
    const byBenchmark = new Map(rows.filter((row) => row.market_effect_pct !== null).map((row) => [row.benchmark, row]));
    return byBenchmark.size === 0
      ? []
      : [
          ' ',
          term('Market effect'),
          ': ' + [...byBenchmark].map(([name, row]) => `${name} ${percent(row.market_effect_pct)} (score ${signed(row.market_score, 0)})`).join(', '),
          '; scores are relative to it.',
        ];
  }

  function average(): HTMLElement {
    const points = detail!.meanpath
      .filter((row) => row.lo_pct !== null)
      .map((row) => ({ day: row.day, car: row.mean_car_pct, low: row.lo_pct!, high: row.hi_pct! }));
    const most = Math.max(0, ...detail!.meanpath.map((row) => row.instruments));
    return points.length === 0
      ? empty('Average path', 'No path yet: it needs at least two instruments with a closed day-0 bar.')
      : pathFigure(
          'Average path',
          `Mean cumulative abnormal return of ${most} instruments, with the 95% interval of the mean across them; a common ` +
            `shock makes this interval too narrow.`,
          `path-${id}`,
          points,
        );
  }

  function single(): HTMLElement {
    const symbols = [...new Set(paths.map((row) => row.symbol))];
    if (symbols.length === 0) {
      return h('div');
    }

    const strongest = scores
      .filter((score) => score.windowkey === mainWindow)
      .sort((a, b) => Math.abs(b.adjusted_score ?? 0) - Math.abs(a.adjusted_score ?? 0))[0]?.symbol;
    return chosen(
      'Instrument',
      'symbol',
      symbols.map((symbol) => ({ value: symbol, text: symbol })),
      strongest ?? '',
      (symbol) => {
        const points = paths
          .filter((row) => row.symbol === symbol)
          .sort((a, b) => a.day - b.day)
          .map((row) => ({ day: row.day, car: row.car_pct, low: row.band_lo_pct, high: row.band_hi_pct }));
        return pathFigure(
          `Path of ${symbol}`,
          h('span', {}, term('Band'), ': 95% of paths without an effect lie inside it.'),
          `path-${id}-${symbol}`,
          points,
        );
      },
    );
  }

  function pathFigure(title: string, note: Node | string, file: string, points: PathPoint[]): HTMLElement {
    return figure<PathPoint>({
      title,
      note,
      file,
      columns: [
        { head: 'Session', show: (row) => (row.day > 0 ? `+${row.day}` : `${row.day}`), csv: ['day', (row) => row.day] },
        { head: 'CAR, %', term: 'CAR', numeric: true, show: (row) => signed(row.car), csv: ['car_pct', (row) => row.car] },
        {
          head: '95% limits, %',
          numeric: true,
          show: (row) => interval(row.low, row.high),
          csv: [
            ['lo_pct', (row) => row.low],
            ['hi_pct', (row) => row.high],
          ],
        },
      ],
      rows: points,
      chart: pathChart(
        `${title}: cumulative abnormal return by session, with its 95% limits; the table has the same numbers.`,
        points,
        signal,
      ),
    });
  }
}

/** Only web addresses become links, because a feed could contain anything. */
function safeLink(address: string): string | null {
  return /^https?:\/\//i.test(address) ? address : null;
}
