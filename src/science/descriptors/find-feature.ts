import type { EnergyAxis } from '../spectra/spectrum-image.js';
import { gaussianKernel, noiseGain, RowSampler, smoothInto } from './row-sampler.js';

/** What is looked for, and where. */
export interface FeatureSearch {
  readonly kind: 'maximum' | 'onset';
  readonly nominalEv: number;
  readonly searchEv: number;
}

/** Energy of the feature, or why there is none. */
export type FoundFeature =
  { readonly energyEv: number; readonly reason: null } | { readonly energyEv: null; readonly reason: string };

/** Spectra are looked at in cells of this width, smoothed by a Gaussian of this FWHM (more where channels are wide), eV. */
const CELL_EV = 0.25;
const SMOOTHING_EV = 1.5;
const SMOOTHING_CHANNELS = 2;
/** A maximum stands so many standard deviations of the smoothed noise above the valleys on both sides: highest and lowest of noise alone are up to 5 apart. */
const MIN_SIGMA = 6;
/** … and above the lower end of the search so much of the height of the highest point. */
const MIN_SHARE = 0.05;
/** An onset's maximum may lie so far beyond the range in which the onset is, eV. */
const ONSET_REACH_EV = 20;

/**
 * Finds the reference feature of spectra on one axis: the highest maximum near an edge, or the first rise to half of it.
 *
 * Spectra are smoothed (FWHM 1.5 eV, two channels where those are wide), so that noise and fine structure below that do not
 * decide; a maximum counts where it stands 6 standard deviations of its noise above the lowest points on both sides.
 * Valid for: dispersion 0.025–1 eV, features wider than 1 eV.
 * Checked: planted lines over dispersions, offsets and doses (find-feature.spec.ts).
 */
export class FeatureFinder {
  private readonly sampler: RowSampler;
  private readonly cells: Float64Array;
  private readonly smooth: Float64Array;
  private readonly kernel: Float64Array;
  private readonly gain: number;
  private readonly firstEv: number;

  constructor(
    axis: EnergyAxis,
    private readonly search: FeatureSearch,
  ) {
    this.sampler = new RowSampler(axis);
    const beyondEv = search.kind === 'onset' ? ONSET_REACH_EV : 0;
    const lastEv = axis.offsetEv + (axis.nChannels - 1) * axis.scaleEv;
    this.firstEv = Math.max(search.nominalEv - search.searchEv, axis.offsetEv);
    const endEv = Math.min(search.nominalEv + search.searchEv + beyondEv, lastEv);
    this.cells = new Float64Array(Math.max(0, Math.floor((endEv - this.firstEv) / CELL_EV) + 1));
    this.smooth = new Float64Array(this.cells.length);
    this.kernel = gaussianKernel(Math.max(SMOOTHING_EV, SMOOTHING_CHANNELS * axis.scaleEv) / CELL_EV);
    // Neighbouring cells of a coarse axis are not independent: the kernel's own gain would be too small.
    const native = gaussianKernel(Math.max(SMOOTHING_EV / axis.scaleEv, SMOOTHING_CHANNELS));
    this.gain = noiseGain(axis, CELL_EV, native);
  }

  /**
   * @param values  a spectrum without the background below the edge, [nChannels]
   * @param variance  of one of its channels
   */
  find(values: Float64Array, variance: number): FoundFeature {
    if (this.cells.length < 5) return this.none('the scan does not reach the edge');
    this.sampler.load(values);
    this.sampler.means(this.cells, this.firstEv, CELL_EV);
    smoothInto(this.smooth, this.cells, this.kernel, [0, this.cells.length]);
    const top = highestMaximum(this.smooth, MIN_SIGMA * Math.sqrt(variance * this.gain));
    if (top === null) return this.none('no maximum stands out of the noise where the edge should be');
    const at = this.search.kind === 'maximum' ? vertex(this.smooth, top) : rise(this.smooth, top);
    if (at === 0) return this.none('the edge begins below the range in which it is looked for');
    const energyEv = this.firstEv + at * CELL_EV;
    if (Math.abs(energyEv - this.search.nominalEv) > this.search.searchEv)
      return this.none('the edge lies outside the range in which it is looked for');
    return { energyEv, reason: null };
  }

  private none(what: string): FoundFeature {
    const { nominalEv, searchEv } = this.search;
    return {
      energyEv: null,
      reason: `${what} (${(nominalEv - searchEv).toFixed(0)}–${(nominalEv + searchEv).toFixed(0)} eV)`,
    };
  }
}

/** Index of the highest point that is lower on both sides by more than `least`; null when there is none. */
function highestMaximum(curve: Float64Array, least: number): number | null {
  const n = curve.length;
  const lowestAfter = new Float64Array(n);
  lowestAfter[n - 1] = curve[n - 1];
  let highest = curve[n - 1];
  for (let i = n - 2; i >= 0; i--) {
    lowestAfter[i] = Math.min(lowestAfter[i + 1], curve[i]);
    highest = Math.max(highest, curve[i]);
  }
  let best: number | null = null;
  let lowestBefore = curve[0];
  const depth = Math.max(least, MIN_SHARE * (highest - Math.min(lowestAfter[0], 0)));
  for (let i = 1; i < n - 1; i++) {
    const isTop = curve[i] >= curve[i - 1] && curve[i] > curve[i + 1];
    const stands = curve[i] - Math.max(lowestBefore, lowestAfter[i + 1]);
    if (isTop && stands > depth && (best === null || curve[i] > curve[best])) best = i;
    lowestBefore = Math.min(lowestBefore, curve[i]);
  }
  return best;
}

/** Vertex of the parabola through a maximum and the points two cells away, in cells. */
function vertex(curve: Float64Array, top: number): number {
  const reach = Math.min(2, top, curve.length - 1 - top);
  const before = curve[top - reach];
  const after = curve[top + reach];
  const bend = before - 2 * curve[top] + after;
  return bend < 0 ? top + (0.5 * reach * (before - after)) / bend : top;
}

/** Where the curve first rises to half of a maximum and stays above until it, in cells. */
function rise(curve: Float64Array, top: number): number {
  const half = curve[top] / 2;
  let i = 0;
  while (i < top && curve[i] < half) i++;
  return i === 0 ? 0 : i - 1 + (half - curve[i - 1]) / (curve[i] - curve[i - 1]);
}
