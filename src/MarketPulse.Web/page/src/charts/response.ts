// The response of a cumulative return to tension over the following sessions, with its interval.

import type uPlot from 'uplot';
import { color } from '../dom';
import type { ResponseStep } from '../rows';
import { signed } from '../text/format';
import { axis, plot } from './plot';

export function responseChart(label: string, steps: readonly ResponseStep[], signal: AbortSignal): HTMLElement {
  const value = (_: uPlot, v: number | null): string => (v === null ? '–' : `${signed(v)} bp`);
  return plot({
    height: 220,
    label,
    data: [
      steps.map((step) => step.day),
      steps.map((step) => step.response_lo_bps),
      steps.map((step) => step.response_hi_bps),
      steps.map((step) => step.response_bps),
      steps.map(() => 0),
    ],
    signal,
    options: () => ({
      legend: { show: true },
      cursor: { y: false },
      scales: { x: { time: false } },
      axes: [axis({ label: 'sessions since day 0', labelSize: 22 }), axis({ label: 'bp per point', labelSize: 22, size: 55 })],
      series: [
        { label: 'Day', value: (_, v) => (v === null ? '–' : `${v}`) },
        { label: 'Lower limit', stroke: color('line'), width: 1, value },
        { label: 'Upper limit', stroke: color('line'), width: 1, value },
        { label: 'Response', stroke: color('strong'), width: 2, value, points: { show: true, size: 5 } },
        { label: 'Zero', stroke: color('muted'), width: 1, dash: [4, 4], value: () => '0' },
      ],
      bands: [{ series: [2, 1], fill: color('band') }],
    }),
  });
}
