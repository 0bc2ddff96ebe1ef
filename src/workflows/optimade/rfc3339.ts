const FORM = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * A time as RFC 3339 writes it, as `YYYY-MM-DDTHH:MM:SS.ffffffZ`: such texts are in the order of the times. Beyond
 * microseconds it is cut. Null when it is none (also 30 February, or a time before year 1 or after 9999).
 */
export function utcMicroseconds(text: string): string | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  if (Number(offsetHours ?? 0) > 23 || Number(offsetMinutes ?? 0) > 59) return null;
  const moment = new Date(0);
  moment.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // A day that is not in its month has moved into the next one.
  if (!moment.toISOString().startsWith(`${year}-${month}-${day}`)) return null;
  const offset =
    sign === undefined ? 0 : Number(`${sign}1`) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  moment.setUTCHours(Number(hour), Number(minute) - offset, Number(second));
  const utc = moment.toISOString();
  if (!/^\d{4}-/.test(utc) || utc.startsWith('0000')) return null;
  return `${utc.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

/** A time as answers carry it: without a fraction where there is none. */
export const writeTime = (time: Date): string => time.toISOString().replace('.000Z', 'Z');
