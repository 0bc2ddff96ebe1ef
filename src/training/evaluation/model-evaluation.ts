/** How good a model is, as `evaluation.json` and `kaimen models evaluate` tell it. */
export interface ModelEvaluation {
  readonly schema: 'kaimen.evaluation/1';
  readonly modelId: string;
  readonly software: string;
  /** One for each way of testing, the mildest first. */
  readonly conditions: readonly ConditionEvaluation[];
  /** How spectra of other kinds are told from those it is for; null: not measured. */
  readonly domain: readonly DomainEvaluation[] | null;
  /**
   * Names of the groups the shipped network has seen; absent in what `evaluate` prints, and where the checksums of files in the
   * manifest tell it.
   */
  readonly trainedOn?: { readonly grouping: string; readonly names: readonly string[] };
}

export interface ConditionEvaluation {
  /** 'clean', 'perturbed'; with the part of the data where it is not all of it: 'clean, split val'. */
  readonly name: string;
  readonly label: string;
  /** What was held out together; null: nothing was, or it is not known. */
  readonly grouping: string | null;
  readonly nSpectra: number;
  readonly nGroups: number | null;
  /** Share put outside the domain, or that could not be put before the network at all. */
  readonly abstained: number | null;
  readonly outputs: readonly OutputEvaluation[];
}

export interface OutputEvaluation {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly kind: 'scalar' | 'classes' | 'fractions' | 'curve';
  readonly metrics: Readonly<Record<string, number | null>>;
  /** The same metrics of what it is compared with, where known. */
  readonly baseline?: Readonly<Record<string, number>>;
  readonly coverage: Coverage | null;
  readonly reliability: Reliability | null;
  /** Rows are the truth, columns what was predicted. */
  readonly confusion?: {
    readonly labels: readonly string[];
    readonly counts: readonly (readonly number[])[];
  } | null;
}

/** Share of `n` truths, of `nGroups` groups that weigh alike, that lie in what was promised to hold `level` of them. */
export interface Coverage {
  readonly level: number;
  readonly share: number;
  readonly n: number;
  readonly nGroups: number;
}

/** Bins of what was predicted; null where a bin is empty. */
export interface Reliability {
  readonly kind: 'value' | 'probability';
  readonly binEdges: readonly number[];
  readonly predictedMean: readonly (number | null)[];
  readonly observedMean: readonly (number | null)[];
  readonly observedStd: readonly (number | null)[];
  readonly counts: readonly number[];
}

export interface DomainEvaluation {
  readonly name: string;
  readonly label: string;
  /** Chance that an outside spectrum scores higher than an inside one of the first condition; groups of inside ones weigh alike. */
  readonly auroc: number;
  /** Share of the outside spectra that is put outside. */
  readonly rejected: number;
  readonly nInside: number;
  readonly nOutside: number;
}
