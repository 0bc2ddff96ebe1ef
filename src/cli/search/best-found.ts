import { parametersOf, type KeptSearch } from '../../workflows/boundary-search/search-file.js';

export interface BestFound {
  readonly index: number;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** J/m² */
  readonly energy: number;
}

/** The candidate of lowest energy, the first of equals; null before there is one. */
export function bestFound(search: KeptSearch): BestFound | null {
  let best: BestFound | null = null;
  for (const o of search.state.observations) {
    if (o.energyJPerM2 === null || (best !== null && o.energyJPerM2 >= best.energy)) continue;
    best = { index: o.index, parameters: parametersOf(search, o), energy: o.energyJPerM2 };
  }
  return best;
}

/** Six figures of a number, for people. */
export const shown = (value: number | string): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(6))) : value;
