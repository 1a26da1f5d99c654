// Numbers and times for people. Numbers that can be negative have a sign, except zero.

const missing = '–';

/** A number with its sign; one that rounds to zero has none. */
export function signed(value: number | null | undefined, digits = 2): string {
  if (typeof value !== 'number') {
    return missing;
  }

  const size = Math.abs(value).toFixed(digits);
  return Number(size) === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
}

export function percent(value: number | null | undefined, digits = 2): string {
  return typeof value === 'number' ? `${signed(value, digits)}%` : missing;
}

export function plain(value: number | null | undefined, digits = 0): string {
  return typeof value === 'number' ? signed(value, digits).replace('+', '') : missing;
}

export function share(value: number | null | undefined): string {
  return typeof value === 'number' ? `${(100 * value).toFixed(0)}%` : missing;
}

export function interval(low: number | null | undefined, high: number | null | undefined, digits = 2): string {
  return typeof low === 'number' && typeof high === 'number' ? `[${signed(low, digits)}, ${signed(high, digits)}]` : missing;
}

export function probability(value: number | null | undefined): string {
  return typeof value !== 'number' ? missing : value < 0.001 ? '<0.001' : value.toFixed(3);
}

/** A code in words: `export_control` becomes `export control`. */
export function words(code: string | null | undefined): string {
  return code === 'deescalation' ? 'de-escalation' : (code ?? '').replaceAll('_', ' ');
}

export function list(bars: string | null | undefined): string[] {
  return bars ? bars.split('|') : [];
}

/** A moment in the reader's time zone, or in another one, with the name of the zone; only the date if no more is known. */
export function moment(utc: string, zone?: string, dayOnly = false): string {
  return new Intl.DateTimeFormat(undefined, {
    timeZone: dayOnly ? 'UTC' : zone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...(dayOnly ? {} : { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }),
  } as Intl.DateTimeFormatOptions).format(new Date(utc));
}

export function day(date: string | null | undefined): string {
  return date ? moment(`${date.slice(0, 10)}T00:00:00Z`, undefined, true) : missing;
}

/** A window key for people: `m1_p1` becomes `[-1,+1]`. */
export function windowLabel(key: string): string {
  const ends = key.split('_').map((end) => {
    const days = Number(end.slice(1));
    return days === 0 ? '0' : `${end.startsWith('m') ? '−' : '+'}${days}`;
  });
  return `[${ends.join(',')}]`;
}

/** A rate or an amount for people: `200000000000 USD` becomes `$200 billion`, in the reader's language. */
export function quantity(text: string): string {
  const [value, unit] = text.split(' ');
  const number = Number(value);
  if (unit === 'percent' || unit === undefined || Number.isNaN(number)) {
    return unit === 'percent' ? `${value}%` : text;
  }

  try {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency: unit, notation: 'compact', compactDisplay: 'long' }).format(
      number,
    );
  } catch {
    return text;
  }
}
