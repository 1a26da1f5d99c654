// The rows of a report as a source: the same queries, answered by filtering the rows in the file.

import type { Question, Source } from './source';

type Row = Record<string, unknown>;

export interface ReportData {
  feeds: Record<string, Row[]>;
  documents: Record<string, unknown>;
}

const columns: Readonly<Record<string, string>> = { event: 'eventid', window: 'windowkey' };

export function embedded(data: ReportData): Source {
  return {
    rows<T>(feed: string, question: Question = {}): Promise<T[]> {
      const rows = (data.feeds[feed] ?? []).filter((row) => Object.entries(question).every(([name, value]) => matches(row, name, value)));
      return Promise.resolve(rows as T[]);
    },
    document: <T>(path: string): Promise<T | null> => Promise.resolve((data.documents[path] ?? null) as T | null),
  };
}

function matches(row: Row, name: string, value: string | number | undefined): boolean {
  if (value === undefined || name === 'select' || name === 'limit') {
    return true;
  }

  if (name === 'from' || name === 'to') {
    const time = Date.parse(String(row['eventtimeutc'] ?? row['date']));
    return name === 'from' ? time >= Date.parse(String(value)) : time < Date.parse(String(value));
  }

  return row[columns[name] ?? name] === value;
}
