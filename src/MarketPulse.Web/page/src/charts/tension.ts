// Events as stems over the price of an instrument and, where there is one, the tension index: up for escalation, down for de-escalation.

import type uPlot from 'uplot';
import { color } from '../dom';
import type { IndexDay, PriceDay, Stance, TradeEvent } from '../rows';
import { signed } from '../text/format';
import { markPath } from './marks';
import { axis, plot } from './plot';

export interface TensionData {
  label: string;
  symbol: string;
  events: readonly TradeEvent[];
  prices: readonly PriceDay[];
  index: readonly IndexDay[];

  /** First and last day shown. */
  from: string;
  to: string;
}

export interface TensionActions {
  open: (event: TradeEvent) => void;

  /** Days at the ends of a range that was dragged over. */
  choose: (from: string, to: string) => void;
}

const daySeconds = 86_400;
const reach = 10;
const seconds = (utc: string): number => Date.parse(utc) / 1000;
const dayOf = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);

/** Height of a stem: positive for escalation, zero for an event without a direction. */
const height = (event: TradeEvent): number =>
  event.stance === 'escalation' ? event.intensity : event.stance === 'deescalation' ? -event.intensity : 0;

export function tensionChart(data: TensionData, actions: TensionActions, signal: AbortSignal): HTMLElement {
  const byDay = new Map<string, TradeEvent[]>();
  for (const event of data.events) {
    const day = event.eventtimeutc.slice(0, 10);
    byDay.set(day, [...(byDay.get(day) ?? []), event]);
  }

  const prices = new Map(data.prices.map((row) => [row.date, row.close]));
  const index = new Map(data.index.map((row) => [row.date, row]));
  const days = [...new Set([data.from, data.to, ...prices.keys(), ...index.keys(), ...byDay.keys()])]
    .filter((day) => day >= data.from && day <= data.to)
    .sort();
  const hasIndex = data.index.some((row) => row.gross_30d !== null);
  const isNarrow = (): boolean => matchMedia('(max-width: 40rem)').matches;
  const named = (label: string): uPlot.Axis => (isNarrow() ? {} : { label, labelSize: 20 });
  let drawn: uPlot | undefined;
  const element = plot({
    height: 320,
    label: data.label,
    data: [
      days.map((day) => seconds(`${day}T00:00:00Z`)),
      days.map((day) => prices.get(day) ?? null),
      days.map((day) => strongest(byDay.get(day) ?? [])),
      ...(hasIndex ? [days.map((day) => index.get(day)?.gross_7d ?? null), days.map((day) => index.get(day)?.gross_30d ?? null)] : []),
    ],
    signal,
    options: () => ({
      tzDate: (time) => new Date(time * 1000 + new Date(time * 1000).getTimezoneOffset() * 60_000),
      legend: { show: true, live: true },
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { range: () => [seconds(`${data.from}T00:00:00Z`) - daySeconds, seconds(`${data.to}T00:00:00Z`) + 2 * daySeconds] },
        stem: { range: () => [-105, 105] },
        price: { range: (_, low, high) => padded(low, high) },
        index: { range: (_, low, high) => [Math.min(0, low ?? 0), (high ?? 100) * 1.1 + 1] },
      },
      axes: [
        axis({ space: 36 }),
        axis({
          scale: 'price',
          size: 66,
          show: data.prices.length > 0,
          grid: { show: false },
          values: (_, ticks) => ticks.map((v) => Number(v.toPrecision(4)).toString()),
          ...named(data.symbol),
        }),
        axis({ scale: 'stem', side: 1, size: 46, values: (_, ticks) => ticks.map((v) => `${Math.abs(v)}`), ...named('intensity') }),
      ],
      series: [
        { label: 'Day' },
        {
          label: data.symbol,
          scale: 'price',
          stroke: color('soft'),
          width: 1.5,
          spanGaps: true,
          value: (_, v) => (v === null ? '–' : Number(v.toPrecision(5)).toString()),
        },
        {
          label: 'Strongest event',
          scale: 'stem',
          stroke: color('text'),
          paths: () => null,
          points: { show: false },
          value: (_, v) => (v === null ? '–' : signed(v, 0)),
        },
        ...(hasIndex
          ? [
              { label: 'Index, 7 days', scale: 'index', stroke: color('accent'), width: 1, value: whole },
              { label: 'Index, 30 days', scale: 'index', stroke: color('strong'), width: 2, value: whole },
            ]
          : []),
      ],
      hooks: {
        draw: [(chart) => drawStems((drawn = chart), data.events)],
        setSelect: [
          (chart) => {
            if (chart.select.width > reach) {
              const [start, end] = [chart.select.left, chart.select.left + chart.select.width].map((left) => chart.posToVal(left, 'x'));
              actions.choose(dayOf(start!), dayOf(end!));
            }
          },
        ],
      },
    }),
  });
  element.addEventListener('click', (click) => {
    const over = element.querySelector<HTMLElement>('.u-over');
    if (over === null || drawn === undefined || drawn.select.width > reach) {
      return;
    }

    const box = over.getBoundingClientRect();
    const event = nearest(drawn, data.events, click.clientX - box.left, click.clientY - box.top);
    if (event !== undefined) {
      actions.open(event);
    }
  });
  return element;
}

const whole = (_: uPlot, value: number | null): string => (value === null ? '–' : value.toFixed(0));

function strongest(events: readonly TradeEvent[]): number | null {
  return events.length === 0 ? null : events.map(height).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
}

function padded(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) {
    return [0, 1];
  }

  const room = (high - low) * 0.05 || Math.abs(high) * 0.01 || 1;
  return [low - room, high + room];
}

/** The event whose mark is nearest to a point, if one is near enough. */
function nearest(chart: uPlot, events: readonly TradeEvent[], x: number, y: number): TradeEvent | undefined {
  const distance = (event: TradeEvent): number =>
    Math.hypot(chart.valToPos(seconds(event.eventtimeutc), 'x') - x, chart.valToPos(height(event), 'stem') - y);
  const near = events.filter((event) => Math.abs(chart.valToPos(seconds(event.eventtimeutc), 'x') - x) < reach);
  return near.length === 0 ? undefined : near.reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

function drawStems(chart: uPlot, events: readonly TradeEvent[]): void {
  const context = chart.ctx;
  const scale = devicePixelRatio;
  const zero = chart.valToPos(0, 'stem', true);
  const colors = new Map<Stance, string>();
  context.save();
  context.strokeStyle = color('muted');
  context.lineWidth = scale;
  line(chart.bbox.left, zero, chart.bbox.left + chart.bbox.width, zero);
  for (const event of events) {
    const x = chart.valToPos(seconds(event.eventtimeutc), 'x', true);
    if (x < chart.bbox.left || x > chart.bbox.left + chart.bbox.width) {
      continue;
    }

    const y = chart.valToPos(height(event), 'stem', true);
    const tone = colors.get(event.stance) ?? color(event.stance);
    colors.set(event.stance, tone);
    context.strokeStyle = context.fillStyle = tone;
    context.lineWidth = 1.5 * scale;
    line(x, zero, x, y);
    context.setTransform(0.8 * scale, 0, 0, 0.8 * scale, x, y);
    context.fill(markPath(event.stance));
    context.resetTransform();
  }

  context.restore();

  function line(x1: number, y1: number, x2: number, y2: number): void {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }
}
