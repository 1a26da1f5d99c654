// One tooltip for the whole page, shown for the element with data-tip under the pointer or with the keyboard focus; Escape hides it.

import { h } from './dom';
import { terms, type Term } from './text/terms';

const tip = h('div', { id: 'tip', role: 'tooltip', hidden: true });

export function startTips(): void {
  document.body.append(tip);
  document.addEventListener('pointerover', (event) => show((event.target as Element).closest<HTMLElement>('[data-tip]')));
  document.addEventListener('focusin', (event) => show((event.target as Element).closest<HTMLElement>('[data-tip]')));
  document.addEventListener('focusout', () => show(null));
  document.addEventListener('keydown', (event) => event.key === 'Escape' && show(null));
  document.addEventListener('scroll', () => show(null), { passive: true, capture: true });
}

/** A term with its definition. */
export function term(name: Term, text: string = name): HTMLElement {
  return h('span', { class: 'term', tabindex: 0, 'data-tip': terms[name] }, text);
}

function show(owner: HTMLElement | null): void {
  document.querySelector('[aria-describedby="tip"]')?.removeAttribute('aria-describedby');
  tip.hidden = owner === null;
  if (owner === null) {
    return;
  }

  tip.textContent = owner.dataset['tip'] ?? '';
  owner.setAttribute('aria-describedby', 'tip');
  const place = owner.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, place.left + place.width / 2 - size.width / 2), innerWidth - size.width - 8);
  const above = place.top - size.height - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : place.bottom + 8}px`;
}
