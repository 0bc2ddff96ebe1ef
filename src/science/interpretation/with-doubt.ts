/**
 * A number with its standard deviation as it is written in a paper: the deviation to two significant digits when they
 * begin with 1, else to one; the value to the same decimal place. An unknown deviation is left out.
 */
export function withDoubt(value: number, std: number | null, unit = ''): string {
  const tail = unit === '' ? '' : ` ${unit}`;
  if (std === null || !Number.isFinite(std) || std <= 0) return `${Number(value.toPrecision(4))}${tail}`;
  const exponent = Math.floor(Math.log10(std));
  const leading = std / 10 ** exponent;
  const decimals = Math.max(0, -(leading < 1.95 ? exponent - 1 : exponent));
  return `${value.toFixed(decimals)} ± ${std.toFixed(decimals)}${tail}`;
}

/** 'a', 'a and b', 'a, b and c'. */
export function listInWords(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
