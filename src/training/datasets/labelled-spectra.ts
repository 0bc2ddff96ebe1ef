import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';

/** What is known of spectra: by the name of a network's tensor, [n × width]; NaN where it is not known. */
export interface Truth {
  readonly width: number;
  readonly values: Float32Array;
}

/** Spectra whose structure or compound is known, on one axis. */
export interface LabelledSpectra {
  readonly axis: EnergyAxis;
  readonly n: number;
  /** [n × axis.nChannels]; where a source ends before the axis does, its end values go on. */
  readonly counts: Float32Array;
  readonly names: readonly string[];
  /** What of it is not independent, [n] by the kind of grouping ('material', 'composition', 'source'); the first holds out. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** As the source divides them; null where it does not. */
  readonly splits: readonly (string | null)[];
  readonly truth: Readonly<Record<string, Truth>>;
  /** For people, by spectrum: what lies behind it; values by the names of the outputs that tell them. */
  readonly known: readonly Readonly<Record<string, number | string>>[];
  /** Where the source's own points lie, in channels of the axis: noise is independent there and nowhere else. null: at the channels. */
  readonly points: readonly Float64Array[] | null;
  /** Discrete transitions, of computed spectra: they can be broadened anew. */
  readonly sticks: readonly Sticks[] | null;
  /** Spectra that are learnt from, and those that a network is judged by; null: all. */
  readonly trainable: readonly number[] | null;
  readonly judged: readonly number[] | null;
  /** Spectra that a measured one is compared with, near copies left out; null: those that are learnt from. */
  readonly references: readonly number[] | null;
  /** Files of the folder that were made something of. */
  readonly files: readonly string[];
  /**
   * The file of each spectrum, [n], where files come one by one and whether one was learnt from is told by its checksum; null:
   * of a set whose groups have names of their own wherever the files lie.
   */
  readonly fileOf: readonly string[] | null;
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

export interface Sticks {
  /** eV on the axis. */
  readonly energiesEv: Float64Array;
  readonly strengths: Float64Array;
}

/** What a dataset is, for manifest and card. */
export interface DatasetOrigin {
  readonly name: string;
  readonly licence: string;
  readonly attribution: string;
}

const all = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
export const trainableOf = (spectra: LabelledSpectra): readonly number[] =>
  spectra.trainable ?? all(spectra.n);
export const referencesOf = (spectra: LabelledSpectra): readonly number[] =>
  spectra.references ?? trainableOf(spectra);
export const judgedOf = (spectra: LabelledSpectra): readonly number[] => spectra.judged ?? all(spectra.n);

export const spectrumOf = ({ counts, axis }: LabelledSpectra, i: number): Float64Array =>
  Float64Array.from(counts.subarray(i * axis.nChannels, (i + 1) * axis.nChannels));

/** Values at other energies, linear between points, end values beyond them; `energiesEv` ascends. */
export function interpolated(
  energiesEv: ArrayLike<number>,
  values: ArrayLike<number>,
  axis: EnergyAxis,
): Float64Array {
  const out = new Float64Array(axis.nChannels);
  const last = energiesEv.length - 1;
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const energyEv = axis.offsetEv + i * axis.scaleEv;
    while (k < last - 1 && energiesEv[k + 1] <= energyEv) k++;
    const part = (energyEv - energiesEv[k]) / (energiesEv[k + 1] - energiesEv[k]);
    const inside = Math.min(1, Math.max(0, part));
    out[i] = values[k] + inside * (values[k + 1] - values[k]);
  }
  return out;
}
