// The tension index over time, with the events above it.

import type uPlot from 'uplot';
import { color } from '../dom';
import type { IndexDay, Stance, TradeEvent } from '../rows';
import { markPath } from './marks';
import { axis, plot } from './plot';

export function timeline(
  days: readonly IndexDay[],
  events: readonly TradeEvent[],
  open: (event: TradeEvent) => void,
  signal: AbortSignal,
): HTMLElement {
  const seconds = (utc: string): number => Date.parse(utc) / 1000;
  const data: uPlot.AlignedData = [
    days.map((row) => seconds(`${row.date}T00:00:00Z`)),
    days.map((row) => row.gross_7d),
    days.map((row) => row.gross_30d),
  ];
  const dense = events.length > 150;
  const drawn = dense ? [...events].sort((a, b) => b.intensity - a.intensity).slice(0, 150) : events;
  const element = plot({
    height: 260,
    label:
      `Tension index from ${days[0]?.date ?? ''} to ${days.at(-1)?.date ?? ''} with ${drawn.length} events; the table has ` +
      `the same numbers.`,
    data,
    signal,
    options: () => ({
      tzDate: (time) => new Date(time * 1000),
      legend: { show: true, live: true },
      cursor: { y: false },
      scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high ?? 100) * 1.15 + 1] } },
      axes: [axis(), axis({ label: 'index, 100 = average', labelSize: 22, size: 50 })],
      series: [
        { label: 'Day' },
        { label: '7-day mean', stroke: color('soft'), width: 1, value: (_, v) => (v === null ? '–' : v.toFixed(0)) },
        { label: '30-day mean', stroke: color('strong'), width: 2, value: (_, v) => (v === null ? '–' : v.toFixed(0)) },
      ],
      hooks: { draw: [(chart) => drawEvents(chart, drawn, seconds)] },
    }),
  });
  element.addEventListener('click', (click) => {
    const over = element.querySelector<HTMLElement>('.u-over');
    const first = data[0]![0];
    const last = data[0]!.at(-1);
    if (over === null || first === undefined || last === undefined) {
      return;
    }

    const box = over.getBoundingClientRect();
    const time = first + ((click.clientX - box.left) / box.width) * (last - first);
    const reach = ((last - first) * 8) / box.width;
    const near = drawn.filter((event) => Math.abs(seconds(event.eventtimeutc) - time) < reach);
    near.sort((a, b) => Math.abs(seconds(a.eventtimeutc) - time) - Math.abs(seconds(b.eventtimeutc) - time));
    if (near[0] !== undefined) {
      open(near[0]);
    }
  });
  return element;
}

// Escalation at the top and the others below, in rows by stance, so that marks of one day do not hide each other.
const rows: Readonly<Record<Stance, number>> = { escalation: 0, mixed: 1, neutral: 1, deescalation: 2 };

function drawEvents(chart: uPlot, events: readonly TradeEvent[], seconds: (utc: string) => number): void {
  const context = chart.ctx;
  const scale = devicePixelRatio;
  context.save();
  for (const event of events) {
    const x = chart.valToPos(seconds(event.eventtimeutc), 'x', true);
    if (x < chart.bbox.left || x > chart.bbox.left + chart.bbox.width) {
      continue;
    }

    context.setTransform(scale, 0, 0, scale, x, chart.bbox.top + (9 + 13 * rows[event.stance]) * scale);
    context.globalAlpha = 0.35 + (0.65 * event.intensity) / 100;
    context.fillStyle = color(event.stance);
    context.fill(markPath(event.stance));
  }

  context.restore();
}
