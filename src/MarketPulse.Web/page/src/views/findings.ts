// What was found: which instruments react on the day of the news, to what, and how surely. One family of tests: every instrument, both
// stances, window [0,0], all events.

import { empty, figure } from '../charts/figure';
import { intervals } from '../charts/intervals';
import { h } from '../dom';
import type { Instrument, Sensitivity } from '../rows';
import { interval, list, percent, probability, words } from '../text/format';
import { term } from '../tip';
import { meanColumns, type Mean } from './means';
import { instrumentLink } from './view';

const level = 0.05;

/** Sentences at most; the table has the rest. */
const shown = 10;

export interface Reaction extends Mean {
  symbol: string;
  name: string;
  stance: 'escalation' | 'deescalation';
  q: number | null;
  marks: string[];
}

/** The tested reactions of the family, the surest first. */
export function family(rows: readonly Sensitivity[], instruments: readonly Instrument[]): Reaction[] {
  const names = new Map(instruments.map((instrument) => [instrument.symbol, instrument.name]));
  return rows
    .flatMap((row): Reaction[] => {
      const common = { symbol: row.symbol, name: names.get(row.symbol) ?? '', marks: list(row.marks) };
      return [
        {
          ...common,
          stance: 'escalation',
          days: row.escalationdays,
          mean: row.escalation_mean_pct,
          low: row.escalation_lo_pct,
          high: row.escalation_hi_pct,
          q: row.q_escalation,
        },
        {
          ...common,
          stance: 'deescalation',
          days: row.deescalationdays,
          mean: row.deescalation_mean_pct,
          low: row.deescalation_lo_pct,
          high: row.deescalation_hi_pct,
          q: row.q_deescalation,
        },
      ];
    })
    .filter((reaction) => reaction.q !== null)
    .sort((a, b) => a.q! - b.q!);
}

export function findings(rows: readonly Sensitivity[], instruments: readonly Instrument[]): HTMLElement {
  const tested = family(rows, instruments);
  if (tested.length === 0) {
    return empty(
      'Findings',
      rows.length === 0
        ? 'Nothing yet: sensitivity is computed once a day and after an ingest.'
        : 'Nothing could be tested yet: an instrument needs six days of escalation or of de-escalation with complete scores.',
    );
  }

  const found = tested.filter((reaction) => reaction.q! < level);
  const symbols = new Set(tested.map((reaction) => reaction.symbol)).size;
  return figure<Reaction>({
    title: 'Findings',
    note: h(
      'span',
      {},
      `${tested.length} reactions of ${symbols} ${symbols === 1 ? 'instrument' : 'instruments'} were looked at: to escalation and to ` +
        'de-escalation, on the day of the news, net of the benchmark, over all events. ',
      h(
        'strong',
        {},
        found.length === 0
          ? `None of them has q below ${level}: nothing is found.`
          : `${found.length} of them ${found.length === 1 ? 'has' : 'have'} `,
        ...(found.length === 0 ? [] : [term('Family q', 'q'), ` below ${level}.`]),
      ),
    ),
    file: 'findings',
    columns: [
      {
        head: 'Instrument',
        show: (row) => h('a', { href: instrumentLink(row.symbol), 'data-tip': row.name }, row.symbol),
        csv: [
          ['symbol', (row) => row.symbol],
          ['name', (row) => row.name],
        ],
      },
      { head: 'Reaction to', show: (row) => words(row.stance), csv: ['stance', (row) => row.stance] },
      ...meanColumns,
      { head: 'q', term: 'Family q', numeric: true, show: (row) => probability(row.q), csv: ['q', (row) => row.q] },
      { head: 'Marks', show: (row) => row.marks.map(words).join(', ') || '–', csv: ['marks', (row) => row.marks.join('|')] },
    ],
    rows: tested,
    chart: h('div', {}, found.length === 0 ? closest(tested[0]!) : sentences(found), robustness(found)),
  });
}

function sentences(found: readonly Reaction[]): HTMLElement {
  return h(
    'div',
    {},
    h('ul', { class: 'findings' }, ...found.slice(0, shown).map((reaction) => h('li', { class: reaction.stance }, ...sentence(reaction)))),
    intervals(
      'Mean reactions that were found, with their 95% intervals',
      found.slice(0, shown).map((reaction) => ({
        name: `${reaction.symbol}, ${words(reaction.stance)}`,
        value: reaction.mean,
        low: reaction.low,
        high: reaction.high,
        text: `${percent(reaction.mean)} ${interval(reaction.low, reaction.high)}`,
        tone: reaction.stance,
      })),
    ),
  );
}

function sentence(reaction: Reaction): (Node | string)[] {
  const named = reaction.name === '' || reaction.name === reaction.symbol ? '' : ` (${reaction.name})`;
  const verb = reaction.mean! < 0 ? 'fell' : 'rose';
  return [
    h('a', { href: instrumentLink(reaction.symbol) }, reaction.symbol),
    `${named} ${verb} by ${Math.abs(reaction.mean!).toFixed(2)}% on average on ${reaction.days} days of ${words(reaction.stance)} ` +
      `(95% interval ${interval(reaction.low, reaction.high)}), net of its benchmark; ` +
      `q ${probability(reaction.q)}${distance(reaction.q!)}.`,
    ...(reaction.marks.includes('stale_fixing') ? [' ', term('Stale fixing'), ': part of it belongs to the day before.'] : []),
  ];
}

/** How far q is below the level, in words. */
function distance(q: number): string {
  return q < 0.01 ? ', far below 0.05' : q < level && q >= 0.03 ? ', just below 0.05' : '';
}

function closest(reaction: Reaction): HTMLElement {
  return h('p', { class: 'note' }, 'The closest: ', ...sentence(reaction));
}

function robustness(found: readonly Reaction[]): HTMLElement | null {
  if (found.length === 0) {
    return null;
  }

  const stale = found.filter((reaction) => reaction.marks.includes('stale_fixing')).length;
  return h(
    'p',
    { class: 'note' },
    `Robustness: ${stale === 0 ? 'none' : stale} of the ${found.length} ${stale === 1 ? 'is' : 'are'} marked as a stale fixing. ` +
      'Whether they survive exact times only, another model, halves of the period, single years left out, and placebo dates is not ' +
      'stored, so it is not shown here; until it is checked, call them suggestive.',
  );
}
