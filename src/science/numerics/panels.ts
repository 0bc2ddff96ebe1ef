import type { Matrix } from './matrix.js';
import type { Kernels } from './kernels.js';

export const FLOAT32_BYTES = 4;
export const FLOAT64_BYTES = 8;
/** Bytes of the matrix that are in the kernels' memory at once: half of a usual second-level cache. */
const PANEL_BYTES = 256 * 1024;

type Heap = Pick<Kernels, 'f32' | 'f64'>;

export const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/** Some rows of a matrix, as they lie. */
export interface Panel {
  readonly from: number;
  readonly nRows: number;
}

/** The panels of a matrix, the most rows of one (a multiple of 4), and the bytes that one may take. */
export function rowPanels(a: Matrix): { panels: Panel[]; mostRows: number; bytes: number } {
  const rowBytes = a.stride * a.data.BYTES_PER_ELEMENT;
  const mostRows = Math.min(roundUp(a.nRows, 4), Math.max(4, Math.floor(PANEL_BYTES / rowBytes / 4) * 4));
  const panels: Panel[] = [];
  for (let from = 0; from < a.nRows; from += mostRows)
    panels.push({ from, nRows: Math.min(mostRows, a.nRows - from) });
  return { panels, mostRows, bytes: roundUp(mostRows * rowBytes, FLOAT64_BYTES) };
}

/** Copies the rows of a panel to an address; rows up to a multiple of 4 are zero. */
export function putPanel(heap: Heap, at: number, a: Matrix, panel: Panel): void {
  const { data, stride, nCols } = a;
  const start = panel.from * stride;
  const used = (panel.nRows - 1) * stride + nCols;
  const end = roundUp(panel.nRows, 4) * stride;
  if (data instanceof Float32Array) {
    const to = at / data.BYTES_PER_ELEMENT;
    heap.f32.set(data.subarray(start, start + used), to);
    heap.f32.fill(0, to + used, to + end);
  } else {
    const to = at / data.BYTES_PER_ELEMENT;
    heap.f64.set(data.subarray(start, start + used), to);
    heap.f64.fill(0, to + used, to + end);
  }
}
