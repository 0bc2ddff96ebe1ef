import { initialDesign } from './initial-design.js';
import { candidateAt } from './search-space.js';
import type { Candidate, Prior, SearchState } from './search-types.js';

/** How many candidates come before the model chooses. */
export const countFirst = ({ definition: { method } }: SearchState): number =>
  method.name === 'screening' ? method.topK : method.nInitial;

/**
 * The next n of the candidates that come before the model: screening takes the best predicted ones; transfer begins with
 * what each prior holds for best (at most half of the first ones); what is left is spread evenly.
 */
export function firstCandidates(state: SearchState, n: number): Candidate[] {
  const { definition, observations, pending } = state;
  const used = [...observations, ...pending];
  const taken = new Set(used.map((c) => c.index));
  const preferred = preferredIndexes(state).filter((index) => !taken.has(index));
  const first = preferred.slice(0, n).map((index) => candidateAt(definition.space, index));
  return [...first, ...initialDesign({ ...state, pending: [...pending, ...first] }, n - first.length)];
}

function preferredIndexes({ definition: { method, priors } }: SearchState): number[] {
  if (method.name === 'screening') return ascending(priors[0]);
  if (method.name !== 'transfer') return [];
  const best = priors.map((prior) => ascending(prior)[0]);
  return [...new Set(best)].slice(0, Math.ceil(method.nInitial / 2));
}

/** Candidates, best predicted first; of equals, the first. */
function ascending({ energies }: Prior): number[] {
  return Array.from(energies, (_, index) => index).sort((a, b) => energies[a] - energies[b] || a - b);
}
