// The path of a cumulative abnormal return around day 0, with its limits.

import type uPlot from 'uplot';
import { color } from '../dom';
import { signed } from '../text/format';
import { axis, plot } from './plot';

export interface PathPoint {
  day: number;
  car: number;
  low: number;
  high: number;
}

export function pathChart(label: string, points: readonly PathPoint[], signal: AbortSignal): HTMLElement {
  const value = (_: uPlot, v: number | null): string => (v === null ? '–' : `${signed(v)}%`);
  return plot({
    height: 240,
    label,
    data: [points.map((p) => p.day), points.map((p) => p.low), points.map((p) => p.high), points.map((p) => p.car)],
    signal,
    options: () => ({
      legend: { show: true },
      cursor: { y: false },
      scales: { x: { time: false } },
      axes: [
        axis({
          values: (_, days) => days.map((day) => (Number.isInteger(day) ? (day > 0 ? `+${day}` : `${day}`) : '')),
          label: 'sessions from day 0',
          labelSize: 22,
        }),
        axis({ label: 'percent', labelSize: 22, size: 55 }),
      ],
      series: [
        { label: 'Day', value: (_, v) => (v === null ? '–' : `${v}`) },
        { label: 'Lower limit', stroke: color('line'), width: 1, value },
        { label: 'Upper limit', stroke: color('line'), width: 1, value },
        { label: 'CAR', stroke: color('strong'), width: 2, value, points: { show: true, size: 5 } },
      ],
      bands: [{ series: [2, 1], fill: color('band') }],
      hooks: { drawClear: [dayZero] },
    }),
  });
}

function dayZero(chart: uPlot): void {
  const x = chart.valToPos(0, 'x', true);
  const context = chart.ctx;
  context.save();
  context.strokeStyle = color('muted');
  context.setLineDash([4, 4]);
  context.beginPath();
  context.moveTo(x, chart.bbox.top);
  context.lineTo(x, chart.bbox.top + chart.bbox.height);
  context.stroke();
  context.restore();
}
