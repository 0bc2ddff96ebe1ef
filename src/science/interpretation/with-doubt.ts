/**
 * A number with its standard deviation as it is written in a paper: the deviation to two significant digits when they
 * begin with 1, else to one; the value to the same decimal place. An unknown deviation is left out.
 */
export function withDoubt(value: number, std: number | null, unit = ''): string {
  const tail = unit === '' ? '' : ` ${unit}`;
  if (std === null || !Number.isFinite(std) || std <= 0)
    return `${signed(String(Number(value.toPrecision(4))))}${tail}`;
  const exponent = Math.floor(Math.log10(std));
  const place = std / 10 ** exponent < 1.95 ? exponent - 1 : exponent;
  const largest = Math.floor(Math.log10(Math.max(Math.abs(value), std)));
  if (largest < POWERS_FROM || place <= 0) return `${toPlace(value, place)} ± ${toPlace(std, place)}${tail}`;
  const power = 10 ** largest;
  return `(${toPlace(value / power, place - largest)} ± ${toPlace(std / power, place - largest)}) × 10${superscript(largest)}${tail}`;
}

/** Numbers from 10^5 on are written with a power of ten: zeros that only fill up are not counted by eye. */
const POWERS_FROM = 5;

const superscript = (n: number): string =>
  [...String(n)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');

/** Rounded to 10^place: 1234 to place 1 is '1230', 0.1234 to place −2 is '0.12'. */
function toPlace(x: number, place: number): string {
  const rounded = place > 0 ? Math.round(x / 10 ** place) * 10 ** place : x;
  return signed(rounded.toFixed(Math.max(0, -place)));
}

/** With a minus sign, not a hyphen, and none before a zero. */
const signed = (digits: string): string =>
  /^-0?\.?0*$/.test(digits) ? digits.slice(1) : digits.replace(/^-/, '−');

/** 'a', 'a and b', 'a, b and c'. */
export function listInWords(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
