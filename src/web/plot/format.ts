const SUPERSCRIPT: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

export const superscript = (n: number): string =>
  String(n)
    .split('')
    .map((c) => SUPERSCRIPT[c] ?? c)
    .join('');

/** Typographic minus, so that columns of figures align and read as numbers. */
const minus = (text: string): string => text.replace(/^-/, '−');

function grouped(text: string): string {
  const [whole, fraction] = text.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

function scientific(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 1)).split('e');
  return `${minus(mantissa)} × 10${superscript(Number(exponent))}`;
}

/** A number for people: `digits` significant ones, powers of ten where plain digits would be long. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return scientific(value, digits);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return minus(grouped(value.toFixed(decimals)));
}

/** Exactly this many decimals: for axes of even step, where every reading has the same precision. */
export const formatFixed = (value: number | null, decimals: number): string =>
  value === null || !Number.isFinite(value) ? '–' : minus(grouped(value.toFixed(decimals)));

/** 'value ± std' with the std at two digits and the value at its precision; an unknown std is said, not dropped. */
export function formatWithStd(value: number | null, std: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (std === null || !Number.isFinite(std)) return `${formatNumber(value)} (± unknown)`;
  if (std === 0) return `${formatNumber(value)} ± 0`;
  const size = Math.max(Math.abs(value), std);
  if (size >= 1e6 || size < 1e-3) {
    const e = Math.floor(Math.log10(size));
    const decimals = Math.max(0, Math.min(6, e - Math.floor(Math.log10(std)) + 1));
    const [v, s] = [value / 10 ** e, std / 10 ** e].map((x) => minus(x.toFixed(decimals)));
    return `(${v} ± ${s}) × 10${superscript(e)}`;
  }
  const power = Math.floor(Math.log10(std)) - 1; // of the std's second digit
  const step = 10 ** Math.max(0, power);
  const decimals = Math.max(0, Math.min(8, -power));
  const [v, s] = [value, std].map((x) =>
    grouped((step === 1 ? x : Math.round(x / step) * step).toFixed(decimals)),
  );
  return `${minus(v)} ± ${s}`;
}

/** 'e-' as written in files becomes e⁻; a plain ratio has no unit. */
export const unitForPeople = (unit: string): string =>
  unit.replace(/^e-$/, 'e⁻').replace(/\^-1/g, '⁻¹').replace(/\^2/g, '²');

export const axisLabel = (quantity: string, unit: string): string =>
  unit === '' ? quantity : `${quantity} (${unitForPeople(unit)})`;

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`;
}

export function formatDuration(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Ticks share one power of ten, which moves into the axis label: 2, 4, 6 and 'Counts (10³ e⁻)'. */
export function tickPower(domain: readonly [number, number]): number {
  const size = Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  if (!(size > 0) || (size < 1e4 && size >= 1e-2)) return 0;
  return Math.floor(Math.log10(size) / 3) * 3;
}

export function formatTicks(ticks: readonly number[], power: number): string[] {
  const scaled = ticks.map((t) => t / 10 ** power);
  const decimals = Math.max(
    0,
    ...scaled.map((t) => (String(Number(t.toPrecision(8))).split('.')[1] ?? '').length),
  );
  return scaled.map((t) => minus(t.toFixed(Math.min(6, decimals))));
}

export const withPower = (label: string, unit: string, power: number): string => {
  if (power === 0) return axisLabel(label, unit);
  const factor = `10${superscript(power)}`;
  return axisLabel(label, unit === '' ? factor : `${factor} ${unitForPeople(unit)}`);
};
