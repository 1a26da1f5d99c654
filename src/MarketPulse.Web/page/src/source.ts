// Where rows come from: the API, or a report's own copy of them. Both answer the same questions.

export type Question = Readonly<Record<string, string | number | undefined>>;

export interface Source {
  /** Every row of a feed that matches. */
  rows<T>(feed: string, question?: Question): Promise<T[]>;

  /** One JSON document, such as an article's deciding phrases; null when there is none. */
  document<T>(path: string): Promise<T | null>;
}

/** What a request was refused with; 401 means that a key is asked for. */
export class SourceError extends Error {
  constructor(readonly status: number, detail: string) {
    super(detail);
  }
}
