import { energyAt, type EnergyAxis } from './spectrum-image.js';

/** Standard normal distribution function; absolute error < 1e-7 (Abramowitz & Stegun 7.1.26). */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * poly * Math.exp(-x * x);
  return z < 0 ? tail : 1 - tail;
}

/** An ionisation step: it rises at `onsetEv` with a Gaussian width and then falls as (E/onset)^(−r). */
export interface EdgeStep {
  readonly kind: 'step';
  readonly onsetEv: number;
  /** Electrons per channel right above the onset. */
  readonly height: number;
  readonly widthEv: number;
  readonly r: number;
}

/** A Gaussian peak (fine structure or a white line), given by its area so that ratios of areas are exact. */
export interface EdgePeak {
  readonly kind: 'peak';
  readonly centreEv: number;
  readonly sigmaEv: number;
  /** Electrons (sum over channels) in the whole peak. */
  readonly area: number;
}

export type EdgeTerm = EdgeStep | EdgePeak;

/**
 * Adds `weight` times an edge to `into`, electrons per channel.
 *
 * The step has no pre-edge tail (a cumulative Gaussian, not an arctan), so that what lies below the onset is
 * background and nothing else. Peaks are sampled at channel centres; their sum equals `area` to 1e-6 as long as
 * sigma is at least 0.8 channel and the peak lies within the axis.
 *
 * @param into   [nChannels of axis], changed in place
 * @param axis   energies (eV) at which the shape is wanted
 * Checked: forward-model.spec.ts (area, position, half height).
 */
export function edgeShape(
  into: Float64Array,
  axis: EnergyAxis,
  terms: readonly EdgeTerm[],
  weight: number,
): void {
  for (const term of terms) {
    if (term.kind === 'step') addStep(into, axis, term, weight);
    else addPeak(into, axis, term, weight);
  }
}

function addStep(into: Float64Array, axis: EnergyAxis, step: EdgeStep, weight: number): void {
  const first = Math.max(0, Math.floor((step.onsetEv - 6 * step.widthEv - axis.offsetEv) / axis.scaleEv));
  for (let i = first; i < axis.nChannels; i++) {
    const energyEv = energyAt(axis, i);
    const rise = normalCdf((energyEv - step.onsetEv) / step.widthEv);
    into[i] += weight * step.height * rise * (energyEv / step.onsetEv) ** -step.r;
  }
}

function addPeak(into: Float64Array, axis: EnergyAxis, peak: EdgePeak, weight: number): void {
  const reachEv = 7 * peak.sigmaEv;
  const first = Math.max(0, Math.floor((peak.centreEv - reachEv - axis.offsetEv) / axis.scaleEv));
  const end = Math.min(axis.nChannels, Math.ceil((peak.centreEv + reachEv - axis.offsetEv) / axis.scaleEv));
  const height = (weight * peak.area * axis.scaleEv) / (peak.sigmaEv * Math.sqrt(2 * Math.PI));
  for (let i = first; i < end; i++) {
    const z = (energyAt(axis, i) - peak.centreEv) / peak.sigmaEv;
    into[i] += height * Math.exp(-0.5 * z * z);
  }
}

/**
 * Adds the power-law background A·E^(−r), electrons per channel, E in eV.
 *
 * @param logA  natural logarithm of A
 */
export function addPowerLaw(into: Float64Array, axis: EnergyAxis, logA: number, r: number): void {
  for (let i = 0; i < axis.nChannels; i++) into[i] += Math.exp(logA - r * Math.log(energyAt(axis, i)));
}

/** L3 and L2 of a 3d metal: what makes its white lines and the continuum under them. */
export interface WhiteLineSpec {
  /** Energies at which the rise of each line reaches half its height, eV. */
  readonly l3OnsetEv: number;
  readonly l2OnsetEv: number;
  readonly l3SigmaEv: number;
  readonly l2SigmaEv: number;
  /** Area of the L3 line, electrons, and the ratio of the areas L3/L2 (without continuum). */
  readonly l3Area: number;
  readonly ratio: number;
  /** Sum of both continuum steps, electrons per channel; shared 2:1 between L3 and L2. */
  readonly continuum: number;
}

/** Half height of a Gaussian's rise lies this many sigma before its maximum. */
const HALF_HEIGHT_SIGMA = Math.sqrt(2 * Math.LN2);

/**
 * The two white lines of a 3d metal over a two-step continuum: steps of heights 2:1 at the maxima of the lines, as in
 * the Pearson–Ahn–Fultz separation, so that `ratio` is the L3/L2 ratio by that very definition.
 *
 * Source: D. H. Pearson, C. C. Ahn, B. Fultz, Phys. Rev. B 47 (1993) 8471 (the separation; values are the caller's).
 */
export function whiteLines(spec: WhiteLineSpec): readonly EdgeTerm[] {
  const l3Ev = spec.l3OnsetEv + HALF_HEIGHT_SIGMA * spec.l3SigmaEv;
  const l2Ev = spec.l2OnsetEv + HALF_HEIGHT_SIGMA * spec.l2SigmaEv;
  const step = { kind: 'step', widthEv: 0.6, r: 2.5 } as const;
  return [
    { ...step, onsetEv: l3Ev, height: (spec.continuum * 2) / 3 },
    { ...step, onsetEv: l2Ev, height: spec.continuum / 3 },
    { kind: 'peak', centreEv: l3Ev, sigmaEv: spec.l3SigmaEv, area: spec.l3Area },
    { kind: 'peak', centreEv: l2Ev, sigmaEv: spec.l2SigmaEv, area: spec.l3Area / spec.ratio },
  ];
}
