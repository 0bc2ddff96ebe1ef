import type { Rng } from '../../science/numerics/rng.js';
import {
  broadened,
  counted,
  dispersed,
  scatteredAgain,
  shifted,
  withBackground,
  withGainSlope,
  withNoise,
} from './perturbations.js';

/** Drawn evenly from [lo, hi]. */
export type Range = readonly [number, number];

/** How spectra are perturbed for training; what is left out is not done. */
export interface AugmentationPlan {
  /** Share of rows that nothing is done to. */
  readonly cleanShare: number;
  /** eV, to either side. */
  readonly shiftEv?: Range;
  /** FWHM, eV. */
  readonly broadeningEv?: Range;
  /** eV a channel, drawn evenly in its logarithm. */
  readonly dispersionEv?: Range;
  /** Electrons in the highest channel, drawn evenly in the logarithm. */
  readonly dose?: Range;
  /** Standard deviation of white noise, in the spectrum's unit. */
  readonly noise?: Range;
  /** Residual background at its middle and from end to end, in units of the maximum. */
  readonly backgroundLevel?: Range;
  readonly backgroundTilt?: Range;
  /** Relative change of the gain from end to end. */
  readonly gainSlope?: Range;
  /** t/λ; the plasmon is drawn from 15–27 eV, its width from 4–10 eV. */
  readonly thickness?: Range;
}

const PLASMON_EV: Range = [15, 27];
const PLASMON_WIDTH_EV: Range = [4, 10];

const even = ([lo, hi]: Range, rng: Rng): number => lo + (hi - lo) * rng.uniform();
const evenInLog = ([lo, hi]: Range, rng: Rng): number => Math.exp(even([Math.log(lo), Math.log(hi)], rng));

/**
 * Perturbs one spectrum as it would come from an instrument: the specimen first, then the spectrometer, then the detector.
 *
 * @param values  [nChannels] on a uniform axis of `stepEv`
 * @returns a new spectrum; untouched for `cleanShare` of the draws
 * Checked: augmentation-plan.spec.ts: the same seed gives the same spectrum, an empty plan changes nothing.
 */
export function perturbed(
  values: Float64Array,
  stepEv: number,
  plan: AugmentationPlan,
  rng: Rng,
): Float64Array {
  if (rng.uniform() < plan.cleanShare) return values.slice();
  let out = values;
  if (plan.thickness) {
    out = scatteredAgain(out, stepEv, {
      thickness: even(plan.thickness, rng),
      plasmonEv: even(PLASMON_EV, rng),
      widthEv: even(PLASMON_WIDTH_EV, rng),
    });
  }
  if (plan.backgroundLevel ?? plan.backgroundTilt) {
    out = withBackground(out, {
      level: even(plan.backgroundLevel ?? [0, 0], rng),
      tilt: even(plan.backgroundTilt ?? [0, 0], rng),
    });
  }
  if (plan.broadeningEv) out = broadened(out, stepEv, even(plan.broadeningEv, rng));
  if (plan.shiftEv) out = shifted(out, stepEv, even(plan.shiftEv, rng));
  if (plan.gainSlope) out = withGainSlope(out, even(plan.gainSlope, rng));
  const dispersion = plan.dispersionEv ? evenInLog(plan.dispersionEv, rng) : 0;
  if (plan.dose) out = counted(out, evenInLog(plan.dose, rng), rng);
  if (plan.noise) out = withNoise(out, even(plan.noise, rng), rng);
  if (dispersion > 0) out = dispersed(out, stepEv, { dispersionEv: dispersion, phase: rng.uniform() });
  return out === values ? values.slice() : out;
}
