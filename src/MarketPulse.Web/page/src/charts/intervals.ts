// Estimates with their intervals, one per line: a dot, its whiskers, and zero. A hollow dot means that the interval includes zero.

import { h, svg } from '../dom';

export interface Estimate {
  name: Node | string;
  value: number | null;
  low: number | null;
  high: number | null;
  text: string;

  /** Class of the colour, e.g. a stance. */
  tone?: string;
}

const width = 320;
const height = 18;

export function intervals(label: string, estimates: readonly Estimate[]): HTMLElement {
  const ends = estimates.flatMap((e) => [e.value, e.low, e.high]).filter((v): v is number => v !== null);
  const reach = Math.max(1e-9, ...ends.map(Math.abs)) * 1.05;
  const x = (value: number): number => width / 2 + (value / reach) * (width / 2 - 6);
  const lines = estimates.map((estimate) =>
    h('li', {}, h('span', { class: 'name' }, estimate.name), line(estimate, x), h('span', { class: 'value' }, estimate.text)),
  );
  return h('ul', { class: 'intervals', 'aria-label': label }, ...lines);
}

function line(estimate: Estimate, x: (value: number) => number): SVGElement {
  const { value, low, high } = estimate;
  const drawing = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    class: estimate.tone ?? null,
    'aria-hidden': 'true',
    preserveAspectRatio: 'none',
  });
  drawing.append(svg('line', { class: 'zero', x1: x(0), x2: x(0), y1: 0, y2: height }));
  if (low !== null && high !== null) {
    drawing.append(svg('line', { class: 'whisker', x1: x(low), x2: x(high), y1: height / 2, y2: height / 2 }));
  }

  if (value !== null) {
    const includesZero = low === null || high === null || (low <= 0 && high >= 0);
    const dot = { x1: x(value), x2: x(value), y1: height / 2, y2: height / 2 };

    // A line of length zero with round caps stays round when the drawing is stretched.
    drawing.append(svg('line', { class: 'dot-mark', ...dot }));
    if (includesZero) {
      drawing.append(svg('line', { class: 'dot-hole', ...dot }));
    }
  }

  return drawing;
}
