import type { FullResolution } from '../../science/interpretation/large-scan/full-resolution.js';
import type { NavigationAxis } from '../../science/spectra/spectrum-image.js';
import type { RasterValues } from '../plot/raster.js';

/** Cells [first, end) of each axis that are shown. */
export interface Window {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

const ONE_ROW: NavigationAxis = { name: '', unit: '', offset: 0, scale: 1, size: 1 };

/** Rows and columns of the image; a line is one row, further axes are frames. */
export function axesOfPlane({ navigation, nPixels }: Pick<FullResolution, 'navigation' | 'nPixels'>): {
  readonly rows: NavigationAxis;
  readonly columns: NavigationAxis;
  readonly nSlices: number;
} {
  const columns = navigation[navigation.length - 1] ?? ONE_ROW;
  const rows = navigation[navigation.length - 2] ?? ONE_ROW;
  return { rows, columns, nSlices: Math.max(1, Math.round(nPixels / (rows.size * columns.size))) };
}

export const wholeWindow = (rows: NavigationAxis, columns: NavigationAxis): Window => ({
  rows: [0, rows.size],
  columns: [0, columns.size],
});

/** One frame of a plane, a view of it; empty where it has not come yet. */
export function sliceOf(
  values: Float32Array | null,
  { rows, columns }: { readonly rows: NavigationAxis; readonly columns: NavigationAxis },
  slice: number,
): RasterValues {
  if (values === null) return { rows: 0, columns: 0, values: new Float32Array(0) };
  const n = rows.size * columns.size;
  return { rows: rows.size, columns: columns.size, values: values.subarray(slice * n, (slice + 1) * n) };
}

export function cropped(whole: RasterValues, { rows: [r0, r1], columns: [c0, c1] }: Window): RasterValues {
  if (whole.values.length === 0) return whole;
  const [rows, columns] = [r1 - r0, c1 - c0];
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = (r0 + row) * whole.columns;
    values.set(whole.values.subarray(from + c0, from + c1), row * columns);
  }
  return { rows, columns, values };
}

/** The axes of what is shown. */
export const zoomed = (
  [rows, columns]: readonly [NavigationAxis, NavigationAxis],
  window: Window,
): [NavigationAxis, NavigationAxis] => {
  const part = (axis: NavigationAxis, [first, end]: readonly [number, number]): NavigationAxis => ({
    ...axis,
    offset: axis.offset + first * axis.scale,
    size: end - first,
  });
  return [part(rows, window.rows), part(columns, window.columns)];
};

/** Pixel of the scan under a point of the map. */
export function pixelUnder(
  [rows, columns]: readonly [NavigationAxis, NavigationAxis],
  slice: number,
  point: { readonly x: number; readonly y: number },
): number {
  const index = (axis: NavigationAxis, position: number): number =>
    Math.max(0, Math.min(axis.size - 1, Math.round((position - axis.offset) / axis.scale)));
  return (slice * rows.size + index(rows, point.y)) * columns.size + index(columns, point.x);
}
