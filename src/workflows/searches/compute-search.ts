import { ask } from '../../science/search/ask.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import { readBlob } from '../blob-bytes.js';
import { searchBoundary } from '../boundary-search/search-boundary.js';
import type { BoundaryRecipe } from '../boundary-search/search-recipe.js';
import type { BlobStore } from '../ports/blob-store.js';
import {
  type BoundaryTask,
  type NextCandidates,
  type PlaneChoice,
  type PlanesTask,
  SearchComputation,
  type SearchMap,
  type SearchTask,
  type StructureTask,
  type TableTask,
} from '../ports/search-computation.js';
import type { BoundaryIdentity, PreparedSearch, SearchOutlook } from '../ports/search-records.js';
import { boundaryIdentity } from './boundary-identity.js';
import { CandidateBlobs } from './candidate-blobs.js';
import { candidateText } from './candidate-text.js';
import { nextCandidates, outlookOf } from './next-candidates.js';
import { planeChoices } from './plane-choices.js';
import { candidatesOfBoundary, candidatesOfTable, checked, withAnyLattice } from './prepare-candidates.js';
import { searchMap } from './search-map.js';
import { stateOf } from './search-state.js';
import { withPriors } from './with-priors.js';
import { definitionOf, type StoredCandidates } from './stored-candidates.js';

/** The computation itself, in whatever thread it is called. */
export class ComputeSearch extends SearchComputation {
  private readonly candidates: CandidateBlobs;

  constructor(private readonly blobs: BlobStore) {
    super();
    this.candidates = new CandidateBlobs(blobs);
  }

  async prepareTable(task: TableTask): Promise<PreparedSearch> {
    return this.keep(task.name, candidatesOfTable(task), task);
  }

  async prepareBoundary(task: BoundaryTask): Promise<PreparedSearch> {
    const stored = await candidatesOfBoundary(task);
    const { source } = stored;
    return this.keep(source.kind === 'boundary' ? source.frame.boundary.label : '', stored, task);
  }

  async identify(recipe: BoundaryRecipe): Promise<BoundaryIdentity> {
    return boundaryIdentity(await searchBoundary(withAnyLattice(recipe), null));
  }

  async next({ parallel, ...task }: SearchTask & { readonly parallel: number }): Promise<NextCandidates> {
    const definition = definitionOf(await this.candidates.get(task.headBlob), task.settings);
    return nextCandidates(definition, task.candidates, parallel);
  }

  async ask({ n, ...task }: SearchTask & { readonly n: number }): Promise<readonly number[]> {
    return ask(await this.stateOf(task), n).candidates.map(({ index }) => index);
  }

  async outlook(task: SearchTask): Promise<SearchOutlook> {
    return outlookOf(await this.stateOf(task));
  }

  async map(task: SearchTask): Promise<SearchMap> {
    return searchMap(await this.stateOf(task));
  }

  async structure({ headBlob, index, structureBlob, format }: StructureTask): Promise<string> {
    const relaxed = structureBlob && textOfBytes(await readBlob(this.blobs, structureBlob));
    return candidateText(await this.candidates.get(headBlob), { index, relaxed, format });
  }

  planes(task: PlanesTask): Promise<readonly PlaneChoice[]> {
    return planeChoices(task);
  }

  private async keep(
    label: string,
    made: StoredCandidates,
    { settings, earlier }: Pick<BoundaryTask, 'settings' | 'earlier'>,
  ): Promise<PreparedSearch> {
    const stored = checked(await withPriors(made, settings, { earlier, blobs: this.candidates }), settings);
    const { columns, values } = stored.space;
    const headBlob = await this.candidates.put(stored);
    return { label, headBlob, nCandidates: values.length / columns.length };
  }

  private async stateOf({ headBlob, settings, candidates }: SearchTask) {
    return stateOf(definitionOf(await this.candidates.get(headBlob), settings), candidates);
  }
}
