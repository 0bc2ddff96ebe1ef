import type { InterpretationResult, Provenance } from '../../science/interpretation/interpretation-result.js';

/** What the view draws: a result, or a scan that nobody has analysed yet, which has no provenance and no findings. */
export type ViewedResult = Omit<InterpretationResult, 'provenance'> & {
  readonly provenance: Provenance | null;
};
