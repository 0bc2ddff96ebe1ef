import type { Rng } from '../../science/numerics/rng.js';
import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';
import { even, type Range } from './augmentation-plan.js';
import { broadened, shifted } from './perturbations.js';

/** A spectrum of another kind than those of a task, and the spectrum it was made of; null: of none. */
export interface ForeignSpectrum {
  readonly values: Float64Array;
  readonly of: number | null;
}

/** What foreign spectra are drawn for. */
export interface ForeignPlan {
  readonly axis: EnergyAxis;
  /** Energies the network looks at, and that of its feature, eV. */
  readonly windowEv: Range;
  readonly featureEv: number;
  /** Whether rows keep their energies: then spectra that lie elsewhere are foreign too. */
  readonly isAbsolute: boolean;
  /** Spectra of the task. */
  readonly nSpectra: number;
  readonly spectrum: (i: number) => Float64Array;
}

const evenInLog = ([lo, hi]: Range, rng: Rng): number => Math.exp(even([Math.log(lo), Math.log(hi)], rng));

/** Draws a spectrum of another kind; each form is as likely as the others, lines twice. */
export function drawForeign(plan: ForeignPlan, rng: Rng): ForeignSpectrum {
  const forms = [curve, lines, lines, stretched, ...(plan.isAbsolute ? [moved] : [])];
  const drawn = forms[rng.integer(forms.length)](plan, rng);
  const values = broadened(drawn.values, plan.axis.scaleEv, evenInLog(BLUR_EV, rng));
  return { ...drawn, values: values.map((v) => Math.max(0, v)) };
}

/** Shares are of the window. */
const BLUR_EV: Range = [0.2, 2.5];
const LENGTH_SHARE: Range = [0.03, 0.33];
const ONSET_SHARE: Range = [-0.12, 0.3];
const FADE_EV: Range = [3, 150];
const RISE_EV: Range = [0.3, 4];
const LINE_EV: Range = [0.3, 3];
const MOST_LINES = 5;
/** Splittings of the task's own spectra are not to be among them. */
const NARROWER: Range = [0.3, 0.75];
const WIDER: Range = [1.35, 3];
const MOVED_EV: Range = [4, 20];

/** Structure without a plan: white noise smoothed over two lengths, as the logarithm of a spectrum; behind an onset it fades out. */
function curve(plan: ForeignPlan, rng: Rng): ForeignSpectrum {
  const { axis, windowEv } = plan;
  const spanEv = windowEv[1] - windowEv[0];
  const waves = [even([0.2, 1.5], rng), even([0, 0.8], rng)].map((height) => {
    const wave = smoothNoise(axis, evenInLog([LENGTH_SHARE[0] * spanEv, LENGTH_SHARE[1] * spanEv], rng), rng);
    return wave.map((v) => height * v);
  });
  const slope = even([-3, 1], rng) / spanEv;
  const lift = even([-0.5, 1.5], rng);
  const onsetEv = windowEv[0] + even(ONSET_SHARE, rng) * spanEv;
  const riseEv = evenInLog(RISE_EV, rng);
  const fadeEv = evenInLog(FADE_EV, rng);
  const hasOnset = rng.uniform() < 0.8;
  const values = waves[0].map((_, i) => {
    const behindEv = axis.offsetEv + i * axis.scaleEv - onsetEv;
    const rise = hasOnset ? 1 / (1 + Math.exp(-behindEv / riseEv)) : 1;
    const fade = hasOnset ? Math.exp(-Math.max(0, behindEv) / fadeEv) : 1;
    return (
      rise * Math.exp(fade * (waves[0][i] + waves[1][i] + lift) + slope * (behindEv + onsetEv - windowEv[0]))
    );
  });
  return { values, of: null };
}

/** Up to five Lorentzian lines anywhere on a curve of any height. */
function lines(plan: ForeignPlan, rng: Rng): ForeignSpectrum {
  const { axis, windowEv } = plan;
  const spanEv = windowEv[1] - windowEv[0];
  const { values } = curve(plan, rng);
  const level = evenInLog([0.03, 1], rng) / values.reduce((a, b) => Math.max(a, b), 0);
  const firstEv = windowEv[0] + even([-0.05, 0.4], rng) * spanEv;
  const drawn = Array.from({ length: 1 + rng.integer(MOST_LINES) }, (_, k) => ({
    atEv: k === 0 ? firstEv : firstEv + 0.7 * spanEv * rng.uniform() ** 1.5,
    halfEv: evenInLog(LINE_EV, rng),
    height: evenInLog([0.2, 2], rng),
  }));
  return {
    values: values.map((v, i) => {
      const energyEv = axis.offsetEv + i * axis.scaleEv;
      const base = energyEv > firstEv - 5 ? level * v : 0;
      return drawn.reduce((sum, l) => sum + l.height / (1 + ((energyEv - l.atEv) / l.halfEv) ** 2), base);
    }),
    of: null,
  };
}

/** A spectrum of the task with its features far nearer together, or further apart. */
function stretched(plan: ForeignPlan, rng: Rng): ForeignSpectrum {
  const of = rng.integer(plan.nSpectra);
  const values = plan.spectrum(of);
  const { axis, featureEv, isAbsolute } = plan;
  const factor = evenInLog(rng.uniform() < 0.5 ? NARROWER : WIDER, rng);
  const about = isAbsolute
    ? (featureEv - axis.offsetEv) / axis.scaleEv
    : values.indexOf(values.reduce((a, b) => Math.max(a, b), -Infinity));
  return { values: stretchedAbout(values, about, factor), of };
}

/** A spectrum of the task at other energies. */
function moved(plan: ForeignPlan, rng: Rng): ForeignSpectrum {
  const of = rng.integer(plan.nSpectra);
  const byEv = even(MOVED_EV, rng) * (rng.uniform() < 0.5 ? -1 : 1);
  return { values: shifted(plan.spectrum(of), plan.axis.scaleEv, byEv), of };
}

/** Values at distances from a channel divided by `factor`; linear between channels, end values go on. */
export function stretchedAbout(values: Float64Array, about: number, factor: number): Float64Array {
  const last = values.length - 1;
  return values.map((_, i) => {
    const at = Math.min(last, Math.max(0, about + (i - about) / factor));
    const k = Math.min(last - 1, Math.floor(at));
    return values[k] + (at - k) * (values[k + 1] - values[k]);
  });
}

/** White noise smoothed by a Gaussian of this standard deviation, to a root mean square of 1. */
function smoothNoise({ nChannels, scaleEv }: EnergyAxis, lengthEv: number, rng: Rng): Float64Array {
  const noise = Float64Array.from({ length: nChannels }, () => rng.normal());
  const smooth = broadened(noise, scaleEv, 2 * Math.sqrt(2 * Math.LN2) * lengthEv);
  const rms = Math.sqrt(smooth.reduce((sum, v) => sum + v * v, 0) / nChannels);
  return smooth.map((v) => v / rms);
}
