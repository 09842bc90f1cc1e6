const FORM = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;
/** What PostgreSQL and JavaScript both spell with four digits. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

/**
 * A moment as RFC 3339 writes it, with `Z` or an offset; `undefined` for anything else, also for days that no calendar
 * has. Parts of a millisecond are cut off. Moments before 1970 count as 1970: nothing of ours is older.
 */
export function readRfc3339(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', offset = ''] = FORM.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const midnight = new Date(`${date}T00:00:00Z`);
  // The 30th of February becomes the 2nd of March in some engines, and an invalid date in others.
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== date) return undefined;
  const time = `${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const moment = Date.parse(`${date}T${time}${offset.toUpperCase()}`);
  return Number.isNaN(moment) ? undefined : new Date(Math.min(Math.max(moment, EARLIEST), LATEST));
}
