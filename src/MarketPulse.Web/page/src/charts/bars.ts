// One bar per instrument, from -100 to 100. Significance is shown by a mark with a word, not by colour alone.

import { h, svg } from '../dom';
import { isSignificant, type Score } from '../rows';
import { signed } from '../text/format';
import { releases } from '../text/releases';
import { terms } from '../text/terms';

const width = 320;
const height = 16;

export interface BarActions {
  linkTo: (symbol: string) => string;

  /** What else can be done with a score; null for nothing. */
  action: (score: Score) => HTMLElement | null;
}

export function scoreBars(label: string, scores: readonly Score[], actions: BarActions): HTMLElement {
  return h('ul', { class: 'intervals bars', 'aria-label': label }, ...scores.map((score) => line(score, actions)));
}

function line(score: Score, { linkTo, action }: BarActions): HTMLElement {
  const value = score.adjusted_score;
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', preserveAspectRatio: 'none' });
  drawing.append(svg('line', { class: 'zero', x1: width / 2, x2: width / 2, y1: 0, y2: height }));
  if (value !== null) {
    const length = (Math.abs(value) / 100) * (width / 2 - 4);
    drawing.append(
      svg('rect', {
        class: `${value < 0 ? 'fall' : 'rise'}${score.status === 'provisional' ? ' provisional' : ''}`,
        x: value < 0 ? width / 2 - length : width / 2,
        y: 3,
        width: length,
        height: height - 6,
      }),
    );
  }

  const marks = [
    isSignificant(score) ? h('span', { class: 'badge strong', title: 'q below 0.05' }, '● significant') : null,
    score.status === 'provisional'
      ? h('span', { class: 'badge' }, `provisional, ${score.barsobserved} of ${score.barsexpected} bars`)
      : null,
    score.overlaps > 0 ? h('span', { class: 'badge' }, `${score.overlaps} overlapping`) : null,
    score.confounders
      ? h('span', { class: 'badge', title: terms['Scheduled releases'] }, `† with ${releases(score.confounders)}`)
      : null,
  ];
  return h(
    'li',
    {},
    h('span', { class: 'name' }, h('a', { href: linkTo(score.symbol) }, score.symbol)),
    drawing,
    h('span', { class: 'value' }, value === null ? score.reason.replaceAll('_', ' ') || '–' : signed(value, 0), ...marks, action(score)),
  );
}
