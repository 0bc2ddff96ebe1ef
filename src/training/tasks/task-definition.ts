import type {
  ClassesOutput,
  CurveOutput,
  FractionsOutput,
  ModelInputForm,
  ModelManifest,
  ScalarOutput,
} from '../../science/descriptors/model-manifest.js';
import type { Difficulty } from '../../science/descriptors/row-difficulty.js';
import type { AugmentationPlan, Range } from '../augmentation/augmentation-plan.js';
import type { DataFolder } from '../data-folder.js';
import type { DatasetOrigin, LabelledSpectra } from '../datasets/labelled-spectra.js';
import type { KernelPlan } from '../kernel/kernel-plan.js';
import type { Layer } from '../network/architecture.js';
import type { TrainingPlan } from '../run/train-ensemble.js';

/** How training rows are drawn of labelled spectra. */
export interface Sampling {
  readonly plan: AugmentationPlan;
  /** Rows of an epoch, drawn from a bank that is made once. */
  readonly rowsPerEpoch: number;
  /** The bank. 'each': every spectrum, `copies` times; 'mixtures': `rows` of one spectrum or two, by the named fractions. */
  readonly draw:
    | {
        readonly kind: 'each';
        readonly copies: number;
        /** The first of the copies is the spectrum as it is. */
        readonly isFirstAsItIs: boolean;
      }
    | Mixtures;
  /** Computed spectra are broadened anew from their transitions, drawn evenly. */
  readonly sticks?: {
    readonly gaussianEv: Range;
    readonly lorentzian0Ev: Range;
    readonly lorentzianSlope: Range;
    readonly zeroEv: number;
    /** Energies from `zeroEv` on are stretched by it: computed conduction bands are too narrow. */
    readonly stretch: Range;
  };
}

/** Rows that are mixtures of kinds, as atoms of several valences in one specimen make them. */
export interface Mixtures {
  readonly kind: 'mixtures';
  /** Of the bank. */
  readonly rows: number;
  /** Fractions of the kinds. */
  readonly tensor: string;
  /** Share of rows of one kind, and of two neighbouring ones; the rest is any mixture. */
  readonly pureShare: number;
  readonly pairShare: number;
  /** Standard deviations by which each kind's energies are off, eV, and stretched about `stretchedAboutEv`. */
  readonly shiftStdEv: number;
  readonly stretchStd: number;
  readonly stretchedAboutEv: number;
  /** Continuum steps added behind the maximum, in its units: two thirds at the first energy behind it, one at the second. */
  readonly continuum: {
    readonly height: Range;
    readonly atEv: readonly [number, number];
    readonly widthEv: number;
  };
}

interface Trained {
  /** Share of the loss. */
  readonly lossWeight: number;
}

/** An output without what only calibration tells, and how it is trained. */
export type TaskOutput =
  | (Omit<ScalarOutput, 'interval' | 'width'> & Trained & { readonly loss: 'gaussian' | 'laplace' })
  | (Omit<ClassesOutput, 'set'> & Trained & { readonly smoothing: number })
  | (Omit<FractionsOutput, 'interval' | 'mean'> &
      Trained & {
        readonly smoothing: number;
        readonly mean: Omit<NonNullable<FractionsOutput['mean']>, 'interval'> | null;
      })
  | (Omit<CurveOutput, 'interval'> & Trained & { readonly cosineWeight: number });

/** One way of testing. */
export interface Condition {
  readonly name: string;
  readonly label: string;
  /** null: as they are. */
  readonly plan: AugmentationPlan | null;
  /** How often each spectrum is drawn. */
  readonly repeats?: number;
  /** Rows are drawn as for training, so many a fold, and not each spectrum; of a fold of one kind, none. */
  readonly drawn?: number;
}

/** Groups are divided into so many parts ('each': every group is one); each is predicted by networks that saw none of it. */
export interface Folding {
  /** By which the spectra are grouped: a key of their `groups`. */
  readonly grouping: string;
  readonly folds: number | 'each';
  /** Networks a fold. */
  readonly members: number;
  /** What counts as independent when intervals are told; left out: the groups of the folds. */
  readonly independent?: string;
}

type ByName<T> = Readonly<Record<string, T>>;
export type Baseline = ByName<ByName<ByName<ByName<number>>>>;

/** What a person is told of a model beyond its numbers; in sentences. */
export interface CardProse {
  readonly intendedUse: string;
  readonly outOfScope: readonly string[];
  readonly data: string;
  readonly failureModes: readonly string[];
}

/** What tells spectra of other kinds from those of a task, and how it is trained. */
export interface GuardForm {
  readonly members: number;
  readonly epochs: number;
  /** Of each of the two kinds. */
  readonly rows: number;
  /**
   * Relative standard deviation by which features of compounds not learnt from may lie nearer together or further apart than
   * those learnt from. 0: their distances are the element's own.
   */
  readonly spacingStd: number;
}

/** All that makes a model, as data. */
export interface TaskDefinition extends Pick<
  ModelManifest,
  'task' | 'version' | 'title' | 'status' | 'technique' | 'edge'
> {
  readonly input: ModelInputForm;
  readonly outputs: readonly TaskOutput[];
  readonly origin: DatasetOrigin;
  readonly read: (folder: DataFolder) => Promise<LabelledSpectra>;
  readonly isFolder: (paths: readonly string[]) => boolean;
  readonly sampling: Sampling;
  readonly guard: GuardForm;
  /** A kernel machine, instead of networks (`trunk` and most of `plan` are then of no account) or beside them. */
  readonly kernel: KernelPlan | null;
  readonly trunk: readonly Layer[];
  readonly withSlopes: boolean;
  readonly spread: 'each' | 'common';
  readonly plan: TrainingPlan;
  /** Tests on groups that networks have not seen; of the first the intervals are calibrated. */
  readonly foldings: readonly Folding[];
  /** Of rows, for the intervals: set with the task, as what it is fitted on is too little to tell it. */
  readonly difficulty: Difficulty;
  readonly conditions: readonly Condition[];
  /** Scores to be beaten, of trees on the same data: by condition, grouping, output and metric. What is not there is not known. */
  readonly baseline: Baseline;
  readonly card: CardProse;
}
