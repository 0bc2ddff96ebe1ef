import type { SearchSettings, CandidateWish } from '../boundary-search/search-file-events.js';
import type { Work } from './batch-records.js';
import type { Dataset, Job, Page, PageRequest, Problem } from './records.js';
import type { Search } from './search-records.js';

/** Which datasets a rule is for: every condition that is not null has to hold. */
export interface RuleMatch {
  /** `*` any characters, `?` one; case does not count. */
  readonly instrument: string | null;
  readonly fileName: string | null;
  readonly format: string | null;
  /** As the sidecar says it, or its boundary; case does not count. */
  readonly material: string | null;
  /** Whether the sidecar names the boundary that the scan crosses. */
  readonly hasBoundary: boolean | null;
}

/** A boundary search as a rule begins it: of the sidecar's boundary, with the potential that is built in for its material. */
export interface SearchTemplate {
  readonly settings: SearchSettings;
  readonly candidates: CandidateWish;
  readonly parallel: number;
}

export interface RuleAction {
  /** A saved recipe (version null: the latest when it runs). */
  readonly recipe: 'default' | { readonly recipeId: string; readonly recipeVersion: number | null };
  /** Whether what is found is tied to the sidecar's boundary. */
  readonly link: boolean;
  readonly search: SearchTemplate | null;
}

/** What is done with datasets as they arrive. */
export interface Rule {
  readonly id: string;
  readonly ownerId: string;
  /** No two of an owner are equal. */
  readonly name: string;
  readonly enabled: boolean;
  readonly match: RuleMatch;
  readonly run: RuleAction;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** One rule on one dataset. */
export interface RuleRun {
  readonly id: string;
  readonly ownerId: string;
  /** null: the sidecar asked for it, no rule. */
  readonly ruleId: string | null;
  readonly datasetId: string;
  /** null: it could not be analysed, or the analysis was removed. */
  readonly analysisId: string | null;
  readonly searchId: string | null;
  readonly link: boolean;
  /** What of it could not be begun, and why. */
  readonly problem: Problem | null;
  readonly createdAt: Date;
}

export interface ShownRuleRun extends RuleRun {
  readonly ruleName: string | null;
  readonly fileName: string;
}

export interface RuleCounts {
  readonly nRuns: number;
  readonly nProblems: number;
  readonly lastRunAt: Date | null;
}

/** A search with a text that is equal for equal searches: one that was begun before stands for it. */
export interface PlannedSearch {
  readonly key: string;
  readonly search: Search;
  readonly job: Job;
}

/** What the rules make of one dataset. */
export interface PlannedRuns {
  readonly runs: readonly (Omit<RuleRun, 'searchId'> & { readonly searchKey: string | null })[];
  readonly work: Work;
  readonly searches: readonly PlannedSearch[];
}

export interface RunFilter {
  readonly ruleId: string | null;
  readonly datasetId: string | null;
  readonly problemsOnly: boolean;
}

/** Rules and what they did. Another owner's rule does not exist. */
export abstract class RuleRepository {
  /** False when there is one of this name. */
  abstract add(rule: Rule): Promise<boolean>;
  /** False when another has this name. */
  abstract replace(rule: Rule): Promise<boolean>;
  abstract find(ownerId: string, id: string): Promise<Rule | null>;
  /** By name. */
  abstract list(ownerId: string): Promise<readonly Rule[]>;
  /** With the record of what it did; what it began stays. False when there is none. */
  abstract remove(ownerId: string, id: string): Promise<boolean>;
  /** By id of rule; those that did nothing are left out. */
  abstract counts(ownerId: string): Promise<ReadonlyMap<string, RuleCounts>>;
  abstract runs(ownerId: string, filter: RunFilter, page: PageRequest): Promise<Page<ShownRuleRun>>;
  /** Of all owners: datasets that are ready and that no rule has looked at, oldest first. */
  abstract due(limit: number): Promise<readonly Dataset[]>;
  /**
   * Writes what the rules make of a dataset, with its analyses, searches and queue entries, in one transaction, and that
   * they have looked at it. False, with nothing written, when somebody else has done it or the dataset is gone.
   */
  abstract apply(datasetId: string, at: Date, planned: PlannedRuns): Promise<boolean>;
  /** False when rules began this analysis and none of them wants it tied to the sidecar's boundary. */
  abstract wantsLink(analysisId: string): Promise<boolean>;
}
