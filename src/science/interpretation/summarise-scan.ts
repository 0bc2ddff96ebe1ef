import { spectrumAt, type SpectrumImage, withCounts } from '../spectra/spectrum-image.js';
import type { ScanSummary } from './interpretation-result.js';

/** Sum over energy of each pixel, in float64, [nPixels]. */
function pixelSums(scan: SpectrumImage): Float64Array {
  return Float64Array.from({ length: scan.nPixels }, (_, pixel) =>
    spectrumAt(scan, pixel).reduce((a, b) => a + b, 0),
  );
}

/** Pixels that were masked (NaN) as such without counts: nothing to decompose, to group by or to sum. */
export function withMaskedEmpty(scan: SpectrumImage): SpectrumImage {
  if (!scan.counts.some(Number.isNaN)) return scan;
  return withCounts(
    scan,
    scan.counts.map((count) => (Number.isNaN(count) ? 0 : count)),
  );
}

/** Mean over the pixels that `belongs` selects and that hold counts, in float64, [nChannels]. */
export function meanSpectrum(
  scan: SpectrumImage,
  belongs: (pixel: number) => boolean = () => true,
): Float64Array {
  const mean = new Float64Array(scan.nChannels);
  let n = 0;
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    if (!belongs(pixel)) continue;
    const spectrum = spectrumAt(scan, pixel);
    if (!spectrum.some((count) => count !== 0)) continue;
    n += 1;
    for (let channel = 0; channel < scan.nChannels; channel++) mean[channel] += spectrum[channel];
  }
  return n === 0 ? mean : mean.map((sum) => sum / n);
}

/**
 * @param original      as the file has it: axis and acquisition are reported from here
 * @param preprocessed  counts are summed from here
 */
export function summariseScan(original: SpectrumImage, preprocessed: SpectrumImage): ScanSummary {
  const sums = pixelSums(preprocessed);
  return {
    title: original.title,
    navigation: original.navigation,
    energy: original.energy,
    nPixels: original.nPixels,
    nChannels: original.nChannels,
    intensityUnit: original.intensityUnit,
    acquisition: original.acquisition,
    totalCounts: sums.reduce((a, b) => a + b, 0),
    pixelSums: [...sums],
    meanSpectrum: [...meanSpectrum(preprocessed)],
  };
}
