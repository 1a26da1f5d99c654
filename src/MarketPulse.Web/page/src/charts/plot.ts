// uPlot, sized to its container and redrawn when the theme or the width changes.

import uPlot from 'uplot';
import { color, h } from '../dom';
import { onThemeChange } from '../theme';

export interface PlotSpec {
  height: number;
  label: string;
  data: uPlot.AlignedData;
  options: () => Omit<uPlot.Options, 'width' | 'height'>;
  signal: AbortSignal;
}

export function plot(spec: PlotSpec): HTMLElement {
  const place = h('div', { class: 'plot', role: 'img', 'aria-label': spec.label });
  let chart: uPlot | undefined;
  const draw = (): void => {
    chart?.destroy();
    chart =
      place.clientWidth > 0 ? new uPlot({ ...spec.options(), width: place.clientWidth, height: spec.height }, spec.data, place) : undefined;
  };
  const resized = new ResizeObserver(() =>
    chart === undefined ? draw() : chart.setSize({ width: place.clientWidth || chart.width, height: spec.height }),
  );
  resized.observe(place);
  onThemeChange(draw, spec.signal);
  spec.signal.addEventListener('abort', () => {
    resized.disconnect();
    chart?.destroy();
  });
  return place;
}

/** Axis colours of the theme. */
export function axis(extra: uPlot.Axis = {}): uPlot.Axis {
  return { stroke: color('muted'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line'), width: 1 }, ...extra };
}
