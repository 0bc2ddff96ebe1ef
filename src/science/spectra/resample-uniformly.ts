import { FormatError } from '../formats/format-error.js';
import type { ReadScan } from './read-result.js';

/** Steps may differ from their median by this share before an axis counts as uneven: text files round their energies. */
const STEP_TOLERANCE = 0.02;

/** Median difference of neighbouring energies, eV. */
export function medianStepEv(energiesEv: readonly number[]): number {
  const steps = energiesEv.slice(1).map((energy, i) => energy - energiesEv[i]);
  return withoutRounding(steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? NaN);
}

/** Differences of decimal energies carry rounding in the 13th digit; steps have ten digits at most. */
export const withoutRounding = (step: number): number => Number(step.toPrecision(10));

/** True when linear sampling misses an energy by more than the tolerance. */
export function isUneven(energiesEv: readonly number[]): boolean {
  const n = energiesEv.length;
  if (n < 3) return false;
  const step = (energiesEv[n - 1] - energiesEv[0]) / (n - 1);
  return energiesEv.some(
    (energy, i) =>
      Math.abs(energy - (energiesEv[0] + i * step)) > STEP_TOLERANCE * Math.abs(step) * Math.max(1, n / 100),
  );
}

/**
 * Puts spectra that were sampled at listed energies onto a uniform axis with the median step, by linear interpolation,
 * and says so in the warnings. Linear interpolation averages neighbouring channels, so the noise is no longer that of
 * counting.
 *
 * @param energiesEv  one per channel, strictly ascending
 * @throws FormatError invalid-calibration  the energies do not ascend, or the uniform axis would have over 16 times
 *         as many channels as there are energies (a few odd points do not make a spectrum)
 */
export function resampleUniformly(read: ReadScan, energiesEv: readonly number[]): ReadScan {
  const { scan } = read;
  const n = energiesEv.length;
  const offsetEv = energiesEv[0];
  const scaleEv = medianStepEv(energiesEv);
  const nChannels = Math.floor((energiesEv[n - 1] - offsetEv) / scaleEv + 1e-6) + 1;
  if (energiesEv.some((energy, i) => i > 0 && !(energy > energiesEv[i - 1])) || !(nChannels <= 16 * n)) {
    throw new FormatError(
      'invalid-calibration',
      'The energies do not ascend evenly enough to make an axis of them.',
    );
  }
  const { left, weight } = neighbours(energiesEv, { offsetEv, scaleEv, nChannels });
  const counts = new Float32Array(scan.nPixels * nChannels);
  for (let p = 0; p < scan.nPixels; p++) {
    for (let i = 0; i < nChannels; i++) {
      const at = p * n + left[i];
      const next = Math.min(at + 1, p * n + n - 1);
      counts[p * nChannels + i] = scan.counts[at] * (1 - weight[i]) + scan.counts[next] * weight[i];
    }
  }
  const message = `The energies are unevenly spaced; the spectra were interpolated linearly onto steps of ${scaleEv.toPrecision(4)} eV.`;
  return {
    ...read,
    scan: { ...scan, counts, nChannels, energy: { offsetEv, scaleEv, nChannels } },
    warnings: [...read.warnings, { code: 'non-uniform-axis', message }],
  };
}

/** For every new channel the measured one to its left and the weight of the one to its right. */
function neighbours(
  energiesEv: readonly number[],
  axis: { offsetEv: number; scaleEv: number; nChannels: number },
): { left: Int32Array; weight: Float64Array } {
  const left = new Int32Array(axis.nChannels);
  const weight = new Float64Array(axis.nChannels);
  for (let i = 0, at = 0; i < axis.nChannels; i++) {
    const energy = axis.offsetEv + i * axis.scaleEv;
    while (at < energiesEv.length - 2 && energiesEv[at + 1] <= energy) at++;
    left[i] = at;
    weight[i] = Math.min(1, Math.max(0, (energy - energiesEv[at]) / (energiesEv[at + 1] - energiesEv[at])));
  }
  return { left, weight };
}
