// Histogram of the probability integral transform: outcomes in each tenth of the predicted distribution, with the count if it is right.

import { h, svg } from '../dom';
import { plain } from '../text/format';

const width = 640;
const height = 160;

export function pitHistogram(label: string, counts: readonly number[]): HTMLElement {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const most = Math.max(1, expected, ...counts);
  const step = width / counts.length;
  const y = (count: number): number => height - (count / most) * (height - 4);
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'histogram pit', role: 'img', 'aria-label': label });
  counts.forEach((count, i) =>
    drawing.append(
      svg(
        'rect',
        { x: i * step + 1, y: y(count), width: step - 2, height: height - y(count) },
        svg('title', {}, `${tenth(i, counts.length)}: ${plain(count)} outcomes, ${plain(expected, 1)} expected`),
      ),
    ),
  );
  drawing.append(svg('line', { class: 'expected', x1: 0, x2: width, y1: y(expected), y2: y(expected) }));

  // Outside the drawing, which is scaled to the width of the screen.
  const scale = h('div', { class: 'scale', 'aria-hidden': 'true' }, ...['0', '0.5', '1'].map((value) => h('span', {}, value)));
  return h('div', { class: 'chart' }, drawing, scale);
}

export const tenth = (bin: number, bins = 10): string => `${(bin / bins).toFixed(1)} to ${((bin + 1) / bins).toFixed(1)}`;
