/** A number that says something: files write 0 for "not set". */
export const positive = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) && value > 0 ? value : null;

/** How many of our units one unit of a file is; keys as files write them, case matters (mV, MV). */
export type UnitTable = Readonly<Record<string, number>>;

export const KEV: UnitTable = { V: 1e-3, kV: 1, kv: 1, KV: 1, eV: 1e-3, keV: 1, MV: 1e3 };
export const MRAD: UnitTable = { rad: 1e3, R: 1e3, mrad: 1, mR: 1, mr: 1, MR: 1, deg: (1e3 * Math.PI) / 180 };
export const SECONDS: UnitTable = { s: 1, ms: 1e-3, mS: 1e-3, MS: 1e-3, us: 1e-6, µs: 1e-6, uS: 1e-6 };
export const NANOAMPERE: UnitTable = { A: 1e9, uA: 1e3, µA: 1e3, nA: 1, NA: 1, na: 1, pA: 1e-3 };

/** A value in our unit; `fallback` is the unit that counts where the file names none. Null for a unit not in the table. */
export function inOurUnit(
  value: number | null,
  unit: string | null,
  table: UnitTable,
  fallback: string,
): number | null {
  const factor = table[(unit ?? '').trim() === '' ? fallback : unit!.trim()];
  return value === null || factor === undefined ? null : positive(value * factor);
}
