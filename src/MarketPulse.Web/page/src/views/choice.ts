// A choice above a figure that redraws it.

import { h } from '../dom';

export interface Option {
  value: string;
  text: string;
}

/** A figure of one of several things, with a select for which one. */
export function chosen(
  label: string,
  id: string,
  options: readonly Option[],
  start: string,
  draw: (value: string) => HTMLElement,
): HTMLElement {
  const first = options.some((option) => option.value === start) ? start : options[0]!.value;
  const place = h('div', {}, draw(first));
  const choice = select(id, options, first, () => redraw(place, draw(choice.value)));
  return h('div', {}, form(labelled(label, choice)), place);
}

export function select(id: string, options: readonly Option[], start: string, changed: () => void): HTMLSelectElement {
  return h(
    'select',
    { id, on: { change: changed } },
    ...options.map((option) => h('option', { value: option.value, selected: option.value === start }, option.text)),
  );
}

export function labelled(label: Node | string, control: HTMLElement): HTMLElement {
  return h('label', { for: control.id }, label, ' ', control);
}

export function form(...controls: HTMLElement[]): HTMLElement {
  return h('form', { class: 'filters', on: { submit: (submitted) => submitted.preventDefault() } }, ...controls);
}

/** Replaces a figure by another one, as a table if the old one was shown as a table. */
export function redraw(place: HTMLElement, next: HTMLElement): void {
  const asTable = place.querySelector('.tools [aria-pressed="true"]') !== null;
  place.replaceChildren(next);
  if (asTable) {
    next.querySelector<HTMLButtonElement>('.tools [aria-pressed]')?.click();
  }
}
