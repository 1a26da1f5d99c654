// The rows of a report as a source: the same queries, answered from the rows in the file.

import type { FoundEvents, Neighbours, TradeEvent } from './rows';
import type { Question, Source } from './source';

type Row = Record<string, unknown>;

export interface ReportData {
  /** The rows of each feed: the names of the columns, and the values of each row in their order. */
  feeds: Record<string, { columns: string[]; rows: unknown[][] }>;
  documents: Record<string, unknown>;
}

const columns: Readonly<Record<string, string>> = { event: 'eventid', window: 'windowkey' };

export function embedded(data: ReportData): Source {
  const feeds = new Map(
    Object.entries(data.feeds).map(([name, { columns: names, rows }]) => [
      name,
      rows.map((values): Row => Object.fromEntries(names.map((column, i) => [column, values[i]]))),
    ]),
  );
  const events = [...((feeds.get('events') ?? []) as unknown as TradeEvent[])].sort((a, b) => (a.eventid < b.eventid ? 1 : -1));
  return {
    live: false,
    rows<T>(feed: string, question: Question = {}): Promise<T[]> {
      const rows = (feeds.get(feed) ?? []).filter((row) => Object.entries(question).every(([name, value]) => matches(row, name, value)));
      return Promise.resolve(rows as T[]);
    },
    document: <T>(path: string): Promise<T | null> => Promise.resolve(document(path) as T | null),
  };

  function document(path: string): unknown {
    const [name, query] = path.split('?') as [string, string?];
    const question = new URLSearchParams(query);
    if (name === 'event-search') {
      return search(question);
    }

    if (name.endsWith('/neighbours')) {
      const at = events.findIndex((event) => name === `events/${encodeURIComponent(event.eventid)}/neighbours`);
      return { previous: events[at + 1] ?? null, next: events[at - 1] ?? null } satisfies Neighbours;
    }

    if (name === 'heat-map') {
      return heatMap(path, question);
    }

    const detail = events.find((event) => name === `events/${encodeURIComponent(event.eventid)}`);
    if (detail !== undefined) {
      const scores = feeds.get('scores')?.filter((row) => row['eventid'] === detail.eventid);
      return { ...(data.documents[name] as object), scores };
    }

    return data.documents[name === 'prices' ? `prices?symbol=${encodeURIComponent(question.get('symbol') ?? '')}` : path] ?? null;
  }

  function search(question: URLSearchParams): FoundEvents {
    const words = (question.get('text') ?? '').toLowerCase().split(' ');
    const stance = question.get('stance');
    const value = events.filter(
      (event) =>
        isIn(event, question) &&
        (stance === null || event.stance === stance) &&
        words.every((word) =>
          `${event.headline} ${event.measures} ${event.pairs} ${event.eventid}`.toLowerCase().replaceAll('_', ' ').includes(word),
        ),
    );
    return { searched: events.length, continuation: null, value };
  }

  /** The map of the file, without the events outside the range. */
  function heatMap(path: string, question: URLSearchParams): unknown {
    const whole = Object.keys(data.documents).find((key) => key.startsWith('heat-map'));
    const map = data.documents[path] ?? (whole === undefined ? null : data.documents[whole]);
    return map === null ? null : { ...(map as object), events: (map as { events: TradeEvent[] }).events.filter((e) => isIn(e, question)) };
  }

  function isIn(event: TradeEvent, question: URLSearchParams): boolean {
    const [from, to] = [question.get('from'), question.get('to')];
    return (from === null || event.eventtimeutc >= from) && (to === null || event.eventtimeutc < to);
  }
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
