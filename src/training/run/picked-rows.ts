import type { DrawnRows } from './draw-rows.js';

/** Rows of a draw that are wanted, thinned evenly where there are more than `most`; [n × nChannels]. */
export function pickedRows(
  draw: Pick<DrawnRows, 'inputs' | 'nRows'>,
  isWanted: (row: number) => boolean,
  most: number,
): Float32Array {
  const wanted = Array.from({ length: draw.nRows }, (_, row) => row).filter(isWanted);
  const every = Math.max(1, Math.ceil(wanted.length / most));
  const taken = wanted.filter((_, i) => i % every === 0);
  const width = draw.inputs.length / Math.max(1, draw.nRows);
  const rows = new Float32Array(taken.length * width);
  taken.forEach((row, i) => rows.set(draw.inputs.subarray(row * width, (row + 1) * width), i * width));
  return rows;
}

/** One after another. */
export function joinedRows(parts: readonly Float32Array[]): Float32Array {
  const rows = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    rows.set(part, at);
    at += part.length;
  }
  return rows;
}
