// What was found: which instruments react on the day of the news, to what, how surely, and what survives the robustness checks. One family
// of tests: every instrument, both stances, window [0,0], all events.

import { empty, figure } from '../charts/figure';
import { intervals } from '../charts/intervals';
import { h } from '../dom';
import type { Check, Finding, Instrument } from '../rows';
import type { Column } from '../table';
import { interval, list, percent, probability, signed, words } from '../text/format';
import type { Term } from '../text/terms';
import { term } from '../tip';
import { meanColumns, type Mean } from './means';
import { instrumentLink } from './view';

const level = 0.05;

/** Sentences at most; the table has the rest. */
const shown = 10;

interface Reaction extends Mean {
  row: Finding;
  name: string;
}

/** The checks in the order of docs/history.md, each with its figure. */
const checks: readonly { code: Check; name: Term; result: (row: Finding) => string }[] = [
  { code: 'minute', name: 'Exact times', result: (row) => `q ${probability(row.q_minute)}` },
  { code: 'mean', name: 'Mean-adjusted', result: (row) => `q ${probability(row.q_mean)}` },
  { code: 'halves', name: 'Both halves', result: (row) => `${percent(row.first_half_pct)}, ${percent(row.second_half_pct)}` },
  { code: 'years', name: 'Every year', result: (row) => `q ${probability(row.q_without_year)} without ${row.withoutyear}` },
  { code: 'placebo', name: 'Placebo days', result: (row) => `p ${probability(row.p_placebo)}` },
  { code: 'stale', name: 'Fresh prices', result: (row) => (row.stalefixing ? 'stale' : 'not stale') },
];

/** Why a check could not be made, by the end of its code. */
const reasons: Readonly<Record<string, string>> = {
  too_few_events: 'fewer than six event days',
  too_few_quiet_days: 'too few days away from events',
  untested: 'no benchmark to test it with',
};

const checkColumns: readonly Column<Reaction>[] = [
  { head: 'Exact times: q', numeric: true, show: ({ row }) => probability(row.q_minute), csv: ['q_minute', ({ row }) => row.q_minute] },
  { head: 'Mean-adjusted: q', numeric: true, show: ({ row }) => probability(row.q_mean), csv: ['q_mean', ({ row }) => row.q_mean] },
  {
    head: 'Halves, %',
    numeric: true,
    show: ({ row }) => `${signed(row.first_half_pct)}, ${signed(row.second_half_pct)}`,
    csv: [
      ['first_half_pct', ({ row }) => row.first_half_pct],
      ['second_half_pct', ({ row }) => row.second_half_pct],
    ],
  },
  {
    head: 'Largest q without a year',
    numeric: true,
    show: ({ row }) => (row.withoutyear === null ? '–' : `${probability(row.q_without_year)} (${row.withoutyear})`),
    csv: [
      ['q_without_year', ({ row }) => row.q_without_year],
      ['withoutyear', ({ row }) => row.withoutyear],
    ],
  },
  { head: 'Placebo p', numeric: true, show: ({ row }) => probability(row.p_placebo), csv: ['p_placebo', ({ row }) => row.p_placebo] },
  {
    head: 'Stale',
    show: ({ row }) => (row.stalefixing ? 'stale' : '–'),
    csv: ['stalefixing', ({ row }) => String(row.stalefixing ?? '')],
  },
  {
    head: 'Verdict',
    show: ({ row }) => words(row.verdict),
    csv: [
      ['verdict', ({ row }) => row.verdict],
      ['failed', ({ row }) => row.failed],
      ['reason', ({ row }) => row.reason],
    ],
  },
];

/** The reactions that could be tested, the surest first. */
export function tested(rows: readonly Finding[]): Finding[] {
  return rows.filter((row) => row.q !== null).sort((a, b) => a.q! - b.q!);
}

export function findings(rows: readonly Finding[], instruments: readonly Instrument[]): HTMLElement {
  const names = new Map(instruments.map((instrument) => [instrument.symbol, instrument.name]));
  const reactions = tested(rows).map((row): Reaction => {
    return { row, name: names.get(row.symbol) ?? '', days: row.days, mean: row.mean_pct, low: row.lo_pct, high: row.hi_pct };
  });
  if (reactions.length === 0) {
    return empty(
      'Findings',
      rows.length === 0
        ? 'Nothing yet: findings are computed once a day and after an ingest.'
        : 'Nothing could be tested yet: an instrument needs six days of escalation or of de-escalation with complete scores.',
    );
  }

  const found = reactions.filter(({ row }) => row.verdict !== 'not_found');
  return figure<Reaction>({
    title: 'Findings',
    note: summary(reactions, found),
    file: 'findings',
    columns: [
      {
        head: 'Instrument',
        show: ({ row, name }) => h('a', { href: instrumentLink(row.symbol), 'data-tip': name }, row.symbol),
        csv: [
          ['symbol', ({ row }) => row.symbol],
          ['name', ({ name }) => name],
        ],
      },
      { head: 'Reaction to', show: ({ row }) => words(row.stance), csv: ['stance', ({ row }) => row.stance] },
      ...meanColumns,
      { head: 'q', term: 'Family q', numeric: true, show: ({ row }) => probability(row.q), csv: ['q', ({ row }) => row.q] },
      ...checkColumns,
    ],
    rows: reactions,
    chart: h('div', {}, found.length === 0 ? closest(reactions[0]!) : sentences(found)),
  });
}

function summary(reactions: readonly Reaction[], found: readonly Reaction[]): HTMLElement {
  const symbols = new Set(reactions.map(({ row }) => row.symbol)).size;
  const robust = found.filter(({ row }) => row.verdict === 'robust').length;
  return h(
    'span',
    {},
    `${reactions.length} reactions of ${symbols} ${symbols === 1 ? 'instrument' : 'instruments'} were looked at: to escalation and to ` +
      'de-escalation, on the day of the news, net of the benchmark, over all events. ',
    ...(found.length === 0
      ? [h('strong', {}, `None of them has q below ${level}: nothing is found.`)]
      : [
          h('strong', {}, `${found.length} of them ${found.length === 1 ? 'has' : 'have'} `, term('Family q', 'q'), ` below ${level}. `),
          robust === 0
            ? `${found.length === 1 ? 'It fails' : 'Each fails'} at least one robustness check, so ` +
              `${found.length === 1 ? 'it is' : 'all are'} suggestive.`
            : `${robust} ${robust === 1 ? 'passes' : 'pass'} every robustness check; the rest are suggestive.`,
        ]),
  );
}

function sentences(found: readonly Reaction[]): HTMLElement {
  return h(
    'div',
    {},
    h(
      'ul',
      { class: 'findings' },
      ...found
        .slice(0, shown)
        .map((reaction) => h('li', { class: reaction.row.stance }, ...sentence(reaction), verdict(reaction.row))),
    ),
    intervals(
      'Mean reactions that were found, with their 95% intervals',
      found.slice(0, shown).map(({ row, mean, low, high }) => ({
        name: `${row.symbol}, ${words(row.stance)}`,
        value: mean,
        low,
        high,
        text: `${percent(mean)} ${interval(low, high)}`,
        tone: row.stance,
      })),
    ),
  );
}

function sentence({ row, name, mean, low, high, days }: Reaction): (Node | string)[] {
  const named = name === '' || name === row.symbol ? '' : ` (${name})`;
  const verb = mean! < 0 ? 'fell' : 'rose';
  return [
    h('a', { href: instrumentLink(row.symbol) }, row.symbol),
    `${named} ${verb} by ${Math.abs(mean!).toFixed(2)}% on average on ${days} days of ${words(row.stance)} ` +
      `(95% interval ${interval(low, high)}); q ${probability(row.q)}${distance(row.q!)}.`,
  ];
}

/** How far q is below the level, in words. */
function distance(q: number): string {
  return q < 0.01 ? ', far below 0.05' : q < level && q >= 0.03 ? ', just below 0.05' : '';
}

/** The verdict on a finding, and what every check gave. */
function verdict(row: Finding): HTMLElement {
  const failed = list(row.failed);
  const name = row.verdict === 'robust' ? 'Robust' : 'Suggestive';
  return h(
    'div',
    { class: 'checked' },
    h('strong', {}, term(name)),
    h(
      'ul',
      { class: 'checks', role: 'list', 'aria-label': 'Robustness checks' },
      ...checks.map((check) => {
        const passed = !failed.includes(check.code);
        return h(
          'li',
          { class: passed ? 'passed' : 'failed' },
          h('span', { 'aria-label': passed ? 'passed' : 'failed', role: 'img' }, passed ? '✓' : '✗'),
          ' ',
          term(check.name),
          `: ${missing(row, check.code) ?? check.result(row)}`,
        );
      }),
    ),
  );
}

/** Why a check could not be made; null if it was. */
function missing(row: Finding, check: Check): string | null {
  const reason = list(row.reason).find((code) => code.startsWith(`${check}_`));
  return reason === undefined ? null : (reasons[reason.slice(check.length + 1)] ?? words(reason));
}

function closest(reaction: Reaction): HTMLElement {
  return h('p', { class: 'note' }, 'The closest: ', ...sentence(reaction));
}
