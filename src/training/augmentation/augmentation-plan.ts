import type { Rng } from '../../science/numerics/rng.js';
import {
  broadened,
  counted,
  rebinned,
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
  /** Share of rows that are broadened; left out: all. */
  readonly broadeningShare?: number;
  /** Share of rows from a thick specimen; left out: all. */
  readonly thicknessShare?: number;
  /** eV a channel, one of these. */
  readonly dispersionsEv?: readonly number[];
  /** Electrons in the highest channel, drawn evenly in the logarithm. */
  readonly dose?: Range;
  /** Background that was counted and taken off before, in units of the dose. */
  readonly removedBackground?: Range;
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

/** A number drawn evenly from a range. */
export const even = ([lo, hi]: Range, rng: Rng): number => lo + (hi - lo) * rng.uniform();
const evenInLog = ([lo, hi]: Range, rng: Rng): number => Math.exp(even([Math.log(lo), Math.log(hi)], rng));

/** A spectrum on a uniform axis; `points` as of `withNoise`. */
export interface PlainSpectrum {
  readonly values: Float64Array;
  readonly stepEv: number;
  readonly points: Float64Array | null;
}

/** As a detector gives it: the energy of its first channel counts from that of the spectrum it saw. */
export interface DetectedSpectrum {
  readonly values: Float64Array;
  readonly stepEv: number;
  readonly offsetEv: number;
}

/**
 * Perturbs one spectrum as it would come from an instrument: the specimen first, then the spectrometer, then the detector.
 *
 * @returns a new spectrum; an untouched one for `cleanShare` of the draws
 * Checked: perturbations.spec.ts: the same seed gives the same spectrum, an empty plan changes nothing.
 */
export function perturbed(spectrum: PlainSpectrum, plan: AugmentationPlan, rng: Rng): DetectedSpectrum {
  const { values, stepEv, points } = spectrum;
  if (rng.uniform() < plan.cleanShare) return { values: values.slice(), stepEv, offsetEv: 0 };
  let out = fromSpectrometer(fromSpecimen(values, stepEv, plan, rng), stepEv, plan, rng);
  if (plan.noise) out = withNoise(out, even(plan.noise, rng), points, rng);
  return detected(out, stepEv, plan, rng);
}

const happens = (share: number | undefined, rng: Rng): boolean =>
  share === undefined || rng.uniform() < share;

function fromSpecimen(values: Float64Array, stepEv: number, plan: AugmentationPlan, rng: Rng): Float64Array {
  if (!plan.thickness || !happens(plan.thicknessShare, rng)) return values;
  return scatteredAgain(values, stepEv, {
    thickness: even(plan.thickness, rng),
    plasmonEv: even(PLASMON_EV, rng),
    widthEv: even(PLASMON_WIDTH_EV, rng),
  });
}

function fromSpectrometer(
  values: Float64Array,
  stepEv: number,
  plan: AugmentationPlan,
  rng: Rng,
): Float64Array {
  let out = values;
  if (plan.broadeningEv && happens(plan.broadeningShare, rng)) {
    out = broadened(out, stepEv, even(plan.broadeningEv, rng));
  }
  if (plan.shiftEv) out = shifted(out, stepEv, even(plan.shiftEv, rng));
  if (plan.gainSlope) out = withGainSlope(out, even(plan.gainSlope, rng));
  if (plan.backgroundLevel ?? plan.backgroundTilt) {
    out = withBackground(out, {
      level: even(plan.backgroundLevel ?? [0, 0], rng),
      tilt: even(plan.backgroundTilt ?? [0, 0], rng),
    });
  }
  return out;
}

function detected(values: Float64Array, stepEv: number, plan: AugmentationPlan, rng: Rng): DetectedSpectrum {
  const { dispersionsEv, dose, removedBackground } = plan;
  let out: DetectedSpectrum = { values: values.slice(), stepEv, offsetEv: 0 };
  if (dispersionsEv) {
    // One phase for each dispersion: rows of one dispersion share an axis, and spectra lie differently on it anyway.
    const dispersionEv = dispersionsEv[rng.integer(dispersionsEv.length)];
    out = { ...rebinned(values, stepEv, { dispersionEv, phase: 0 }), stepEv: dispersionEv };
  }
  if (!dose) return out;
  const electrons = evenInLog(dose, rng);
  const background = removedBackground ? electrons * even(removedBackground, rng) : 0;
  return { ...out, values: counted(out.values, { dose: electrons, background }, rng) };
}
