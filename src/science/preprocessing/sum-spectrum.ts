import { spectrumAt, type SpectrumImage } from '../spectra/spectrum-image.js';

/**
 * Sum of the spectra of some pixels, [nChannels], in double precision.
 *
 * @param pixels  indices of pixels; all when left out
 */
export function sumSpectrum(scan: SpectrumImage, pixels?: readonly number[]): Float64Array {
  const total = new Float64Array(scan.nChannels);
  const n = pixels === undefined ? scan.nPixels : pixels.length;
  for (let k = 0; k < n; k++) {
    const spectrum = spectrumAt(scan, pixels === undefined ? k : pixels[k]);
    for (let i = 0; i < total.length; i++) total[i] += spectrum[i];
  }
  return total;
}
