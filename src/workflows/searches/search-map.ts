import { poolOfGrid } from '../../science/search/candidate-pool.js';
import { hasModel, learnModel, predictPool } from '../../science/search/search-model.js';
import type { SearchState } from '../../science/search/search-types.js';
import type { SearchMap } from '../ports/search-computation.js';

/** Beyond this the energies themselves fill the map, and a model of them would take minutes. */
const LARGEST_MODEL = 500;

/** The model at all candidates of a grid: what it expects and how sure it is, J/m². */
export function searchMap(state: SearchState): SearchMap {
  const { space } = state.definition;
  if (space.kind !== 'grid') throw new Error('Searches of the service are grids.');
  const columns = space.columns.map(({ name, unit, period }) => ({ name, unit, period }));
  const plain = { columns, values: space.values, mean: null, std: null };
  if (!hasModel(state) || state.observations.length > LARGEST_MODEL) return plain;
  const model = learnModel(state);
  const predictor = predictPool(model, poolOfGrid({ ...state, pending: [] }, space));
  const { unitJPerM2, lowest } = model.scale;
  const energies = state.observations.flatMap(({ energyJPerM2 }) => energyJPerM2 ?? []);
  const zero = Math.min(...energies) - lowest * unitJPerM2;
  return {
    ...plain,
    mean: predictor.mean.map((mean) => zero + mean * unitJPerM2),
    std: predictor.mean.map((_, i) => predictor.std(i) * unitJPerM2),
  };
}
