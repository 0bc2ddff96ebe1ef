import type { Difficulty } from './row-difficulty.js';

/**
 * What `models/<task>/<version>/manifest.json` says of a network, so that a program can serve it without knowing it.
 *
 * The network itself is `model.onnx`: one input of float32 [n × nChannels] (rows as `modelInput` makes them), and one
 * tensor for each output, of [n × width] or, for an ensemble, [members × n × width].
 */
export interface ModelManifest {
  readonly schema: 'kaimen.model/1';
  /** Folder names: 'mn-l23-valence', '1.0.0'. Together the id of the model: 'mn-l23-valence@1.0.0'. */
  readonly task: string;
  readonly version: string;
  readonly title: string;
  /** 'benchmark': shows the method, and is for no measurement of this service's users; 'preview': too little data yet. */
  readonly status: 'released' | 'preview' | 'benchmark';
  readonly technique: 'EELS' | 'XAS';
  /** The edge whose spectra it reads: element, shell, and where its reference feature nominally lies, eV. */
  readonly edge: { readonly element: string; readonly shell: string; readonly nominalEv: number };
  readonly input: ModelInputForm;
  readonly outputs: readonly ModelOutput[];
  /** Networks in the ensemble; 1 where tensors have no axis of members. */
  readonly members: number;
  /** SHA-256 (hex) by file name of every other file in the folder: model.onnx, domain.json, references.json, card.md … */
  readonly files: Readonly<Record<string, string>>;
  readonly training: ModelOrigin;
}

/** How a spectrum becomes a row of the network's input. */
export interface ModelInputForm {
  /** Name of the ONNX input. */
  readonly tensor: string;
  /** Energies of the row's channels, eV, relative to the reference feature (absolute where `alignment` is 'none'). */
  readonly grid: { readonly startEv: number; readonly stepEv: number; readonly nChannels: number };
  /** The feature put to 0: the highest maximum near the edge, the onset (first rise to half of it), or nothing. */
  readonly alignment: 'maximum' | 'onset' | 'none';
  /** How far the feature is looked for around `edge.nominalEv`, eV: what miscalibration the network never sees. */
  readonly searchEv: number;
  /**
   * What is taken off first, fitted in `backgroundWindowEv`. 'power-law': the network wants counts with their background;
   * all others (a straight line, a level, nothing): spectra net of the background below the edge.
   */
  readonly background: 'power-law' | 'line' | 'level' | 'none';
  /** [lo, hi] in the grid's energies, before the edge; may lie before the grid; null only for 'none'. */
  readonly backgroundWindowEv: readonly [number, number] | null;
  /** What becomes 1: the mean of the row, its maximum, or the mean of its last tenth. */
  readonly normalisation: 'area' | 'maximum' | 'tail' | 'none';
  /** Gaussian smoothing before resampling, FWHM in eV; null: none. */
  readonly smoothingEv: number | null;
}

/** Names and units of what a network tells. `tensor` is the ONNX output's name. */
export type ModelOutput = ScalarOutput | ClassesOutput | FractionsOutput | CurveOutput;

interface OutputHead {
  /** 'mo-mean'; the descriptor's id in results is '<task>.<name>'. */
  readonly name: string;
  /** For people: 'mean O–M distance'. */
  readonly label: string;
  readonly tensor: string;
}

/** width 1 (value) or 2 (value, ln of its standard deviation), in `unit`. */
export interface ScalarOutput extends OutputHead {
  readonly kind: 'scalar';
  readonly unit: string;
  readonly width: 1 | 2;
  readonly interval: ScaledInterval;
}

/** width = labels: probabilities that add up to 1. */
export interface ClassesOutput extends OutputHead {
  readonly kind: 'classes';
  readonly labels: readonly string[];
  /** Labels of at least this probability make the set that holds the truth with `level`. */
  readonly set: { readonly level: number; readonly minProbability: number };
}

/** width = labels: shares that add up to 1, and the mean of `values` weighted by them. */
export interface FractionsOutput extends OutputHead {
  readonly kind: 'fractions';
  readonly labels: readonly string[];
  readonly interval: ScaledInterval;
  readonly mean: {
    readonly name: string;
    readonly label: string;
    readonly unit: string;
    readonly values: readonly number[];
    readonly interval: ScaledInterval;
  } | null;
}

export interface CurveAxis {
  readonly label: string;
  readonly unit: string;
  readonly start: number;
  readonly step: number;
  readonly n: number;
}

/** width = axis.n: a curve, such as a radial distribution function. */
export interface CurveOutput extends OutputHead {
  readonly kind: 'curve';
  readonly unit: string;
  readonly axis: CurveAxis;
  readonly interval: ScaledInterval;
}

/**
 * Split conformal, normalised: value ± factor·max(std·difficulty, floorStd), the difficulty being that of the row, held the truth for a share `level` of the calibration set
 * (`nCalibration` independent groups, weighing alike, that the network had not seen); how it does on groups it was not fitted on
 * stands in evaluation.json.
 */
export interface ScaledInterval {
  readonly level: number;
  readonly factor: number;
  readonly floorStd: number;
  readonly difficulty: Difficulty;
  readonly nCalibration: number;
}

export interface ModelOrigin {
  readonly datasets: readonly {
    readonly name: string;
    readonly licence: string;
    readonly attribution: string;
    /** SHA-256 (hex) of each file read, by path within the data folder. */
    readonly files: Readonly<Record<string, string>>;
  }[];
  /** What trained it: 'cpu (onnxruntime, 2 threads)', 'webgpu: NVIDIA H200'. */
  readonly device: string;
  readonly seed: number | null;
  /** The command that trains it again; null where it was trained elsewhere. */
  readonly command: string | null;
  readonly durationS: number | null;
  readonly software: string;
}
