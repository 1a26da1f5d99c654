// The predicted effect of a hypothetical event: every instrument's tension beta times the intensity, always with its prediction interval.

import { empty, figure } from '../charts/figure';
import { intervals } from '../charts/intervals';
import { h } from '../dom';
import { mainWindow, type ScenarioAnswer, type ScenarioEffect, type Sensitivity } from '../rows';
import { day, interval, plain, share, signed, windowLabel, words } from '../text/format';
import { term } from '../tip';
import { form, labelled, redraw, select, type Option } from './choice';
import { instrumentLink, type View, type ViewContext } from './view';

/** The scenario, as in the address. */
interface Question {
  intensity: number;
  stance: 'escalation' | 'deescalation';
  pair: string;
  measure: string;
  window: string;
}

const any: Option = { value: '', text: 'any' };

export async function scenario({ source, signal }: ViewContext, argument: string): Promise<View> {
  const [pairs, measures, windows] = await Promise.all([kinds('pair'), kinds('measure'), windowsSummedUp()]);
  const asked = read(argument);
  const place = h('div');
  const summary = h('p', { role: 'status' });
  const slider = h('input', { id: 'intensity', type: 'range', min: 0, max: 100, step: 1, value: asked.intensity, on: { input: changed } });
  const reading = h('output', { for: 'intensity' });
  const stance = select(
    'direction',
    [
      { value: 'escalation', text: 'escalation' },
      { value: 'deescalation', text: 'de-escalation' },
    ],
    asked.stance,
    changed,
  );
  const pair = select('pair', [any, ...pairs], asked.pair, changed);
  const measure = select('measure', [any, ...measures], asked.measure, changed);
  const window = select('scenario-window', windows, asked.window, changed);
  let asking = false;
  let again = false;
  await ask();
  return {
    title: 'Scenario',
    content: [
      h(
        'p',
        { class: 'lead' },
        'What would an event like this do? The answer is based on the ',
        term('Tension beta', 'tension betas'),
        ' estimated so far. It does not predict whether the event will occur.',
      ),
      form(
        labelled(term('Intensity'), slider),
        reading,
        labelled(term('Stance'), stance),
        labelled('Between', pair),
        labelled('Measure', measure),
        labelled('Window', window),
      ),
      summary,
      place,
    ],
  };

  async function kinds(kind: string): Promise<Option[]> {
    const rows = await source.rows<Sensitivity>('sensitivity', {
      window: mainWindow,
      horizon: 'all',
      kind,
      select: 'symbol,value,eventdays,beta_bps',
    });
    const most = new Map<string, number>();
    rows.filter((row) => row.beta_bps !== null).forEach((row) => most.set(row.value, Math.max(row.eventdays, most.get(row.value) ?? 0)));
    return [...most].sort(([, a], [, b]) => b - a).map(([value, days]) => ({ value, text: `${words(value)} (${days} event days)` }));
  }

  async function windowsSummedUp(): Promise<Option[]> {
    const rows = await source.rows<Sensitivity>('sensitivity', { horizon: 'all', kind: 'all', select: 'windowkey,kind,horizon' });
    const keys = new Set(rows.map((row) => row.windowkey));
    return [...keys.add(mainWindow)].map((key) => ({ value: key, text: windowLabel(key) }));
  }

  function changed(): void {
    if (asking) {
      again = true;
    } else {
      ask().catch((error: unknown) => (summary.textContent = error instanceof Error ? error.message : String(error)));
    }
  }

  /** Requests the scenario of the controls, and again if they changed in the meantime: one request at a time, and the last one counts. */
  async function ask(): Promise<void> {
    asking = true;
    try {
      do {
        again = false;
        const question: Question = {
          intensity: slider.valueAsNumber,
          stance: stance.value as Question['stance'],
          pair: pair.value,
          measure: measure.value,
          window: window.value,
        };
        reading.textContent = `${question.intensity} of 100`;
        const answer = await source.document<ScenarioAnswer>(`scenario?${query(question)}`);
        if (signal.aborted) {
          return;
        }

        history.replaceState(
          null,
          '',
          `#/scenario/${new URLSearchParams({ ...question, intensity: String(question.intensity) }).toString()}`,
        );
        summary.replaceChildren(...(answer === null ? [] : said(answer)));
        redraw(place, answer === null || answer.predicted === 0 ? nothing() : effects(answer, question));
      } while (again);
    } finally {
      asking = false;
    }
  }
}

function read(argument: string): Question {
  const given = new URLSearchParams(argument);
  const intensity = Number(given.get('intensity') ?? 50);
  return {
    intensity: intensity >= 0 && intensity <= 100 ? intensity : 50,
    stance: given.get('stance') === 'deescalation' ? 'deescalation' : 'escalation',
    pair: given.get('pair') ?? '',
    measure: given.get('measure') ?? '',
    window: given.get('window') ?? mainWindow,
  };
}

function query({ intensity, stance, pair, measure, window }: Question): string {
  return new URLSearchParams({
    intensity: String(stance === 'escalation' ? intensity : -intensity),
    window,
    ...(pair === '' ? {} : { pair }),
    ...(measure === '' ? {} : { measure }),
  }).toString();
}

function said(answer: ScenarioAnswer): (Node | string)[] {
  return answer.share_zeroinside === null
    ? []
    : [
        h('strong', {}, `${share(answer.share_zeroinside)} (${answer.zeroinside} of ${answer.predicted} instruments)`),
        ' have ',
        term('Zero inside', 'zero inside their interval'),
        ': such an event could move them either way.',
      ];
}

function nothing(): HTMLElement {
  return empty(
    'Predicted reactions',
    'No instrument has enough event days for a tension beta yet, and without one there is nothing to predict from.',
  );
}

function effects(answer: ScenarioAnswer, question: Question): HTMLElement {
  const rows = answer.value;
  const predicted = rows.filter((row) => row.predicted_pct !== null);
  const silent = rows.length - predicted.length;
  return figure<ScenarioEffect>({
    title: `Predicted reactions over ${windowLabel(question.window)}`,
    note: h(
      'span',
      {},
      term('CAR'),
      ' in percent with its 95% ',
      term('Prediction interval', 'prediction interval'),
      ', the most negative first. A hollow dot means that the interval includes zero.',
      silent > 0 ? ` ${silent} ${silent === 1 ? 'instrument has' : 'instruments have'} no prediction; the table shows why.` : '',
    ),
    file: `scenario-${question.stance}-${question.intensity}-${question.window}`,
    columns: [
      {
        head: 'Instrument',
        show: (row) => h('a', { href: instrumentLink(row.symbol) }, row.symbol),
        csv: [
          ['symbol', (row) => row.symbol],
          ['windowkey', (row) => row.windowkey],
          ['intensity', (row) => row.intensity],
        ],
      },
      {
        head: 'Predicted CAR, %',
        term: 'CAR',
        numeric: true,
        show: (row) => signed(row.predicted_pct),
        csv: ['predicted_pct', (row) => row.predicted_pct],
      },
      {
        head: '95% prediction interval, %',
        term: 'Prediction interval',
        numeric: true,
        show: (row) => interval(row.predicted_lo_pct, row.predicted_hi_pct),
        csv: [
          ['predicted_lo_pct', (row) => row.predicted_lo_pct],
          ['predicted_hi_pct', (row) => row.predicted_hi_pct],
        ],
      },
      {
        head: 'Adaptive interval, %',
        term: 'Adaptive interval',
        numeric: true,
        show: (row) => interval(row.adaptive_lo_pct, row.adaptive_hi_pct),
        csv: [
          ['adaptive_lo_pct', (row) => row.adaptive_lo_pct],
          ['adaptive_hi_pct', (row) => row.adaptive_hi_pct],
        ],
      },
      {
        head: 'Zero inside',
        term: 'Zero inside',
        show: (row) => (row.zeroinside === null ? '–' : row.zeroinside ? 'yes' : 'no'),
        csv: ['zeroinside', (row) => row.zeroinside],
      },
      {
        head: 'Tension beta, bp',
        term: 'Tension beta',
        numeric: true,
        show: (row) => signed(row.beta_bps),
        csv: ['beta_bps', (row) => row.beta_bps],
      },
      {
        head: 'Rests on',
        term: 'Rests on',
        show: (row) => basis(row),
        csv: [
          ['kind', (row) => row.kind],
          ['value', (row) => row.value],
          ['passedover', (row) => row.passedover],
        ],
      },
      { head: 'Event days', numeric: true, show: (row) => plain(row.eventdays), csv: ['eventdays', (row) => row.eventdays] },
      { head: 'As of', show: (row) => day(row.asofutc), csv: ['asofutc', (row) => row.asofutc] },
    ],
    rows,
    chart: intervals(
      `Predicted reactions with their intervals over ${windowLabel(question.window)}`,
      predicted.map((row) => ({
        name: h('a', { href: instrumentLink(row.symbol) }, row.symbol),
        value: row.predicted_pct,
        low: row.predicted_lo_pct,
        high: row.predicted_hi_pct,
        text:
          `${signed(row.predicted_pct)}% ` +
          `${interval(row.predicted_lo_pct, row.predicted_hi_pct)}${row.passedover ? `, ${basis(row)}` : ''}`,
      })),
    ),
  });
}

/** The events that a prediction is based on, or why there is none. */
function basis(row: ScenarioEffect): string {
  return row.reason ? words(row.reason).replaceAll('|', ', ') : row.kind === 'all' ? 'all events' : `${row.kind}: ${words(row.value)}`;
}
