import type { ModelOutput } from '../../science/descriptors/model-manifest.js';
import type { LabelledSpectra } from '../datasets/labelled-spectra.js';
import type { ConditionEvaluation, DomainEvaluation } from '../evaluation/model-evaluation.js';

/** What came of a training. */
export interface TrainedTask {
  readonly model: Uint8Array;
  /** JSON of domain.json and references.json. */
  readonly domain: unknown;
  readonly references: unknown;
  readonly outputs: readonly ModelOutput[];
  readonly conditions: readonly ConditionEvaluation[];
  readonly domainEvaluation: readonly DomainEvaluation[];
  readonly spectra: LabelledSpectra;
}
