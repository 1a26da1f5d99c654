// What every view gets, and gives back: elements, drawn once, thrown away whole.

import type { Source } from '../source';

export interface ViewContext {
  source: Source;

  /** Ends with the view: listeners and charts stop then. */
  signal: AbortSignal;
  go: (hash: string) => void;
}

export interface View {
  title: string;
  content: Node[];
}

export const eventLink = (id: string): string => `#/event/${id}`;
export const instrumentLink = (symbol: string): string => `#/instrument/${encodeURIComponent(symbol)}`;
