import type { EarlierSearch } from '../boundary-search/search-file-priors.js';
import { screeningPrior, transferPriors } from '../boundary-search/search-file-priors.js';
import type { SearchSettings } from '../boundary-search/search-file-events.js';
import type { EarlierTask } from '../ports/search-computation.js';
import type { CandidateBlobs } from './candidate-blobs.js';
import { stateOf } from './search-state.js';
import { definitionOf, type StoredCandidates } from './stored-candidates.js';

/**
 * Candidates with what earlier searches say of them: by screening one prediction learnt from all, by other methods the
 * energies of each at the same place.
 *
 * @throws WorkflowError, SearchError  nothing can be learnt from them
 */
export async function withPriors(
  stored: StoredCandidates,
  { method, seed }: SearchSettings,
  { earlier, blobs }: { earlier: readonly EarlierTask[]; blobs: CandidateBlobs },
): Promise<StoredCandidates> {
  if (earlier.length === 0) return stored;
  const known = await Promise.all(earlier.map((task) => earlierSearch(task, blobs)));
  const { space } = stored;
  const begun = begunOf(stored);
  const priors =
    method.name === 'screening'
      ? [screeningPrior(known, begun, seed)]
      : transferPriors(known, { space, begun });
  return { ...stored, space: { ...space, priors: [...space.priors, ...priors] } };
}

async function earlierSearch(
  { name, headBlob, settings, candidates }: EarlierTask,
  blobs: CandidateBlobs,
): Promise<EarlierSearch> {
  const stored = await blobs.get(headBlob);
  const state = stateOf(definitionOf(stored, settings), candidates);
  return { name, search: { begun: begunOf(stored), space: stored.space, state } };
}

const begunOf = ({ source, space }: StoredCandidates): EarlierSearch['search']['begun'] =>
  source.kind === 'table' ? null : { frame: source.frame, candidates: source.recipe.candidates, space };
