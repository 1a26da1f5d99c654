// Scheduled releases in words.

import { list, words } from './format';

const names: Readonly<Record<string, string>> = {
  fomc: 'FOMC statement',
  cpi: 'US consumer prices',
  payrolls: 'US payrolls',
  ecb: 'ECB decision',
};

/** The releases inside a window, separated by commas; empty when there are none. */
export function releases(confounders: string | null | undefined): string {
  return list(confounders)
    .map((code) => names[code] ?? words(code))
    .join(', ');
}
