import { quantile } from '../numerics/statistics.js';
import { posterior, type Posterior } from './gp/posterior.js';
import { kronecker } from './initial-design.js';
import { nextIndex, pointOfBox } from './search-space.js';
import type { Candidate, SearchState } from './search-types.js';

/** Points of a box among which the model chooses. */
const POINTS_OF_BOX = 2000;

/** Two energies are the least a model is made from. */
export const hasModel = ({ observations }: SearchState): boolean =>
  observations.filter((o) => o.energyJPerM2 !== null).length >= 2;

/** Candidates the model promises most of, one after another: what is pending counts as told with the model's mean. */
export function chooseByModel(state: SearchState, n: number): Candidate[] {
  const chosen: Candidate[] = [];
  while (chosen.length < n) {
    const view = lookAhead({ ...state, pending: [...state.pending, ...chosen] });
    let best = -1;
    let most = -Infinity;
    for (let i = 0; i < view.pool.length; i++) {
      const target = view.lowest - view.xi;
      const z = (target - view.model.mean[i]) / view.model.std[i];
      if (z > most) [most, best] = [z, i];
    }
    if (best < 0) break;
    chosen.push(view.pool[best]);
  }
  return chosen;
}

/** Largest expected improvement of a candidate that is left, J/m²; null before there is a model. */
export function expectedImprovementLeft(state: SearchState): number | null {
  if (!hasModel(state)) return null;
  const { model, lowest } = lookAhead(state);
  let most = 0;
  for (let i = 0; i < model.mean.length; i++) {
    most = Math.max(most, expectedImprovement(lowest - model.mean[i], model.std[i]));
  }
  return most;
}

interface View {
  readonly pool: readonly Candidate[];
  readonly model: Posterior;
  readonly lowest: number;
  readonly xi: number;
}

function lookAhead(state: SearchState): View {
  const { space } = state.definition;
  const pool = poolOf(state);
  const known = state.observations.filter((o) => o.energyJPerM2 !== null);
  const energies = known.map((o) => o.energyJPerM2!);
  const ceiling = quantile(energies, 0.7);
  const clipped = energies.map((e) => Math.min(e, ceiling));
  const lowest = Math.min(...energies);
  const model = posterior(space.columns, {
    at: [...known.map((o) => o.values), ...state.pending.map((o) => o.values)],
    energies: [...clipped, ...state.pending.map(() => lowest + 0.5 * (ceiling - lowest))],
    wanted: pool.map((c) => c.values),
  });
  return { pool, model, lowest, xi: 0.05 * (ceiling - lowest) };
}

function poolOf(state: SearchState): Candidate[] {
  const { space, seed } = state.definition;
  const used = [...state.observations, ...state.pending];
  if (space.kind === 'box') {
    const index = nextIndex(state);
    return kronecker(space.columns.length, seed, [index, POINTS_OF_BOX]).map((shares) => ({
      index,
      values: pointOfBox(space, shares),
    }));
  }
  const taken = new Set(used.map((c) => c.index));
  const nColumns = space.columns.length;
  const pool: Candidate[] = [];
  for (let i = 0; i < space.nCandidates; i++) {
    if (!taken.has(i)) {
      pool.push({ index: i, values: Array.from(space.values.subarray(i * nColumns, (i + 1) * nColumns)) });
    }
  }
  return pool;
}

/** E[max(gain, 0)] of a gain with the given mean and standard deviation. */
function expectedImprovement(gain: number, std: number): number {
  const z = gain / std;
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  return gain * normalCdf(z) + std * density;
}

/** Abramowitz & Stegun 7.1.26, |error| < 1.5e-7. */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * poly * Math.exp(-x * x);
  return z > 0 ? 1 - upper : upper;
}
