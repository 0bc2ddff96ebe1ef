import type { ChangePoint } from '../../science/interpretation/interpretation-result.js';
import type { ScanPath } from '../view/scan-path.js';
import { positionDecimals, positionText, withUnit } from '../view/labels.js';

/** Consecutive pixels of a scan that can be tied to a boundary. */
export interface Region {
  readonly text: string;
  readonly fromPixel: number;
  /** The pixel after the last. */
  readonly toPixel: number;
  readonly changePointPixel: number | null;
}

/** Pixels on either side of a change point whose place is exact. */
const LEAST_HALF = 2;

/** Pixels [from, to) when they lie in a row in the scan's own order; a slanting line over a map does not. */
function consecutive(pixels: readonly number[]): readonly [number, number] | null {
  const sorted = [...pixels].sort((a, b) => a - b);
  const isRow = sorted.every((pixel, i) => pixel === sorted[0] + i);
  return isRow && sorted.length > 0 ? [sorted[0], sorted[0] + sorted.length] : null;
}

/** What is selected along the path; null where nothing is, or what is selected lies not in a row. */
export function selectedRegion(
  path: ScanPath,
  range: readonly [number, number] | null,
  changePoints: readonly ChangePoint[],
): Region | null {
  if (range === null) return null;
  const pixels = consecutive(path.pixels.slice(range[0], range[1] + 1));
  if (pixels === null) return null;
  const [fromPixel, toPixel] = pixels;
  const inside = changePoints.filter(({ pixel }) => pixel >= fromPixel && pixel <= toPixel - 1);
  return {
    text: `selected, ${positionText(path, range[0])} to ${positionText(path, range[1])}`,
    fromPixel,
    toPixel,
    changePointPixel: inside.length === 1 ? inside[0].pixel : null,
  };
}

/** About a change point of a line: as far as its place is in doubt (two standard deviations), at least two pixels a side. */
export function changeRegion(path: ScanPath, change: ChangePoint): Region {
  const n = path.pixels.length;
  const step = n > 1 ? Math.abs(path.positions[1] - path.positions[0]) : 1;
  const half = Math.max(LEAST_HALF, Math.ceil((2 * (change.std ?? 0)) / step));
  const fromPixel = Math.max(0, Math.ceil(change.pixel) - half);
  const toPixel = Math.min(n, Math.floor(change.pixel) + 1 + half);
  const at = withUnit(change.position.toFixed(positionDecimals(path)), path.unit);
  return { text: `change at ${at}`, fromPixel, toPixel, changePointPixel: change.pixel };
}

export const pixelsText = ({ fromPixel, toPixel }: Pick<Region, 'fromPixel' | 'toPixel'>): string =>
  toPixel - fromPixel === 1 ? `pixel ${fromPixel}` : `pixels ${fromPixel}–${toPixel - 1}`;
