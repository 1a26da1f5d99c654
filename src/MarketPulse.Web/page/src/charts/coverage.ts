// Shares of outcomes inside their intervals, one per line: a dot, its whiskers, and the nominal share.

import { h, svg } from '../dom';

export interface Coverage {
  name: Node | string;
  share: number | null;
  low: number | null;
  high: number | null;
  text: string;
}

const width = 320;
const height = 18;
const nominal = 0.95;

/** Room for a whole dot at either end, however narrow the drawing is. */
const margin = 24;

export function coverages(label: string, rows: readonly Coverage[]): HTMLElement {
  const ends = rows.flatMap((row) => [row.share, row.low]).filter((value): value is number => value !== null);
  const start = Math.max(0, Math.floor(20 * Math.min(0.85, ...ends)) / 20);
  const x = (value: number): number => margin + ((value - start) / (1 - start)) * (width - 2 * margin);
  const lines = rows.map((row) =>
    h('li', {}, h('span', { class: 'name' }, row.name), line(row, x), h('span', { class: 'value' }, row.text)),
  );
  return h('ul', { class: 'intervals', 'aria-label': label }, ...lines);
}

function line({ share, low, high }: Coverage, x: (value: number) => number): SVGElement {
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', preserveAspectRatio: 'none' });
  drawing.append(svg('line', { class: 'zero', x1: x(nominal), x2: x(nominal), y1: 0, y2: height }));
  if (low !== null && high !== null) {
    drawing.append(svg('line', { class: 'whisker', x1: x(low), x2: x(high), y1: height / 2, y2: height / 2 }));
  }

  if (share !== null) {
    // A line of length zero with round caps stays round when the drawing is stretched.
    drawing.append(svg('line', { class: 'dot-mark', x1: x(share), x2: x(share), y1: height / 2, y2: height / 2 }));
  }

  return drawing;
}
