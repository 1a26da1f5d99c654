// A choice above a figure that draws it anew.

import { h } from '../dom';

export interface Option {
  value: string;
  text: string;
}

/** A figure of one of several things, with the select that says of which. */
export function chosen(label: string, id: string, options: readonly Option[], start: string, draw: (value: string) => HTMLElement): HTMLElement {
  const first = options.some((option) => option.value === start) ? start : options[0]!.value;
  const place = h('div', {}, draw(first));
  const choice = select(id, options, first, () => redraw(place, draw(choice.value)));
  return h('div', {}, form(labelled(label, choice)), place);
}

export function select(id: string, options: readonly Option[], start: string, changed: () => void): HTMLSelectElement {
  return h('select', { id, on: { change: changed } }, ...options.map((option) => h('option', { value: option.value, selected: option.value === start }, option.text)));
}

export function labelled(label: Node | string, control: HTMLElement): HTMLElement {
  return h('label', { for: control.id }, label, ' ', control);
}

export function form(...controls: HTMLElement[]): HTMLElement {
  return h('form', { class: 'filters', on: { submit: (submitted) => submitted.preventDefault() } }, ...controls);
}

/** Puts a figure in the place of another, as a table if the other was shown as one. */
export function redraw(place: HTMLElement, next: HTMLElement): void {
  const asTable = place.querySelector('.tools [aria-pressed="true"]') !== null;
  place.replaceChildren(next);
  if (asTable) {
    next.querySelector<HTMLButtonElement>('.tools [aria-pressed]')?.click();
  }
}
