// The time zones of the venues, to show when news reached each market.

export const venueZones: Readonly<Record<string, string>> = {
  XNYS: 'America/New_York',
  XNAS: 'America/New_York',
  XSHG: 'Asia/Shanghai',
  XSHE: 'Asia/Shanghai',
  XHKG: 'Asia/Hong_Kong',
  XTKS: 'Asia/Tokyo',
  XLON: 'Europe/London',
  XETR: 'Europe/Berlin',
  XCME: 'America/Chicago',
  FX: 'America/New_York',
  CRYPTO: 'Etc/UTC',
};
