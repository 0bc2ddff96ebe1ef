import { matern, separation, type KernelColumn } from './gp/kernel-column.js';
import type { Observation } from './search-types.js';

/** Share of a success at the point itself that stands against failures before anything is known there. */
const TRUST = 0.1;

/**
 * Probability that a candidate gives an energy: a vote of the observations, each with the kernel's weight. Never 0, so that
 * no neighbourhood is lost.
 *
 * @param lengths  of the kernel, shares of the columns' scales
 * @returns (values of a point) -> share in (0, 1]; 1 everywhere while nothing failed
 */
export function successProbability(
  columns: readonly KernelColumn[],
  lengths: readonly number[],
  observations: readonly Observation[],
): (values: ArrayLike<number>) => number {
  if (observations.every((o) => o.energyJPerM2 !== null)) return () => 1;
  return (values) => {
    let votes = TRUST;
    let failed = 0;
    for (const observation of observations) {
      let weight = 1;
      for (let c = 0; c < columns.length; c++) {
        weight *= matern(separation(columns[c], values[c], observation.values[c], 0) / lengths[c]);
      }
      votes += weight;
      if (observation.energyJPerM2 === null) failed += weight;
    }
    return 1 - failed / votes;
  };
}
