import { SpectrumError, type SpectrumImage } from '../../spectra/spectrum-image.js';
import type { PowerLawFit } from '../power-law.js';
import { boxSums } from './box-sums.js';
import type { WindowChannels } from './window-channels.js';

/** (ln background at the reference, r) of each pixel [nPixels × 2], covariance [nPixels × 4]. */
export interface LocalAverage {
  readonly parameters: Float64Array;
  readonly covariance: Float64Array;
}

/**
 * Local background averaging: each pixel takes the exponent from its neighbours' fits, averaged by their inverse
 * variances, and keeps its own level (the one that gives its own counts in the window).
 *
 * Backgrounds change more slowly along a scan than counting noise lets each of them be known; the exponent's noise falls
 * by the root of the number of neighbours, and with it that of the extrapolation.
 *
 * @param fit     `fitPowerLaw` of the same scan and window
 * @param radius  pixels to each side along every navigation axis
 * @throws SpectrumError invalid-parameter  a radius that is no whole number ≥ 0
 * Valid for: exponents constant within the radius; across an interface it blurs them (the level follows all the same).
 * Source: P. Cueva, R. Hovden, J. A. Mundy, H. L. Xin, D. A. Muller, Microsc. Microanal. 18 (2012) 667.
 * Checked: local-average.spec.ts: radius 0 is the fit itself; noise falls as said.
 */
export function localAverage(
  scan: SpectrumImage,
  window: WindowChannels,
  fit: PowerLawFit,
  radius: number,
): LocalAverage {
  if (!(Number.isInteger(radius) && radius >= 0)) {
    throw new SpectrumError(
      'invalid-parameter',
      `The radius of averaging must be whole pixels ≥ 0, not ${radius}.`,
    );
  }
  const { nPixels } = scan;
  // Noise scale and misfit of single pixels are in the covariance: a spoiled pixel weighs little.
  const precision = Float64Array.from({ length: nPixels }, (_, p) => 1 / fit.covariance[3 * p + 2]);
  const weight = boxSums(scan, precision, radius);
  const weighted = boxSums(
    scan,
    precision.map((w, p) => w * fit.r[p]),
    radius,
  );
  const x = window.energiesEv.map((e) => Math.log(e / window.referenceEv));
  const parameters = new Float64Array(2 * nPixels).fill(Number.NaN);
  const covariance = new Float64Array(4 * nPixels).fill(Number.NaN);
  for (let pixel = 0; pixel < nPixels; pixel++) {
    if (Number.isNaN(fit.r[pixel])) continue;
    const r = weighted[pixel] / weight[pixel];
    let total = 0;
    for (const channel of window.channels) total += scan.counts[pixel * scan.nChannels + channel];
    let [norm, tilt] = [0, 0];
    for (const log of x) {
      const share = Math.exp(-r * log);
      norm += share;
      tilt += share * log;
    }
    const meanLog = tilt / norm;
    const variance = 1 / weight[pixel];
    parameters.set([Math.log(total / norm), r], 2 * pixel);
    const level = fit.dispersion[pixel] / total + meanLog * meanLog * variance;
    covariance.set([level, meanLog * variance, meanLog * variance, variance], 4 * pixel);
  }
  return { parameters, covariance };
}
