// The source of rows: the API, or the copy in a report. Both answer the same queries.

export type Question = Readonly<Record<string, string | number | undefined>>;

export interface Source {
  /** All matching rows of a feed. */
  rows<T>(feed: string, question?: Question): Promise<T[]>;

  /** One JSON document, such as an event with its reports; null when there is none. */
  document<T>(path: string): Promise<T | null>;
}

/** A refused request; status 401 means that a key is required. */
export class SourceError extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}
