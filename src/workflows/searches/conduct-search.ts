import { ScienceError } from '../../science/units/science-error.js';
import { prepareReference } from '../boundary-search/reference-state.js';
import type { EnergyEngines } from '../ports/energy-engines.js';
import type { SearchComputation } from '../ports/search-computation.js';
import type { FinishedSearch, Search, SearchOutlook, SearchRequestRecipe } from '../ports/search-records.js';
import type { SearchRepository } from '../ports/search-repositories.js';
import { earlierSearches } from './earlier-searches.js';
import type { FoundBoundaries } from './found-boundaries.js';
import { searchProgress } from './search-progress.js';

export interface ConductSearchPorts {
  readonly searches: SearchRepository;
  readonly computation: SearchComputation;
  readonly engines: EnergyEngines;
  readonly found: FoundBoundaries;
}

export interface ConductHooks {
  onProgress(fraction: number, stage: string): void;
  /** A moment, until it is looked again for what has come back. @throws when the search is to end */
  pause(): Promise<void>;
}

/**
 * Leads a search from its beginning, or from wherever an earlier worker left it: makes the candidates, hands them out and
 * waits for what comes back, until the loop says that it is done. The evaluations are tasks of the queue.
 */
export class ConductSearch {
  constructor(private readonly ports: ConductSearchPorts) {}

  /** @throws ScienceError  the boundary or the engine cannot be had */
  async run(given: Search, hooks: ConductHooks): Promise<FinishedSearch> {
    const search = await this.prepared(given, hooks);
    let nSeen = -1;
    for (;;) {
      const counts = await this.ports.searches.counts(search.id);
      const { fraction, stage } = searchProgress(search, counts);
      hooks.onProgress(fraction, stage);
      if (counts.nObserved !== nSeen) {
        const outlook = await this.advance(search);
        if (outlook?.stopped) return { ...outlook, boundaries: await this.ports.found.catalogued(search) };
        nSeen = outlook === null ? -1 : counts.nObserved;
      }
      await hooks.pause();
    }
  }

  private async prepared(search: Search, hooks: ConductHooks): Promise<Search & { headBlob: string }> {
    const { headBlob, recipe, settings } = search;
    if (headBlob !== null) return { ...search, headBlob };
    if (recipe === null) throw new Error(`Search ${search.id} has neither candidates nor a recipe.`);
    hooks.onProgress(0, 'making the crystals');
    const reference = await this.reference(recipe);
    hooks.onProgress(0, 'making the candidates');
    const { searches, computation } = this.ports;
    const earlier = await earlierSearches(searches, search);
    const prepared = await computation.prepareBoundary({ recipe, reference, settings, earlier });
    await searches.setPrepared(search.id, prepared);
    return { ...search, ...prepared };
  }

  private async reference(recipe: SearchRequestRecipe) {
    const engine = await this.ports.engines.open(recipe.engine);
    try {
      return await prepareReference(recipe, engine);
    } finally {
      await engine.close();
    }
  }

  /** Hands out what is to be handed out now; null when another leader was faster and it has to be looked anew. */
  private async advance(search: Search & { headBlob: string }): Promise<SearchOutlook | null> {
    const { id, headBlob, settings, parallel } = search;
    const { searches, computation } = this.ports;
    const candidates = await searches.candidates(id);
    const { indices, outlook } = await computation.next({ headBlob, settings, candidates, parallel });
    if (indices.length > 0 && !(await searches.handOut(id, indices, candidates.length))) return null;
    if (outlook === null) return WAITING;
    await searches.setOutlook(id, outlook);
    return outlook;
  }
}

/** Nothing was asked of the model. */
const WAITING: SearchOutlook = { expectedImprovementJPerM2: null, stopped: null };

/** What ends a search: nothing about one candidate, but about what makes all of them. */
const FATAL: readonly string[] = ['recipe-refused', 'engine-unavailable', 'potential-unreadable'];

export const endsSearch = (error: unknown): error is ScienceError =>
  error instanceof ScienceError && FATAL.includes(String(error.code));
