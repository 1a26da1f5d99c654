// Distribution of an instrument's abnormal returns: escalation upwards, de-escalation downwards, with the same bins.

import { h, svg } from '../dom';
import { plain, signed } from '../text/format';

export interface Bin {
  low: number;
  high: number;
  escalation: number;
  deescalation: number;
}

export function bins(escalation: readonly number[], deescalation: readonly number[], count = 16): Bin[] {
  const all = [...escalation, ...deescalation];
  if (all.length === 0) {
    return [];
  }

  const reach = Math.max(...all.map(Math.abs)) || 1;
  const size = (2 * reach) / count;
  const result: Bin[] = Array.from({ length: count }, (_, i) => ({
    low: -reach + i * size,
    high: -reach + (i + 1) * size,
    escalation: 0,
    deescalation: 0,
  }));
  const place = (value: number): Bin => result[Math.min(count - 1, Math.max(0, Math.floor((value + reach) / size)))]!;
  escalation.forEach((value) => place(value).escalation++);
  deescalation.forEach((value) => place(value).deescalation++);
  return result;
}

export function histogram(label: string, data: readonly Bin[]): HTMLElement {
  const width = 640;
  const height = 200;
  const most = Math.max(1, ...data.map((bin) => Math.max(bin.escalation, bin.deescalation)));
  const step = width / data.length;
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'histogram', role: 'img', 'aria-label': label });
  const middle = height / 2;
  data.forEach((bin, i) => {
    const up = (bin.escalation / most) * (middle - 4);
    const down = (bin.deescalation / most) * (middle - 4);
    const range = `${signed(bin.low, 1)}% to ${signed(bin.high, 1)}%`;
    drawing.append(
      svg(
        'rect',
        { class: 'escalation', x: i * step + 1, y: middle - up, width: step - 2, height: up },
        svg('title', {}, `${range}: ${plain(bin.escalation)} escalation days`),
      ),
      svg(
        'rect',
        { class: 'deescalation', x: i * step + 1, y: middle, width: step - 2, height: down },
        svg('title', {}, `${range}: ${plain(bin.deescalation)} de-escalation days`),
      ),
    );
  });
  drawing.append(
    svg('line', { class: 'zero', x1: 0, x2: width, y1: middle, y2: middle }),
    svg('line', { class: 'zero', x1: width / 2, x2: width / 2, y1: 0, y2: height }),
  );
  // Outside the drawing, which is scaled to the width of the screen.
  const ends = [data[0]?.low ?? 0, 0, data.at(-1)?.high ?? 0];
  const scale = h(
    'div',
    { class: 'scale', 'aria-hidden': 'true' },
    ...ends.map((value) => h('span', {}, `${value === 0 ? '0' : signed(value, 1)}%`)),
  );
  return h('div', { class: 'chart' }, drawing, scale);
}
