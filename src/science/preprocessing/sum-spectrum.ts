import type { SpectrumImage } from '../spectra/spectrum-image.js';

/** Sum over pixels, [nChannels], in double precision. */
export function sumSpectrum(scan: SpectrumImage): Float64Array {
  const total = new Float64Array(scan.nChannels);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const row = pixel * scan.nChannels;
    for (let i = 0; i < scan.nChannels; i++) total[i] += scan.counts[row + i];
  }
  return total;
}
