/** One parameter of a candidate, as the search sees it. */
export interface SearchColumn {
  readonly name: string;
  /** '' when it has none. */
  readonly unit: string;
  /** The energy repeats after this much; null: it does not. */
  readonly period: number | null;
  /** The energy is the same at −value (for a periodic column: at period − value). */
  readonly mirrored: boolean;
  /** Lengthscale-free class (a termination, a seed): equal or not. */
  readonly categorical: boolean;
}

/**
 * Where candidates come from. A grid is finite: candidate i is row i of `values` [nCandidates × nColumns].
 * A box is continuous (integer columns are rounded): candidates are made as they are asked for.
 */
export type SearchSpace =
  | {
      readonly kind: 'grid';
      readonly columns: readonly SearchColumn[];
      readonly values: Float64Array;
      readonly nCandidates: number;
    }
  | {
      readonly kind: 'box';
      readonly columns: readonly SearchColumn[];
      readonly lower: readonly number[];
      readonly upper: readonly number[];
      readonly integer: readonly boolean[];
    };

export type Acquisition =
  'probability-of-improvement' | 'expected-improvement' | 'thompson' | 'lower-confidence-bound';

export interface SearchMethod {
  readonly name: 'exhaustive' | 'random' | 'kriging' | 'screening' | 'transfer';
  readonly acquisition: Acquisition;
  /** Random (space-filling) candidates before the model chooses. */
  readonly nInitial: number;
  /** 'screening': so many best predicted ones are evaluated, then the model is updated. */
  readonly topK: number;
}

/** What earlier knowledge says of each candidate of a grid, J/m²: a boundary solved before, a screening model, the universal predictor. */
export interface Prior {
  readonly name: string;
  readonly energies: Float64Array;
}

export interface SearchDefinition {
  readonly space: SearchSpace;
  readonly method: SearchMethod;
  readonly seed: number;
  /** Evaluations at most; null: until the model says it is done or nothing is left. */
  readonly budget: number | null;
  /** Stop when the best candidate left promises less than this, J/m². */
  readonly toleranceJPerM2: number;
  readonly priors: readonly Prior[];
}

/** A candidate handed out. `index` is the row of a grid, or the running number of a box. */
export interface Candidate {
  readonly index: number;
  /** In the order of the columns. */
  readonly values: readonly number[];
}

/** A candidate that came back: an energy, or the reason why there is none. */
export interface Observation extends Candidate {
  readonly energyJPerM2: number | null;
  readonly failed: string | null;
}

/** All a search knows; immutable, made by `startSearch`, changed by `ask` and `tell`. */
export interface SearchState {
  readonly definition: SearchDefinition;
  /** In the order in which they came back. */
  readonly observations: readonly Observation[];
  /** Handed out, not yet back. */
  readonly pending: readonly Candidate[];
}

export type StopReason = 'budget' | 'converged' | 'exhausted';

export interface SearchStatus {
  readonly nObserved: number;
  readonly nFailed: number;
  readonly nPending: number;
  /** null for a box. */
  readonly nCandidates: number | null;
  readonly best: Observation | null;
  /** Expected improvement of the best candidate left, J/m²; null before there is a model. */
  readonly expectedImprovementJPerM2: number | null;
  readonly stopped: StopReason | null;
}
