import type { SpectrumImage } from '../../spectra/spectrum-image.js';

/**
 * Sums of a value over each pixel's neighbours within ±radius along every navigation axis, itself included; at the borders
 * over those that exist. Pixels without stated axes are a line.
 *
 * @param values  [nPixels], NaN = left out
 * @returns [nPixels]
 * Checked: local-average.spec.ts, the loops.
 */
export function boxSums(scan: SpectrumImage, values: Float64Array, radius: number): Float64Array {
  const sizes = scan.navigation.map((axis) => axis.size);
  const isStated = sizes.reduce((product, size) => product * size, 1) === scan.nPixels;
  let sums = values.map((value) => (Number.isNaN(value) ? 0 : value));
  let stride = 1;
  for (const size of isStated ? sizes.reverse() : [scan.nPixels]) {
    const next = new Float64Array(sums.length);
    for (let pixel = 0; pixel < sums.length; pixel++) {
      const index = Math.floor(pixel / stride) % size;
      const from = Math.max(-index, -radius);
      const to = Math.min(size - 1 - index, radius);
      for (let step = from; step <= to; step++) next[pixel] += sums[pixel + step * stride];
    }
    sums = next;
    stride *= size;
  }
  return sums;
}
