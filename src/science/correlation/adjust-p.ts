import { CorrelationError } from './correlation-error.js';

/** 'bh' holds the share of false discoveries, 'holm' and 'bonferroni' the chance of any; 'none' leaves p as it is. */
export type Adjustment = 'bh' | 'holm' | 'bonferroni' | 'none';

/**
 * p of a family of tests, adjusted for their number.
 *
 * @param ps  p of each test; null: not a test, and not counted
 * @returns  `adjusted` in the same order, null where p is; `familySize`, the number of tests
 * @throws CorrelationError invalid-parameter  a p outside [0, 1]
 * Valid for: holm and bonferroni always; bh for independent or positively dependent tests.
 * Source: Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289; S. Holm, Scand. J. Stat. 6 (1979) 65.
 * Checked: statsmodels multipletests (against-scipy.spec.ts).
 */
export function adjustP(
  ps: readonly (number | null)[],
  adjustment: Adjustment,
): { adjusted: (number | null)[]; familySize: number } {
  const tests = ps.map((_, i) => i).filter((i) => ps[i] !== null);
  const m = tests.length;
  const adjusted: (number | null)[] = ps.map(() => null);
  const p = (i: number): number => ps[i]!;
  for (const i of tests)
    if (!(p(i) >= 0 && p(i) <= 1))
      throw new CorrelationError('invalid-parameter', `p lies between 0 and 1, not ${p(i)}`, { at: i });
  tests.sort((i, j) => p(i) - p(j));
  if (adjustment === 'bh') {
    let least = 1;
    for (let rank = m; rank >= 1; rank--) {
      const i = tests[rank - 1];
      least = Math.min(least, (p(i) * m) / rank);
      adjusted[i] = least;
    }
    return { adjusted, familySize: m };
  }
  let most = 0;
  for (let rank = 0; rank < m; rank++) {
    const factor = adjustment === 'holm' ? m - rank : adjustment === 'bonferroni' ? m : 1;
    most = Math.max(most, Math.min(1, factor * p(tests[rank])));
    adjusted[tests[rank]] = most;
  }
  return { adjusted, familySize: m };
}
