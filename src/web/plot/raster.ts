import { colorTable, type ColorMapName } from './color-map.js';

/** A matrix to be coloured: [rows × columns], row-major; NaN is left empty. */
export interface RasterValues {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

export interface ColorScale {
  readonly domain: readonly [number, number];
  readonly log: boolean;
  readonly map: ColorMapName;
}

/** Share of the colour map at a value, 0 … 1. */
export function colorShare(value: number, scale: ColorScale): number {
  const f = scale.log ? (v: number) => Math.log(Math.max(v, scale.domain[0])) : (v: number) => v;
  const lo = f(scale.domain[0]);
  const span = f(scale.domain[1]) - lo;
  return span > 0 ? Math.max(0, Math.min(1, (f(value) - lo) / span)) : 0.5;
}

/** Paints the values one canvas pixel each; CSS stretches the canvas without smoothing. */
export function paintRaster(canvas: HTMLCanvasElement, raster: RasterValues, scale: ColorScale): void {
  const { rows, columns, values } = raster;
  canvas.width = Math.max(1, columns);
  canvas.height = Math.max(1, rows);
  const context = canvas.getContext('2d');
  if (context === null || rows === 0 || columns === 0) return;
  const image = context.createImageData(columns, rows);
  const words = new Uint32Array(image.data.buffer);
  const table = colorTable(scale.map);
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    words[i] = Number.isNaN(v)
      ? 0
      : table[scale.map === 'categories' ? v & 255 : Math.round(255 * colorShare(v, scale))];
  }
  context.putImageData(image, 0, 0);
}

/** Value below which the given share of the finite values lies; from a sample when there are many. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const stride = Math.max(1, Math.floor(values.length / 20_000));
  const sample: number[] = [];
  for (let i = 0; i < values.length; i += stride) if (Number.isFinite(values[i])) sample.push(values[i]);
  if (sample.length === 0) return 0;
  sample.sort((a, b) => a - b);
  return sample[Math.min(sample.length - 1, Math.floor(share * sample.length))];
}
