// Reads the API. Under readaccess = key the page asks for the key once and keeps it for the session.

const keyName = 'marketpulse-key';

export interface TradeEvent {
  eventid: string;
  eventtimeutc: string;
  stance: string;
  intensity: number;
  headline: string;
}

export class ApiError extends Error {
  constructor(readonly status: number, detail: string) {
    super(detail);
  }
}

export function saveKey(key: string): void {
  sessionStorage.setItem(keyName, key);
}

export async function read<T>(path: string): Promise<T> {
  const key = sessionStorage.getItem(keyName);
  const response = await fetch(path, { headers: { accept: 'application/json', ...(key ? { 'x-functions-key': key } : {}) } });
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new ApiError(response.status, problem.detail ?? `The server answered ${response.status}.`);
  }

  return (await response.json()) as T;
}
