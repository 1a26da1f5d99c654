// The corrections of an event: who made them, when and why; and a form to correct it, for those who may write.

import { api, post } from '../api';
import { h } from '../dom';
import type { TradeEvent } from '../rows';
import type { Source } from '../source';
import { list, moment, words } from '../text/format';
import { labelled, select } from './choice';
import { eventLink } from './view';

export interface Correction {
  correctionid: string;
  kind: 'stance' | 'merge' | 'split' | 'time' | 'void';
  articleid: string;
  otherarticleid: string | null;
  stance: string | null;
  timeutc: string | null;
  madeby: string;
  madeutc: string;
  reason: string;
  revokedutc: string | null;
  revokedby: string | null;
  revokedreason: string | null;
}

interface Detail {
  event: TradeEvent & { status?: string; corrections?: string };
  reports: { articleid?: string; title: string }[];
  corrections?: Correction[];
  maycorrect?: boolean;
}

interface Context {
  source: Source;
  signal: AbortSignal;
  go: (hash: string) => void;
}

// A correction is applied by a queue, usually within a second.
const attempts = 40;
const pauseMs = 500;

/** The section, or nothing if there is nothing to show. */
export function corrections({ source, signal, go }: Context, detail: Detail): HTMLElement[] {
  const made = detail.corrections ?? [];
  const mayWrite = source === api && detail.maycorrect === true;
  if (made.length === 0 && !mayWrite) {
    return [];
  }

  const shown = list(detail.event.corrections ?? '');
  const isVoided = detail.event.status === 'voided';
  const status = h('p', { role: 'status', class: 'note' });
  return [
    h(
      'section',
      { class: 'figure corrections' },
      h('h2', {}, 'Corrections'),
      isVoided && h('p', { class: 'note' }, 'A correction says that there is no such event, so it is left out everywhere else.'),
      made.length > 0 && h('ul', {}, ...made.map(entry)),
      mayWrite && !isVoided && h('details', {}, h('summary', {}, 'Correct this event'), correctForm()),
      status,
    ),
  ];

  function entry(one: Correction): HTMLElement {
    const state = one.revokedutc !== null ? 'revoked' : shown.includes(one.correctionid) ? '' : 'not in effect';
    return h(
      'li',
      {},
      h('strong', {}, said(one)),
      state !== '' && ` (${state})`,
      ` ${one.madeby}, ${moment(one.madeutc)}: ${one.reason}`,
      one.revokedutc !== null && ` Revoked by ${one.revokedby}, ${moment(one.revokedutc)}: ${one.revokedreason}`,
      mayWrite && one.revokedutc === null && revokeForm(one),
    );
  }

  function revokeForm(one: Correction): HTMLElement {
    const reason = text(`revoke-${one.correctionid}`, 'Why it is revoked');
    return h(
      'form',
      {
        class: 'filters',
        on: {
          submit: (submitted) => {
            submitted.preventDefault();
            void send(`corrections/${encodeURIComponent(one.correctionid)}/revoke`, { reason: reason.value }, detail.event.eventid, null);
          },
        },
      },
      labelled('Reason ', reason),
      h('button', {}, 'Revoke'),
    );
  }

  function correctForm(): HTMLElement {
    const place = h('span');
    const kinds = [
      { value: 'stance', text: 'stance' },
      { value: 'merge', text: 'same act as another event' },
      ...(detail.event.sources > 1 ? [{ value: 'split', text: 'a report is about another act' }] : []),
      { value: 'time', text: 'time' },
      { value: 'void', text: 'no such event' },
    ];
    const kind = select('correct-kind', kinds, 'stance', draw);
    const reason = text('correct-reason', 'Why');
    const by = text('correct-by', 'Your name', false);
    let value = (): string | boolean => true;
    draw();
    return h(
      'form',
      { class: 'filters', on: { submit } },
      labelled('What is wrong', kind),
      place,
      labelled('Reason', reason),
      labelled('Name', by),
      h('button', {}, 'Correct'),
    );

    function draw(): void {
      const [control, read] = controlOf(kind.value);
      value = read;
      place.replaceChildren(...(control === null ? [] : [labelled('Correct is', control)]));
    }

    function submit(submitted: Event): void {
      submitted.preventDefault();
      const given = value();
      const body = {
        event: detail.event.eventid,
        [kind.value]: given,
        reason: reason.value,
        ...(by.value.trim() === '' ? {} : { by: by.value }),
      };
      void send('corrections', body, successor(kind.value, String(given)), kind.value);
    }
  }

  function controlOf(kind: string): [HTMLElement | null, () => string | boolean] {
    switch (kind) {
      case 'stance': {
        const stances = ['escalation', 'deescalation', 'mixed', 'neutral'].map((value) => ({ value, text: words(value) }));
        const control = select('correct-value', stances, detail.event.stance, () => {});
        return [control, () => control.value];
      }
      case 'split': {
        const reports = detail.reports.map((report) => ({ value: report.articleid ?? '', text: report.title }));
        const control = select('correct-value', reports, reports.at(-1)!.value, () => {});
        return [control, () => control.value];
      }
      case 'void':
        return [null, () => true];
      default: {
        const control = text('correct-value', kind === 'time' ? '2025-06-02T12:00Z or 2025-06-02' : 'Id of the other event');
        return [control, () => control.value.trim()];
      }
    }
  }

  /** The id under which the event is found afterwards, unless it stays what it is. */
  function successor(kind: string, value: string): string {
    const id = detail.event.eventid;
    const time = new Date(value);
    if (kind === 'time' && !Number.isNaN(time.getTime())) {
      return `${time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z-${id.slice(-8)}`;
    }

    return kind === 'merge' && value < id ? value : id;
  }

  /** Sends a correction, waits until the events show it, and draws the event again. */
  async function send(path: string, body: object, next: string, kind: string | null): Promise<void> {
    status.textContent = 'Sending …';
    try {
      const { id } = await post<{ id: string }>(path, body);
      status.textContent = 'Stored. Waiting for the events to be updated …';
      for (let attempt = 0; attempt < attempts && !signal.aborted; attempt++) {
        const now = await source.document<Detail>(`events/${encodeURIComponent(next)}`);
        if (now !== null && list(now.event.corrections ?? '').includes(id) === (kind !== null)) {
          next === detail.event.eventid ? dispatchEvent(new HashChangeEvent('hashchange')) : go(eventLink(next));
          return;
        }

        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }

      status.textContent = 'Stored. The events are not updated yet; look again later, under its new id if the event got one.';
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error);
    }
  }
}

function said(one: Correction): string {
  switch (one.kind) {
    case 'stance':
      return `Stance: ${words(one.stance!)}`;
    case 'time':
      return `Time: ${moment(one.timeutc!)}`;
    case 'merge':
      return 'Merged with another event';
    case 'split':
      return 'A report is split off';
    default:
      return 'No such event';
  }
}

function text(id: string, placeholder: string, required = true): HTMLInputElement {
  return h('input', { id, type: 'text', placeholder, required, maxlength: 1000, autocomplete: 'off' });
}
