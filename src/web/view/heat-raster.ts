import { channelAt, type EnergyAxis } from '../../science/spectra/spectrum-image.js';
import type { RasterValues } from '../plot/raster.js';
import type { SpectraSource } from './spectra-source.js';

interface HeatRequest {
  readonly source: SpectraSource;
  readonly pixels: readonly number[];
  readonly axis: EnergyAxis;
  readonly windowEv: readonly [number, number];
  /** Columns of the screen; fewer are made when the window holds fewer channels. */
  readonly maxColumns: number;
}

/** Energies beyond the axis are empty (NaN); columns that hold several channels show their mean. */
export function heatRaster({ source, pixels, axis, windowEv, maxColumns }: HeatRequest): RasterValues {
  const from = channelAt(axis, windowEv[0]) + 0.5;
  const to = channelAt(axis, windowEv[1]) + 0.5;
  const columns = Math.max(1, Math.floor(maxColumns));
  const values = new Float32Array(pixels.length * columns).fill(Number.NaN);
  const bounds = Array.from({ length: columns + 1 }, (_, c) => from + (c / columns) * (to - from));
  pixels.forEach((pixel, row) => {
    const spectrum = source.spectrum(pixel);
    if (spectrum === null) return;
    for (let c = 0; c < columns; c++) {
      values[row * columns + c] = meanOfBin(spectrum, bounds[c], bounds[c + 1]);
    }
  });
  return { rows: pixels.length, columns, values };
}

/** Channel i covers [i, i + 1) here; a bin narrower than a channel shows the channel it begins in. */
function meanOfBin(spectrum: Float32Array, lo: number, hi: number): number {
  const first = Math.floor(lo);
  const end = Math.max(first + 1, Math.round(hi));
  let sum = 0;
  let n = 0;
  for (let i = Math.max(0, first); i < Math.min(spectrum.length, end); i++) {
    sum += spectrum[i];
    n++;
  }
  return n === 0 ? Number.NaN : sum / n;
}
