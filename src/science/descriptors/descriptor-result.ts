import type { CurveAxis } from './model-manifest.js';

/**
 * What one network says along a scan, as JSON within an InterpretationResult (`descriptors`). All arrays over pixels are
 * [nPixels]; null where the model abstains or could not be asked.
 */
export interface DescriptorReading {
  /** '<task>@<version>'. */
  readonly modelId: string;
  readonly title: string;
  readonly status: 'released' | 'preview' | 'benchmark';
  /** Edge of the scan it was read from: 'Mn_L3'. */
  readonly edgeId: string;
  readonly estimates: readonly DescriptorEstimate[];
  readonly verdicts: readonly DomainVerdict[];
  /** What each spectrum was moved by so that its reference feature lies where the network wants it, eV. */
  readonly shiftsEv: readonly (number | null)[];
  /** The nearest training spectra of each pixel, nearest first. */
  readonly nearest: readonly (readonly NearestReference[])[];
  /** Which energies the answer rests on, of the mean spectrum inside the domain; null when no spectrum is inside. */
  readonly attention: Attention | null;
  /** Opinions that did not come from the network (white-line ratio, MLLS) and whether they agree; empty: none to be had. */
  readonly secondOpinions: readonly SecondOpinion[];
  /** SHA-256 of the model's manifest: with the recipe it makes the reading repeatable. */
  readonly manifestSha256: string;
}

export type DescriptorEstimate = ScalarEstimate | ClassesEstimate | CurveEstimate;

interface EstimateHead {
  /** '<task>.<name>'. */
  readonly id: string;
  readonly label: string;
  readonly unit: string;
}

/**
 * `low`, `high`: interval that holds the truth with `level`. `std`: standard deviation of a Gaussian with that interval, half of its
 * width / Φ⁻¹((1 + level)/2), before a share's ends are cut to 0…1; null where the interval has no width. Both are calibrated on
 * spectra held out; what an ensemble's members differ by and state of themselves only makes them wider at one spectrum than at another.
 */
export interface ScalarEstimate extends EstimateHead {
  readonly kind: 'scalar';
  readonly values: readonly (number | null)[];
  readonly std: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly level: number;
}

/** `probabilities` [label][pixel]; `sets`: the labels that hold the truth with `level`. */
export interface ClassesEstimate extends EstimateHead {
  readonly kind: 'classes';
  readonly labels: readonly string[];
  readonly probabilities: readonly (readonly (number | null)[])[];
  readonly sets: readonly (readonly string[] | null)[];
  readonly level: number;
}

/** `values`, `std` [pixel][axis]; std calibrated as that of a `ScalarEstimate`, point by point. */
export interface CurveEstimate extends EstimateHead {
  readonly kind: 'curve';
  readonly axis: CurveAxis;
  readonly values: readonly (readonly number[] | null)[];
  readonly std: readonly (readonly number[] | null)[];
  readonly level: number;
}

/** Whether a spectrum lies inside what the network knows; `score` above `limit` is outside, and `reason` says why. */
export interface DomainVerdict {
  readonly inside: boolean;
  /** null: the spectrum could not be put before the network at all. */
  readonly score: number | null;
  readonly limit: number;
  readonly reason: string | null;
}

export interface NearestReference {
  /** Name of the training spectrum. */
  readonly name: string;
  /** In the space the domain is told in; 1 is the median distance between neighbours of the training set. */
  readonly distance: number;
  /** Its known descriptors, by name, with units in `unit`-less form as the model's outputs state them. */
  readonly known: Readonly<Record<string, number | string>>;
}

/** How much the answer `of` changes when the energies around each are replaced by the training mean. */
export interface Attention {
  /** Descriptor id. */
  readonly of: string;
  /** eV on the calibrated axis of the scan. */
  readonly energiesEv: readonly number[];
  readonly weights: readonly number[];
  readonly method: 'occlusion' | 'gradient-times-input';
}

export interface SecondOpinion {
  readonly descriptorId: string;
  /** 'white-line ratio', 'reference fit'. */
  readonly method: string;
  readonly values: readonly (number | null)[];
  readonly std: readonly (number | null)[];
  /** Pixels where the two differ by more than both doubts allow. */
  readonly disagrees: readonly number[];
  readonly note: string;
}
