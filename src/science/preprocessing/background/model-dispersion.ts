import type { SpectrumImage } from '../../spectra/spectrum-image.js';
import { blockChannels, dispersionOfBlocks, type Dispersion } from '../dispersion.js';
import type { CurveShape } from './curve-shape.js';
import type { WindowChannels } from './window-channels.js';

/** `measureDispersion` for any family of curves and any windows. */
export function modelDispersion(
  scan: SpectrumImage,
  window: WindowChannels,
  { shape, parameters }: { shape: CurveShape; parameters: Float64Array },
): Dispersion {
  const n = window.channels.length;
  const block = blockChannels(n);
  const nBlocks = Math.floor(n / block);
  const size = shape.parameterNames.length;
  const prepared = shape.at(window.energiesEv);
  const curve = new Float64Array(n);
  const excess = new Float64Array(scan.nPixels * nBlocks).fill(Number.NaN);
  const expected = new Float64Array(scan.nPixels * nBlocks).fill(Number.NaN);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const own = parameters.subarray(pixel * size, (pixel + 1) * size);
    if (Number.isNaN(own[0])) continue;
    prepared.values(own, curve);
    for (let b = 0; b < nBlocks; b++) {
      let [counts, background] = [0, 0];
      for (let i = b * block; i < (b + 1) * block; i++) {
        counts += scan.counts[pixel * scan.nChannels + window.channels[i]];
        background += curve[i];
      }
      excess[pixel * nBlocks + b] = counts - background;
      expected[pixel * nBlocks + b] = background;
    }
  }
  return dispersionOfBlocks({ nBlocks, excess, expected }, scan.nPixels, size);
}
