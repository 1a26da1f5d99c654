// Sums and their terms, one per line: the parts of a bar are always in the same order, and the text names them, so that colours need not be
// distinguished.

import { h, svg } from '../dom';

export interface Sum {
  name: Node | string;
  terms: readonly { name: string; value: number }[];
  text: string;
}

const width = 320;
const height = 16;
const gap = 1.5;

export function termBars(label: string, sums: readonly Sum[]): HTMLElement {
  const total = (sum: Sum): number => sum.terms.reduce((all, term) => all + term.value, 0);
  const scale = width / Math.max(1e-9, ...sums.map(total));
  return h(
    'ul',
    { class: 'intervals sums', 'aria-label': label },
    ...sums.map((sum) => h('li', {}, h('span', { class: 'name' }, sum.name), bar(sum, scale), h('span', { class: 'value' }, sum.text))),
  );
}

function bar(sum: Sum, scale: number): SVGElement {
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', preserveAspectRatio: 'none' });
  let from = 0;
  for (const term of sum.terms) {
    const length = term.value * scale;
    if (length > gap) {
      drawing.append(
        svg('rect', { x: from, y: 3, width: length - gap, height: height - 6 }, svg('title', {}, `${term.name}: ${term.value.toFixed(2)}`)),
      );
    }

    from += length;
  }

  return drawing;
}
