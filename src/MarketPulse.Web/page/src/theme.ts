// Light, dark, or like the system. The choice is stored; charts are redrawn when the colours change.

import { h } from './dom';

type Theme = 'system' | 'light' | 'dark';
const storeName = 'marketpulse-theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];
const changed = new EventTarget();
const systemDark = matchMedia('(prefers-color-scheme: dark)');

export function onThemeChange(draw: () => void, signal: AbortSignal): void {
  changed.addEventListener('change', draw, { signal });
}

export function themeButton(): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'quiet' });
  let theme = read();
  apply(theme, button);
  button.addEventListener('click', () => {
    theme = order[(order.indexOf(theme) + 1) % order.length]!;
    write(theme);
    apply(theme, button);
    changed.dispatchEvent(new Event('change'));
  });
  systemDark.addEventListener('change', () => {
    apply(theme, button);
    changed.dispatchEvent(new Event('change'));
  });
  return button;
}

function apply(theme: Theme, button: HTMLButtonElement): void {
  document.documentElement.dataset['theme'] = theme === 'system' ? (systemDark.matches ? 'dark' : 'light') : theme;
  button.textContent = `Theme: ${theme}`;
}

function read(): Theme {
  try {
    const stored = localStorage.getItem(storeName);
    return order.find((theme) => theme === stored) ?? 'system';
  } catch {
    // A file opened from disk may not have storage.
    return 'system';
  }
}

function write(theme: Theme): void {
  try {
    localStorage.setItem(storeName, theme);
  } catch {
    // The choice is then kept only as long as the page is open.
  }
}
