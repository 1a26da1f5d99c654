// The source of rows: the API, or the copy in a report. Both answer the same queries.

export type Question = Readonly<Record<string, string | number | undefined>>;

export interface Source {
  /** Whether a server answers; a report has only the rows in its file. */
  readonly live: boolean;

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

/** The address of a document with its parameters; those that are empty are left out. */
export function documentPath(path: string, question: Question): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(question)) {
    if (value !== undefined && value !== '') {
      query.set(name, String(value));
    }
  }

  return `${path}?${query.toString()}`;
}
