import { createRng } from '../numerics/rng.js';
import { score, type Levels } from './acquisition.js';
import { bestObservation } from './best-observation.js';
import { poolNear, poolOfBox, poolOfGrid, type Box, type CandidatePool } from './candidate-pool.js';
import { successProbability } from './failure-risk.js';
import type { Predictor } from './gp/predictor.js';
import { samplePath } from './gp/sample-path.js';
import { openNeighbours } from './open-neighbours.js';
import { hasModel, learnModel, predictPool, type SearchModel } from './search-model.js';
import { candidateAt, nextIndex } from './search-space.js';
import type { Acquisition, Candidate, SearchState } from './search-types.js';

/** The lowest energy is refined by so many evaluations that follow it, and later by every one of so many. */
const REFINED_AT_ONCE = 2;
const REFINED_EVERY = 5;
/** What counts as an improvement: at least this share of the spread between the lowest energy and the ceiling. */
const MARGIN = 0.1;
/** Thompson draws its path at so many points of highest promise. */
const PATH_POINTS = 300;
/** Shares of a box's sides within which the best point is refined. */
const REFINEMENTS = [0.05, 0.01];

/** The n candidates that promise most, one after another: each counts as told, with the model's mean, for the next. */
export function chooseByModel(state: SearchState, n: number): Candidate[] {
  const { space, method } = state.definition;
  const model = learnModel(state);
  const chosen: Candidate[] = [];
  if (space.kind === 'box') {
    while (chosen.length < n) {
      const next = chooseInBox({ ...state, pending: [...state.pending, ...chosen] }, space, model);
      if (next === null) break;
      chosen.push(next);
    }
    return chosen;
  }
  const view = viewOf(state, model, poolOfGrid(state, space));
  while (chosen.length < n) {
    const row = mostPromising(view, method.acquisition).row;
    view.predictor.believe(row);
    view.pool.taken[row] = 1;
    view.lowest = Math.min(view.lowest, view.predictor.mean[row]);
    chosen.push(candidateAt(space, row));
  }
  return chosen;
}

/** Largest expected improvement of a candidate that is left, J/m²; null before there is a model or when none is left. */
export function expectedImprovementLeft(state: SearchState): number | null {
  if (!hasModel(state)) return null;
  const { space } = state.definition;
  const model = learnModel(state);
  const pool = space.kind === 'grid' ? poolOfGrid(state, space) : poolOfBox(state, space);
  const best = highestScore(viewOf(state, model, pool), 'expected-improvement');
  return best.row < 0 ? null : best.score * model.scale.unitJPerM2;
}

/** What a choice is made from. */
interface View {
  readonly state: SearchState;
  readonly model: SearchModel;
  readonly pool: CandidatePool;
  readonly predictor: Predictor;
  readonly success: (values: ArrayLike<number>) => number;
  /** Lowest energy, told or believed, in the model's unit. */
  lowest: number;
}

function viewOf(state: SearchState, model: SearchModel, pool: CandidatePool): View {
  const predictor = predictPool(model, pool);
  const { process, scale } = model;
  return {
    state,
    model,
    pool,
    predictor,
    success: successProbability(process.inputs.columns, process.lengths, state.observations),
    lowest: pool.pending.reduce((least, row) => Math.min(least, predictor.mean[row]), scale.lowest),
  };
}

/** null: every point looked at was handed out before (a box of few whole numbers). */
function chooseInBox(state: SearchState, space: Box, model: SearchModel): Candidate | null {
  const nColumns = space.columns.length;
  const bestOf = (pool: CandidatePool): number[] | null => {
    const { row } = mostPromising(viewOf(state, model, pool), state.definition.method.acquisition);
    return row < 0 ? null : Array.from(pool.values.subarray(row * nColumns, (row + 1) * nColumns));
  };
  let values = bestOf(poolOfBox(state, space));
  if (values === null) return null;
  for (const reach of REFINEMENTS)
    values = bestOf(poolNear(state, space, { centre: values, reach })) ?? values;
  return { index: nextIndex(state), values };
}

type Scored = Exclude<Acquisition, 'thompson'>;

interface Promising {
  /** −1: nothing is left. */
  readonly row: number;
  readonly score: number;
}

/** The free point of highest score; by the confidence bound where all others are as good as 0. */
function mostPromising(view: View, acquisition: Acquisition): Promising {
  if (acquisition === 'thompson') return lowestOfPath(view);
  const refined = acquisition === 'probability-of-improvement' ? refinement(view) : null;
  if (refined !== null) return refined;
  const best = highestScore(view, acquisition);
  if (promisesNothing(view, acquisition, best)) {
    const beside = lowestBeside(view);
    if (beside !== null) return beside;
  }
  return best.score === 0 ? highestScore(view, 'lower-confidence-bound') : best;
}

/** A chance below this of a lower energy is none. */
const NO_CHANCE = 1e-6;

function promisesNothing({ model, state }: View, acquisition: Scored, { score }: Promising): boolean {
  if (acquisition === 'lower-confidence-bound') return false;
  if (acquisition === 'probability-of-improvement') return score < NO_CHANCE;
  return score * model.scale.unitJPerM2 < state.definition.toleranceJPerM2;
}

/** Of the candidates beside the lowest one that were never looked at, that of lowest mean. */
function lowestBeside({ state, pool, predictor }: View): Promising | null {
  const rows = openNeighbours(state).filter((row) => pool.taken[row] === 0);
  if (rows.length === 0) return null;
  return { row: rows.reduce((a, b) => (predictor.mean[b] < predictor.mean[a] ? b : a)), score: 0 };
}

/**
 * After a new lowest energy, and now and then, the candidate of lowest mean if that is lower still: what counts as an
 * improvement is large, so that the search looks elsewhere, and the last steps down are small.
 */
function refinement({ state, pool, predictor, lowest }: View): Promising | null {
  const best = bestObservation(state.observations);
  if (best === null) return null;
  const since = state.observations.length + predictor.nBelieved - 1 - state.observations.indexOf(best);
  if (since >= REFINED_AT_ONCE && since % REFINED_EVERY !== 0) return null;
  let [row, least] = [-1, lowest];
  predictor.mean.forEach((mean, i) => {
    if (pool.taken[i] === 0 && mean < least) [row, least] = [i, mean];
  });
  return row < 0 ? null : { row, score: lowest - least };
}

/** Exact: standard deviations are only computed where their bounds leave hope. */
function highestScore(view: View, acquisition: Scored): Promising {
  const { predictor } = view;
  const hope = hopes(view, acquisition);
  const exactAt = (row: number): number =>
    scoreAt(view, acquisition, [row, predictor.std(row)]) * successAt(view, row);
  const first = indexOfLargest(hope);
  if (first < 0) return { row: -1, score: -1 };
  let best: Promising = { row: first, score: exactAt(first) };
  for (const row of byHope(hope, best.score)) {
    if (hope[row] <= best.score) break;
    if (hopeAt(view, acquisition, [row, predictor.closeStd(row)]) <= best.score) continue;
    const score = exactAt(row);
    if (score > best.score) best = { row, score };
  }
  return best;
}

/** Rows of more hope than this, the most hopeful first; of equals, the first. */
function byHope(hope: Float64Array, above: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < hope.length; row++) if (hope[row] > above) rows.push(row);
  return rows.sort((a, b) => hope[b] - hope[a] || a - b);
}

/** Upper bounds of the scores: all scores are monotonous in the standard deviation, which lies between 0 and its bound. */
function hopes(view: View, acquisition: Scored): Float64Array {
  const { pool, predictor } = view;
  return Float64Array.from(predictor.boundStd, (bound, row) =>
    pool.taken[row] === 1 ? -1 : hopeAt(view, acquisition, [row, bound]),
  );
}

function hopeAt(view: View, acquisition: Scored, [row, bound]: readonly [number, number]): number {
  return Math.max(scoreAt(view, acquisition, [row, bound]), scoreAt(view, acquisition, [row, 1e-9]));
}

/** Share of the neighbours that gave an energy. */
function successAt({ state, pool, success }: View, row: number): number {
  const nColumns = state.definition.space.columns.length;
  return success(pool.values.subarray(row * nColumns, (row + 1) * nColumns));
}

function scoreAt(view: View, acquisition: Scored, [row, std]: readonly [number, number]): number {
  const levels: Levels = { lowest: view.lowest, ceiling: view.model.scale.ceiling, margin: MARGIN };
  return score(acquisition, { mean: view.predictor.mean[row], std }, levels);
}

function indexOfLargest(values: Float64Array): number {
  let at = -1;
  let most = -1;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > most) {
      most = values[i];
      at = i;
    }
  }
  return at;
}

/** Thompson: the lowest point of one path drawn from the process, among those of lowest confidence bound. */
function lowestOfPath(view: View): Promising {
  const rows = byHope(hopes(view, 'lower-confidence-bound'), -1).slice(0, PATH_POINTS);
  if (rows.length === 0) return { row: -1, score: -1 };
  const { observations, definition } = view.state;
  const rng = createRng(definition.seed + observations.length + view.predictor.nBelieved);
  const path = samplePath(view.predictor, rows, rng);
  const scores = Float64Array.from(path, (energy, k) => {
    return Math.max(0, view.model.scale.ceiling - energy) * successAt(view, rows[k]);
  });
  const k = indexOfLargest(scores);
  return { row: rows[k], score: scores[k] };
}
