// Input and output of every view: elements that are drawn once and replaced as a whole.

import type { Source } from '../source';

export interface ViewContext {
  source: Source;

  /** Aborted when the view is replaced, which stops its listeners and charts. */
  signal: AbortSignal;
  go: (hash: string) => void;
}

export interface View {
  title: string;
  content: Node[];
}

export const eventLink = (id: string): string => `#/event/${id}`;
export const instrumentLink = (symbol: string): string => `#/instrument/${encodeURIComponent(symbol)}`;
