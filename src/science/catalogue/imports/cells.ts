import type { Mat3, Vec3 } from '../../crystal/structure.js';
import { CatalogueError } from '../catalogue-error.js';

const bad = (message: string): CatalogueError => new CatalogueError('bad-value', message);

/** A number of a cell. @throws CatalogueError bad-value */
export function numberOf(cell: string, what: string): number {
  const value = cell.trim() === '' ? NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  throw bad(`${what} is ${JSON.stringify(cell)}, not a number`);
}

/** Three whole numbers of up to six digits: '3 1 0', '3,1,0', '[3, 1, 0]', '(310)', '{-1 1 0}'. @throws CatalogueError bad-value */
export function indicesOf(cell: string, what: string): Vec3 {
  const inner = cell.trim().replace(/^[[({⟨<]|[\])}⟩>]$/g, '');
  const words = /^-?\d-?\d-?\d$/.test(inner) ? (inner.match(/-?\d/g) ?? []) : inner.trim().split(/[\s,;]+/);
  const numbers = words.map(Number);
  const isThree = numbers.length === 3 && words.every((w) => /^[+-]?\d{1,6}$/.test(w));
  if (!isThree || numbers.every((v) => v === 0))
    throw bad(`${what} is ${JSON.stringify(cell)}, not three whole numbers`);
  return [numbers[0] + 0, numbers[1] + 0, numbers[2] + 0];
}

/** Three rows of three whole numbers out of JSON. @throws CatalogueError bad-value */
export function matrixOf(value: unknown, what: string): Mat3 {
  const isWhole = (v: unknown): boolean => Number.isInteger(v);
  const isRow = (row: unknown): boolean => Array.isArray(row) && row.length === 3 && row.every(isWhole);
  if (Array.isArray(value) && value.length === 3 && value.every(isRow)) return value as unknown as Mat3;
  throw bad(`${what} is not three rows of three whole numbers`);
}
