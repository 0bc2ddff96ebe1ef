import { CrystalError } from '../crystal-error.js';
import type { Mat3, Vec3 } from '../structure.js';

/** x' = rotation · x + translation, fractional columns. */
export interface AffineOperation {
  readonly rotation: Mat3;
  readonly translation: Vec3;
}

const TERM = /([+-]?)(?:(\d+(?:\.\d*)?|\.\d+)(?:\/(\d+))?)?\*?([xyz]?)/y;

function readComponent(text: string): { row: Vec3; shift: number } | null {
  const row: [number, number, number] = [0, 0, 0];
  let shift = 0;
  for (let at = 0; at < text.length;) {
    TERM.lastIndex = at;
    const match = TERM.exec(text);
    if (match === null || (match[2] === undefined && match[4] === '')) return null;
    if (at > 0 && match[1] === '') return null;
    const size = match[2] === undefined ? 1 : Number(match[2]) / Number(match[3] ?? 1);
    const value = match[1] === '-' ? -size : size;
    if (match[4] === '') shift += value;
    else row['xyz'.indexOf(match[4])] += value;
    at = TERM.lastIndex;
  }
  return text === '' || !Number.isFinite(shift) ? null : { row, shift };
}

/**
 * An operation as CIF writes it: 'x,y,z', '-x+1/2, y-x, z+0.25', '1/2+X,Y,Z'.
 *
 * @throws CrystalError malformed-file
 */
export function readOperation(text: string, line: number): AffineOperation {
  const parts = text.toLowerCase().replaceAll(/\s/g, '').split(',').map(readComponent);
  const [a, b, c] = parts;
  if (parts.length !== 3 || a == null || b == null || c == null) {
    throw new CrystalError(
      'malformed-file',
      `line ${line}: '${text.slice(0, 80)}' is no symmetry operation`,
      { line },
    );
  }
  return { rotation: [a.row, b.row, c.row], translation: [a.shift, b.shift, c.shift] };
}
