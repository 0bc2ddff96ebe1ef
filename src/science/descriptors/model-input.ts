import type { EnergyAxis } from '../spectra/spectrum-image.js';
import { DescriptorError } from './descriptor-error.js';
import { FeatureFinder } from './find-feature.js';
import type { ModelInputForm, ModelManifest } from './model-manifest.js';
import { takeBackground, windowRefusal } from './row-background.js';
import { channelVariance } from './row-noise.js';
import { gaussianKernel, noiseGain, RowSampler, smoothInto } from './row-sampler.js';

/** What networks are asked with. Rows that could not be made are NaN throughout, with the reason. */
export interface ModelRows {
  readonly nRows: number;
  readonly nChannels: number;
  /** [nRows × nChannels] */
  readonly rows: Float32Array;
  /** What each spectrum was moved by, eV: nominal − found energy of the feature; NaN where there is no row. */
  readonly shiftsEv: Float64Array;
  /** Rms standard deviation of the noise in a channel of each row, in the row's unit; NaN where there is no row. */
  readonly noise: Float32Array;
  /** Why there is no row; null where there is one. */
  readonly reasons: readonly (string | null)[];
}

/** Spectra [n × axis.nChannels], one after the other, and the variance of each count where it is known. */
export interface ModelSpectra {
  readonly counts: Float32Array | Float64Array;
  readonly variances?: Float32Array | Float64Array;
}

/** A scan may end before the grid by this share of the grid at either end; there its end values go on. */
const MAX_UNCOVERED = 0.05;
/** What normalises a row must be so many of its standard deviations. */
const MIN_SIGMA = 3;
/** 'tail': the mean of this last share of the grid becomes 1. */
const TAIL_SHARE = 0.1;

/**
 * Makes a network's input of spectra on any axis: finds the reference feature, takes the background off, smooths, resamples
 * with areas kept, normalises.
 *
 * @param spectra  counts [n × axis.nChannels] in any unit; with a background where `form.background` is 'power-law', else net
 * @param axis     their energies, eV; may be off by `form.searchEv`
 * @param model    what the manifest says of edge and input
 * @returns rows of means over grid cells, in units of their mean ('area'), maximum, or mean of the last tenth ('tail');
 *   a spectrum with a NaN, without the feature, or beyond whose axis more than 5 % of the grid lie, has no row
 * @throws DescriptorError shape-mismatch
 * Valid for: dispersion 0.025–1 eV. The noise told is that of counting (from `variances`, else from third differences),
 *   without the doubt of the background.
 * Checked: rows do not depend on offset, dispersion and scale of a noiseless spectrum; the noise told is the scatter over
 *   1000 draws; feature within 0.3 eV at 300 counts (model-input.spec.ts).
 */
export function modelInput(
  spectra: ModelSpectra,
  axis: EnergyAxis,
  model: Pick<ModelManifest, 'edge' | 'input'>,
): ModelRows {
  const { counts, variances } = spectra;
  const nRows = counts.length / axis.nChannels;
  if (!Number.isInteger(nRows) || (variances !== undefined && variances.length !== counts.length)) {
    throw new DescriptorError(
      'shape-mismatch',
      `Spectra of ${axis.nChannels} channels cannot be ${counts.length} counts with ${variances?.length ?? 'no'} variances.`,
    );
  }
  const { nChannels } = model.input.grid;
  const maker = new RowMaker(axis, model.edge.nominalEv, model.input);
  const rows = new Float32Array(nRows * nChannels).fill(Number.NaN);
  const shiftsEv = new Float64Array(nRows).fill(Number.NaN);
  const noise = new Float32Array(nRows).fill(Number.NaN);
  const reasons = Array.from({ length: nRows }, (_, i) => {
    const [from, to] = [i * axis.nChannels, (i + 1) * axis.nChannels];
    const made = maker.make(counts.subarray(from, to), variances?.subarray(from, to));
    if (typeof made === 'string') return made;
    rows.set(maker.row, i * nChannels);
    shiftsEv[i] = made.shiftEv;
    noise[i] = made.noise;
    return null;
  });
  return { nRows, nChannels, rows, shiftsEv, noise, reasons };
}

type Counts = Float32Array | Float64Array;

/** Makes one row after another; its memory is used again for each. */
class RowMaker {
  readonly row: Float64Array;
  private readonly spectrum: Float64Array;
  private readonly net: Float64Array;
  private readonly squares: Float64Array;
  private readonly smooth: Float64Array;
  private readonly kernel: Float64Array;
  private readonly gain: number;
  private readonly sampler: RowSampler;
  private readonly finder: FeatureFinder | null;
  /** Why there is no background before the feature is known, the same for all rows. */
  private readonly refusalBefore: string | null;

  constructor(
    private readonly axis: EnergyAxis,
    private readonly nominalEv: number,
    private readonly form: ModelInputForm,
  ) {
    const { grid, smoothingEv, alignment, searchEv } = form;
    this.row = new Float64Array(grid.nChannels);
    this.spectrum = new Float64Array(axis.nChannels);
    this.net = new Float64Array(axis.nChannels);
    this.squares = new Float64Array(axis.nChannels);
    this.smooth = new Float64Array(axis.nChannels);
    this.kernel = gaussianKernel((smoothingEv ?? 0) / axis.scaleEv);
    this.gain = noiseGain(axis, grid.stepEv, this.kernel);
    this.sampler = new RowSampler(axis);
    this.finder =
      alignment === 'none' ? null : new FeatureFinder(axis, { kind: alignment, nominalEv, searchEv });
    const windowEv = this.windowAt(nominalEv - searchEv);
    this.refusalBefore =
      windowEv === null || form.background === 'none' ? null : windowRefusal(axis, form.background, windowEv);
  }

  /** Puts the row of a spectrum into `row`; a text says why it cannot. */
  make(counts: Counts, variances: Counts | undefined): { shiftEv: number; noise: number } | string {
    if (!this.isAllNumbers(counts)) return 'some of its counts are no numbers';
    this.spectrum.set(counts);
    const featureEv = this.featureEv(variances);
    if (typeof featureEv === 'string') return featureEv;
    const cells = this.cellsAt(featureEv);
    if (typeof cells === 'string') return cells;
    const variance = this.varianceOf(variances, cells);
    const refusal = this.takeBackground(featureEv, variance);
    if (refusal !== null) return refusal;
    const margin = this.kernel.length;
    const [first, end] = [Math.max(0, cells[0] - 2), Math.min(this.axis.nChannels, cells[1] + 2)];
    if (margin === 1) this.smooth.set(this.net);
    else smoothInto(this.smooth, this.net, this.kernel, [first, end]);
    const { startEv, stepEv } = this.form.grid;
    this.sampler.load(this.smooth);
    this.sampler.means(this.row, featureEv + startEv, stepEv);
    const noise = Math.sqrt(variance * this.gain);
    const unit = normaliser(this.row, this.form.normalisation, noise);
    if (unit === null) return 'too few counts: its signal does not stand out of its noise';
    for (let k = 0; k < this.row.length; k++) this.row[k] /= unit;
    const shiftEv = this.finder === null ? 0 : this.nominalEv - featureEv;
    return { shiftEv, noise: noise / unit };
  }

  private isAllNumbers(counts: Counts): boolean {
    for (let i = 0; i < counts.length; i++) if (!Number.isFinite(counts[i])) return false;
    return true;
  }

  /** Where the grid's 0 lies in this spectrum, eV. */
  private featureEv(variances: Counts | undefined): number | string {
    if (this.finder === null) return 0;
    const { searchEv, grid } = this.form;
    const around = this.channels(
      this.nominalEv - searchEv + Math.min(0, grid.startEv),
      this.nominalEv + searchEv,
    );
    const variance = this.varianceOf(variances, around);
    // Before the feature is known the background is told from where it surely is background.
    const refusal = this.refusalBefore ?? this.takeBackground(this.nominalEv - searchEv, variance);
    if (refusal !== null && !this.levelFromBelow(around)) return refusal;
    const found = this.finder.find(this.net, variance);
    return found.reason ?? found.energyEv;
  }

  /** For finding alone: the mean of the first 5 % of the channels stands in for a background that cannot be told. */
  private levelFromBelow([first, end]: readonly [number, number]): boolean {
    const n = Math.ceil((end - first) / 20);
    if (n < 1) return false;
    const level = this.spectrum.subarray(first, first + n).reduce((a, b) => a + b, 0) / n;
    for (let i = 0; i < this.net.length; i++) this.net[i] = this.spectrum[i] - level;
    return true;
  }

  private takeBackground(featureEv: number, variance: number): string | null {
    this.net.set(this.spectrum);
    const windowEv = this.windowAt(featureEv);
    if (windowEv === null) return null;
    return takeBackground(this.net, this.axis, this.form.background, { windowEv, variance });
  }

  private windowAt(featureEv: number): readonly [number, number] | null {
    const { backgroundWindowEv: window } = this.form;
    return window === null ? null : [featureEv + window[0], featureEv + window[1]];
  }

  /** Channels under the grid; a text when the scan does not cover it. */
  private cellsAt(featureEv: number): readonly [number, number] | string {
    const { startEv, stepEv, nChannels } = this.form.grid;
    const { offsetEv, scaleEv } = this.axis;
    const loEv = featureEv + startEv - stepEv / 2;
    const hiEv = loEv + nChannels * stepEv;
    const scanLoEv = offsetEv - scaleEv / 2;
    const scanHiEv = scanLoEv + this.axis.nChannels * scaleEv;
    const most = MAX_UNCOVERED * (hiEv - loEv);
    if (scanLoEv - loEv > most || hiEv - scanHiEv > most) {
      return `the scan covers ${scanLoEv.toFixed(1)}–${scanHiEv.toFixed(1)} eV of the ${loEv.toFixed(1)}–${hiEv.toFixed(1)} eV that the network needs`;
    }
    return this.channels(loEv, hiEv);
  }

  private channels(loEv: number, hiEv: number): readonly [number, number] {
    const at = (ev: number): number => Math.round((ev - this.axis.offsetEv) / this.axis.scaleEv);
    const first = Math.min(Math.max(0, at(loEv)), this.axis.nChannels);
    return [first, Math.max(first, Math.min(this.axis.nChannels, at(hiEv) + 1))];
  }

  private varianceOf(variances: Counts | undefined, range: readonly [number, number]): number {
    if (variances === undefined) return channelVariance(this.spectrum, range, this.squares);
    let sum = 0;
    for (let i = range[0]; i < range[1]; i++) sum += variances[i];
    return sum / Math.max(1, range[1] - range[0]);
  }
}

/** What becomes 1; null where it does not stand out of the noise. */
function normaliser(
  row: Float64Array,
  normalisation: ModelInputForm['normalisation'],
  noise: number,
): number | null {
  if (normalisation === 'none') return 1;
  if (normalisation === 'maximum') {
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    return top > MIN_SIGMA * noise ? top : null;
  }
  const from = normalisation === 'area' ? 0 : Math.floor((1 - TAIL_SHARE) * row.length);
  const n = row.length - from;
  const mean = row.subarray(from).reduce((a, b) => a + b, 0) / n;
  return mean > 0 && mean * Math.sqrt(n) > MIN_SIGMA * noise ? mean : null;
}
