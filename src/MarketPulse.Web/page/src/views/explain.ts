// One score number by number: the steps that `marketpulse explain` prints.

import { h } from '../dom';
import type { Explanation, Score } from '../rows';
import { documentPath, type Source } from '../source';
import { windowLabel } from '../text/format';

export interface Explainer {
  /** A button that explains a score below the figure. */
  button: (score: Score) => HTMLElement;

  /** Where the explanation appears. */
  place: HTMLElement;
}

export function explainer(source: Source, signal: AbortSignal): Explainer {
  const place = h('div', { 'aria-live': 'polite' });
  let asked = 0;
  return {
    place,
    button: (score) =>
      h(
        'button',
        {
          type: 'button',
          class: 'quiet small',
          'aria-label': `Explain the score of ${score.symbol}`,
          on: { click: (event) => void explain(score, event.currentTarget as HTMLElement) },
        },
        'Explain',
      ),
  };

  async function explain(score: Score, button: HTMLElement): Promise<void> {
    const mine = ++asked;
    const answer = await source
      .document<Explanation>(documentPath('explain', { event: score.eventid, symbol: score.symbol, window: score.windowkey }))
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (mine !== asked || signal.aborted) {
      return;
    }

    const shut = h('button', { type: 'button', class: 'quiet', on: { click: close } }, 'Close');
    const title = h('h2', { tabindex: -1 }, `${score.symbol} over ${windowLabel(score.windowkey)}, number by number`);
    place.replaceChildren(
      h(
        'section',
        { class: 'figure' },
        h('header', {}, title, h('span', { class: 'tools' }, shut)),
        ...(answer === null || typeof answer === 'string'
          ? [h('p', { class: 'note', role: 'alert' }, answer ?? 'The score is no longer stored.')]
          : content(answer)),
      ),
    );
    title.focus();

    function close(): void {
      place.replaceChildren();
      button.focus();
    }
  }
}

function content(answer: Explanation): Node[] {
  return [
    ...(answer.remark === null ? [] : [h('p', { class: 'note' }, answer.remark)]),
    h('ol', { class: 'steps' }, ...answer.steps.map((step) => h('li', {}, h('strong', {}, step.title), h('span', {}, step.text)))),
  ];
}
