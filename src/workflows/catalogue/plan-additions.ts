import type { AddedBoundary, CatalogueStamp, PreparedDraft } from '../ports/catalogue.js';
import type { Ids } from '../ports/clock.js';
import { type Addition, type BoundaryState, planAddition } from './plan-addition.js';

/** A boundary of the catalogue, as adding needs it. */
export interface Place {
  readonly id: string;
  /** Made for these drafts. */
  readonly isNew: boolean;
}

/**
 * What drafts of many boundaries add, boundary by boundary: those of one boundary together, in their order.
 *
 * @param there   of each draft's key
 * @param states  of each boundary
 * @returns the additions by boundary, and what became of each draft
 */
export function planAdditions(
  drafts: readonly PreparedDraft[],
  there: ReadonlyMap<string, Place>,
  states: ReadonlyMap<string, BoundaryState>,
  making: { readonly ids: Ids; readonly stamp: CatalogueStamp },
): { readonly additions: ReadonlyMap<string, Addition>; readonly outcomes: readonly AddedBoundary[] } {
  const byBoundary = new Map<string, number[]>();
  drafts.forEach(({ draft }, i) => {
    const { id } = there.get(draft.boundary.key)!;
    const places = byBoundary.get(id);
    if (places === undefined) byBoundary.set(id, [i]);
    else places.push(i);
  });
  const outcomes = new Array<AddedBoundary>(drafts.length);
  const additions = new Map<string, Addition>();
  for (const [boundaryId, places] of byBoundary) {
    const own = places.map((i) => drafts[i]);
    const addition = planAddition(states.get(boundaryId)!, own, making);
    additions.set(boundaryId, addition);
    const { isNew } = there.get(own[0].draft.boundary.key)!;
    addition.outcomes.forEach((outcome, k) => {
      outcomes[places[k]] = { boundaryId, isNewBoundary: isNew && k === 0, ...outcome };
    });
  }
  return { additions, outcomes };
}
