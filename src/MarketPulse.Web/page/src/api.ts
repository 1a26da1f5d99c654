// The API as a source. With read access by key, the page asks for the key once and keeps it for the session.

import { documentPath, SourceError, type Question, type Source } from './source';

const keyName = 'marketpulse-key';
const pageSize = 5000;

interface Page<T> {
  value: T[];
  continuation?: string;
}

export function saveKey(key: string): void {
  sessionStorage.setItem(keyName, key);
}

export const api: Source = {
  live: true,

  async rows<T>(feed: string, question: Question = {}): Promise<T[]> {
    const rows: T[] = [];
    let continuation: string | undefined;
    do {
      const page = await get<Page<T>>(`./api/${documentPath(feed, { limit: pageSize, ...question, continuation })}`);
      rows.push(...page.value);
      continuation = page.continuation;
    } while (continuation !== undefined && question['limit'] === undefined);
    return rows;
  },

  async document<T>(path: string): Promise<T | null> {
    try {
      return await get<T>(`./api/${path}`);
    } catch (error) {
      if (error instanceof SourceError && error.status === 404) {
        return null;
      }

      throw error;
    }
  },
};

/** Sends a JSON object to be stored, with the key that the page was opened with. */
export function post<T>(path: string, body: object): Promise<T> {
  return send<T>(`./api/${path}`, { method: 'POST', body: JSON.stringify(body) }, { 'content-type': 'application/json' });
}

function get<T>(path: string): Promise<T> {
  return send<T>(path, {}, {});
}

async function send<T>(path: string, request: RequestInit, headers: Record<string, string>): Promise<T> {
  const key = sessionStorage.getItem(keyName);
  const all = { accept: 'application/json', ...headers, ...(key ? { 'x-functions-key': key } : {}) };
  const response = await fetch(path, { ...request, headers: all });
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new SourceError(response.status, problem.detail ?? `The server responded with status ${response.status}.`);
  }

  return (await response.json()) as T;
}
