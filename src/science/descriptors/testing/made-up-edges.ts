import type { Rng } from '../../numerics/rng.js';
import { energyAt, type EnergyAxis } from '../../spectra/spectrum-image.js';

/** Area of a Gaussian of unit area between two energies. */
function gaussianShare(loEv: number, hiEv: number, centreEv: number, sigmaEv: number): number {
  // Simpson's rule is exact to 1e-6 for cells up to 1 eV and lines from sigma 1 eV on.
  const at = (e: number): number =>
    Math.exp(-0.5 * ((e - centreEv) / sigmaEv) ** 2) / (sigmaEv * Math.sqrt(2 * Math.PI));
  return ((hiEv - loEv) / 6) * (at(loEv) + 4 * at((loEv + hiEv) / 2) + at(hiEv));
}

export interface MadeUpEdge {
  /** Maximum of the stronger line, eV. */
  readonly l3Ev: number;
  /** Stronger over weaker line, areas. */
  readonly ratio?: number;
  /** Distance of the lines, eV. */
  readonly splittingEv?: number;
  /** Height of the continuum, per eV, over the area of the stronger line. */
  readonly continuum?: number;
}

/**
 * Two lines over a step as a 3d metal has, net counts per channel, [axis.nChannels]: `top` counts in a channel of 0.5 eV at the
 * maximum, whatever the dispersion (counts are areas).
 */
export function whiteLines(axis: EnergyAxis, top: number, edge: MadeUpEdge): Float64Array {
  const { l3Ev, ratio = 2.5, splittingEv = 11, continuum = 0.03 } = edge;
  const sigma = 1.3;
  const perArea = top / gaussianShare(-0.25, 0.25, 0, sigma);
  return Float64Array.from({ length: axis.nChannels }, (_, i) => {
    const lo = energyAt(axis, i - 0.5);
    const hi = energyAt(axis, i + 0.5);
    const lines =
      gaussianShare(lo, hi, l3Ev, sigma) + gaussianShare(lo, hi, l3Ev + splittingEv, sigma * 1.3) / ratio;
    const step = continuum / (1 + Math.exp(-((lo + hi) / 2 - l3Ev)));
    return perArea * (lines + step * (hi - lo));
  });
}

/** Counts drawn about the expected ones, a flat background added before and taken off after. */
export const drawn = (expected: Float64Array, background: number, rng: Rng): Float64Array =>
  expected.map((mean) => rng.poisson(Math.max(0, mean + background)) - background);
