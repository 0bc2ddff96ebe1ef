import { median } from '../numerics/statistics.js';
import type { Observation, Prior, SearchColumn } from './search-types.js';

/** A search done before: what it was over, and what it found. */
export interface EarlierSearch {
  readonly name: string;
  readonly columns: readonly SearchColumn[];
  /** Length by which a column that does not repeat is measured (a gap: the plane spacing), by name. */
  readonly units: Readonly<Record<string, number>>;
  readonly observations: readonly Observation[];
}

/** The candidates that are to profit. */
export interface TransferTarget {
  readonly columns: readonly SearchColumn[];
  readonly units: Readonly<Record<string, number>>;
  /** [nCandidates × nColumns] */
  readonly values: Float64Array;
}

/** Standard deviation of the smoothing, in periods of a periodic column and in units of the others. */
const WIDTH = { period: 0.06, unit: 0.15 } as const;

interface SharedColumn {
  readonly from: number;
  readonly to: number;
  /** Distance, in smoothing widths, of a source's value from a target's. */
  readonly distance: (source: number, target: number) => number;
}

function sharedColumns(source: EarlierSearch, target: TransferTarget): SharedColumn[] {
  return target.columns.flatMap((column, to) => {
    const from = source.columns.findIndex((other) => other.name === column.name);
    if (from < 0) return [];
    const [old, now] = [source.columns[from].period, column.period];
    if (old !== null && now !== null) {
      return [{ from, to, distance: (s: number, t: number) => cyclic(s / old, t / now) / WIDTH.period }];
    }
    if (column.categorical)
      return [{ from, to, distance: (s: number, t: number) => (s === t ? 0 : Infinity) }];
    const [oldUnit, nowUnit] = [source.units[column.name] ?? 1, target.units[column.name] ?? 1];
    return [{ from, to, distance: (s: number, t: number) => (s / oldUnit - t / nowUnit) / WIDTH.unit }];
  });
}

const cyclic = (a: number, b: number): number => {
  const d = Math.abs(a - b) % 1;
  return Math.min(d, 1 - d);
};

/**
 * What a boundary solved before says of another one's candidates: its energies at the same place of the translation cell
 * and the same gap in plane spacings, smoothed; where it knows nothing near, its median.
 *
 * Several sources are several priors; how much of each is believed is learnt by the search (`startSearch`), which drops
 * one that misleads.
 *
 * @returns one prior, [nCandidates] J/m²; null when the two have no column in common or the source has no energies
 * Source of the idea: H. Oda et al., J. Phys. Soc. Jpn. 86, 123601 (2017); the normalisation is ours.
 * Checked: a boundary gives itself back; invariant to the unit of length (transfer.spec.ts).
 */
export function priorFrom(source: EarlierSearch, target: TransferTarget): Prior | null {
  const shared = sharedColumns(source, target);
  const known = source.observations.flatMap(({ values, energyJPerM2 }) =>
    energyJPerM2 === null ? [] : [{ values, energyJPerM2 }],
  );
  if (shared.length === 0 || known.length === 0) return null;
  const typical = median(known.map(({ energyJPerM2 }) => energyJPerM2));
  const nColumns = target.columns.length;
  const nCandidates = target.values.length / nColumns;
  const energies = new Float64Array(nCandidates);
  for (let i = 0; i < nCandidates; i++) {
    // The median weighs as little as one observation three widths away.
    let weight = Math.exp(-4.5);
    let sum = weight * typical;
    for (const { values, energyJPerM2 } of known) {
      let squared = 0;
      for (const { from, to, distance } of shared)
        squared += distance(values[from], target.values[i * nColumns + to]) ** 2;
      const w = Math.exp(-0.5 * squared);
      weight += w;
      sum += w * energyJPerM2;
    }
    energies[i] = sum / weight;
  }
  return { name: source.name, energies };
}
