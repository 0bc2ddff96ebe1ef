import type { NavigationAxis } from '../../science/spectra/spectrum-image.js';
import type { MapLine } from './view-store.js';

/**
 * The positions that "along the line" means: every pixel of a line scan, the pixels under a line drawn over a map,
 * the one pixel of a single spectrum. Plots along the line know no other case.
 */
export interface ScanPath {
  readonly pixels: readonly number[];
  /** Coordinate of each, in `unit`; even step. */
  readonly positions: readonly number[];
  readonly unit: string;
  /** 'Position', 'Time', …: what the axis is called. */
  readonly quantity: string;
}

export type ScanKind = 'spectrum' | 'line' | 'map';

export const scanKind = (navigation: readonly NavigationAxis[]): ScanKind =>
  navigation.length === 0 ? 'spectrum' : navigation.length === 1 ? 'line' : 'map';

/** Rows and columns of the image shown for a map: the last two axes. */
export function mapAxes(navigation: readonly NavigationAxis[]): {
  rows: NavigationAxis;
  columns: NavigationAxis;
  stack: NavigationAxis | null;
} {
  const columns = navigation[navigation.length - 1];
  const rows = navigation[navigation.length - 2];
  return { rows, columns, stack: navigation.length > 2 ? navigation[0] : null };
}

const PLAIN_NAMES = /^(x|y|z|line|position|scan|)$/i;

function quantityOf(axis: NavigationAxis): string {
  if (axis.unit === 's' || axis.unit === 'ms') return 'Time';
  if (PLAIN_NAMES.test(axis.name)) return axis.unit === '' ? 'Pixel' : 'Position';
  return axis.name.charAt(0).toUpperCase() + axis.name.slice(1);
}

const coordinate = (axis: NavigationAxis, index: number): number => axis.offset + index * axis.scale;

/** Middle row: what a map shows before a line is drawn. */
export function defaultLine(navigation: readonly NavigationAxis[]): MapLine {
  const { rows, columns } = mapAxes(navigation);
  const middle = Math.floor((rows.size - 1) / 2);
  return [middle, 0, middle, columns.size - 1];
}

function clampLine([r0, c0, r1, c1]: MapLine, nRows: number, nColumns: number): MapLine {
  const clamp = (v: number, n: number) => Math.max(0, Math.min(n - 1, Math.round(v)));
  return [clamp(r0, nRows), clamp(c0, nColumns), clamp(r1, nRows), clamp(c1, nColumns)];
}

/** Nearest pixels under a straight line, one a step of the longer side; positions are true distances along it. */
function mapPath(navigation: readonly NavigationAxis[], line: MapLine, slice: number): ScanPath {
  const { rows, columns } = mapAxes(navigation);
  const [r0, c0, r1, c1] = clampLine(line, rows.size, columns.size);
  const steps = Math.max(Math.abs(r1 - r0), Math.abs(c1 - c0));
  const sameUnit = rows.unit === columns.unit;
  const length = sameUnit
    ? Math.hypot((r1 - r0) * rows.scale, (c1 - c0) * columns.scale)
    : Math.hypot(r1 - r0, c1 - c0);
  const base = slice * rows.size * columns.size;
  const at = (i: number): number => {
    const t = steps === 0 ? 0 : i / steps;
    return base + Math.round(r0 + t * (r1 - r0)) * columns.size + Math.round(c0 + t * (c1 - c0));
  };
  const indices = Array.from({ length: steps + 1 }, (_, i) => i);
  return {
    pixels: indices.map(at),
    positions: indices.map((i) => (steps === 0 ? 0 : (i / steps) * length)),
    unit: sameUnit ? columns.unit : 'pixels',
    quantity: 'Distance along the line',
  };
}

export function scanPath(
  navigation: readonly NavigationAxis[],
  line: MapLine | null,
  slice: number,
): ScanPath {
  if (navigation.length === 0) return { pixels: [0], positions: [0], unit: '', quantity: 'Pixel' };
  if (navigation.length > 1) return mapPath(navigation, line ?? defaultLine(navigation), slice);
  const [axis] = navigation;
  const indices = Array.from({ length: axis.size }, (_, i) => i);
  return {
    pixels: indices,
    positions: indices.map((i) => coordinate(axis, i)),
    unit: axis.unit,
    quantity: quantityOf(axis),
  };
}

/** Half a step beyond either end, so that the first and the last pixel are drawn whole. */
export function pathDomain(path: ScanPath): [number, number] {
  const n = path.positions.length;
  const step = n > 1 ? path.positions[1] - path.positions[0] : 1;
  const a = path.positions[0] - step / 2;
  const b = path.positions[n - 1] + step / 2;
  return a < b ? [a, b] : [b, a];
}

/** Index along the path nearest to a coordinate. */
export function nearestIndex(path: ScanPath, position: number): number {
  const n = path.positions.length;
  if (n === 1) return 0;
  const step = (path.positions[n - 1] - path.positions[0]) / (n - 1);
  return Math.max(0, Math.min(n - 1, Math.round((position - path.positions[0]) / step)));
}

export const pick = <T>(values: readonly T[], path: ScanPath): T[] => path.pixels.map((p) => values[p]);
