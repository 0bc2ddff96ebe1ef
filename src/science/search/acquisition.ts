import { expectedGain, normalShare } from './normal-distribution.js';
import type { Acquisition } from './search-types.js';

/** What the model says of the energy at a candidate. */
export interface Forecast {
  readonly mean: number;
  readonly std: number;
}

/** What candidates are held against, in the unit of the forecasts. */
export interface Levels {
  /** Lowest energy known. */
  readonly lowest: number;
  /** An energy that is no use: scores are gains against it where there is no other zero. */
  readonly ceiling: number;
  /** Share of (ceiling − lowest) by which a candidate must be lower to count as an improvement. */
  readonly margin: number;
}

/** Standard deviations below the mean. */
const CONFIDENCE = 2;

/**
 * How much a candidate promises: ≥ 0, the larger the better, so that a probability can multiply it.
 *
 * Source: Jones, Schonlau, Welch, J. Global Optim. 13 (1998) 455 (EI); Kushner, J. Basic Eng. 86 (1964) 97 (PI).
 * Checked: PI and EI against Monte Carlo (acquisition.spec.ts).
 */
export function score(
  acquisition: Exclude<Acquisition, 'thompson'>,
  { mean, std }: Forecast,
  levels: Levels,
): number {
  const { lowest, ceiling, margin } = levels;
  switch (acquisition) {
    case 'probability-of-improvement':
      return normalShare((lowest - margin * (ceiling - lowest) - mean) / std);
    case 'expected-improvement':
      return expectedGain(lowest - mean, std);
    case 'lower-confidence-bound':
      return Math.max(0, ceiling - (mean - CONFIDENCE * std));
  }
}
