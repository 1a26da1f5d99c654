// Instruments by recent events, coloured by adjusted score: a table, so that it can be read without seeing the colours.

import { h } from '../dom';
import { isSignificant, type Instrument, type Score, type TradeEvent } from '../rows';
import { day, percent, signed, words } from '../text/format';
import { releases } from '../text/releases';
import { stanceMark } from './marks';

export function heatmap(instruments: readonly Instrument[], events: readonly TradeEvent[], scores: readonly Score[]): HTMLElement {
  const byKey = new Map(scores.map((score) => [`${score.eventid}|${score.symbol}`, score]));
  const head = h('tr', {}, h('th', { scope: 'col' }, 'Instrument'));
  for (const event of events) {
    const name = `${day(event.eventtimeutc)}, ${words(event.stance)}: ${event.headline}`;
    head.append(
      h(
        'th',
        { scope: 'col' },
        h(
          'a',
          { href: `#/event/${event.eventid}`, 'data-tip': name, 'aria-label': name },
          stanceMark(event.stance),
          h('span', { class: 'when' }, shortDay(event.eventtimeutc)),
        ),
      ),
    );
  }

  const body = h('tbody');
  for (const instrument of instruments) {
    const line = h(
      'tr',
      {},
      h(
        'th',
        { scope: 'row' },
        h('a', { href: `#/instrument/${encodeURIComponent(instrument.symbol)}`, 'data-tip': instrument.name }, instrument.symbol),
      ),
    );
    for (const event of events) {
      line.append(cell(byKey.get(`${event.eventid}|${instrument.symbol}`)));
    }

    body.append(line);
  }

  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Heat map of adjusted scores' },
    h(
      'table',
      { class: 'heat' },
      h('caption', { class: 'unseen' }, 'Adjusted score of each instrument (rows) for each recent event (columns)'),
      h('thead', {}, head),
      body,
    ),
  );
}

function cell(score: Score | undefined): HTMLElement {
  const value = score?.adjusted_score ?? null;
  if (score === undefined || value === null) {
    return h('td', { class: 'none' }, '·');
  }

  // Nine steps, each with its own class: the colours are in the style sheet, where their contrast is tested.
  const step = Math.min(4, Math.floor(Math.abs(value) / 20));
  const shade = step === 0 ? 'even' : `${value < 0 ? 'fall' : 'rise'}-${step}`;
  const significant = isSignificant(score);
  return h(
    'td',
    { class: `${shade}${score.status === 'provisional' ? ' provisional' : ''}`, title: effects(score) },
    signed(value, 0),
    significant ? h('span', { class: 'dot', title: 'q below 0.05' }, '●') : null,
    significant ? h('span', { class: 'unseen' }, ' significant') : null,
    score.confounders ? h('span', { class: 'dagger', 'aria-hidden': 'true' }, '†') : null,
    score.confounders ? h('span', { class: 'unseen' }, `, with ${releases(score.confounders)} in the window`) : null,
  );
}

/** The relative effect and that on the market, together, and the scheduled releases of the window. */
function effects(score: Score): string {
  const market =
    score.market_effect_pct === null ? '' : `; market effect ${percent(score.market_effect_pct)} (score ${signed(score.market_score, 0)})`;
  const scheduled = score.confounders ? `; with ${releases(score.confounders)} in the window` : '';
  return `CAR ${percent(score.car_pct)}${market}${scheduled}`;
}

function shortDay(utc: string): string {
  return new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(utc));
}
