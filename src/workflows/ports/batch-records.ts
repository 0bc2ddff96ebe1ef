import type { Recipe } from '../../science/interpretation/recipe.js';
import type { Headline } from './headline.js';
import type { Analysis, Job, JobState, Problem, ScanReference } from './records.js';
import type { SavedRecipeReference } from './recipe-records.js';

/** One recipe on many datasets. */
export interface Batch {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly recipe: Recipe;
  readonly recipeSha256: string;
  readonly savedRecipe: SavedRecipeReference | null;
  readonly createdAt: Date;
}

/** One dataset of a batch. */
export interface BatchRow {
  /** 0, 1, … in the order in which the datasets were chosen. */
  readonly position: number;
  readonly datasetId: string;
  /** Null: it could not be analysed at all, `problem` says why. */
  readonly analysisId: string | null;
  /** True: the analysis was there before and is the same; nothing was computed for this batch. */
  readonly reused: boolean;
  readonly problem: Problem | null;
}

/** A row as a table shows it. */
export interface BatchLine extends BatchRow {
  readonly fileName: string;
  /** Of the analysis' job; failed where there is none. */
  readonly state: JobState;
  readonly progress: number;
  readonly stage: string;
  readonly headline: Headline | null;
}

export type BatchCounts = Readonly<Record<JobState, number>> & {
  readonly total: number;
  readonly reused: number;
};

/** Analyses to queue, each with its job. */
export type Work = readonly { readonly analysis: Analysis; readonly job: Job }[];

/** A finished analysis that may stand for a new one. */
export interface FinishedLike {
  readonly id: string;
  readonly coreLoss: ScanReference;
  readonly lowLoss: ScanReference | null;
}
