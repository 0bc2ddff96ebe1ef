/**
 * Expected lowest energy of n candidates drawn at random without replacement, for n = 1 … nDraws: the curve to hold a
 * search against.
 *
 * E[min of n] = Σ_k e_(k)·P(k is the lowest drawn), with P from the hypergeometric distribution.
 *
 * @param energies  what is known, J/m²: all candidates, or a random sample of them; none are left out
 * @returns [min(nDraws, energies.length)], J/m²
 * Valid for: a table, exactly; a sample, as an estimate (it cannot know anything below its own lowest energy).
 * Checked: against the mean over all subsets, and by Monte Carlo (random-expectation.spec.ts).
 */
export function randomExpectation(energies: ArrayLike<number>, nDraws: number): Float64Array {
  const sorted = Float64Array.from(energies).sort();
  const total = sorted.length;
  const curve = new Float64Array(Math.min(nDraws, total));
  for (let n = 1; n <= curve.length; n++) {
    // P(lowest drawn is the k-th) = P(none of the k before it is drawn) · n/(total − k)
    let noneBefore = 1;
    let expected = 0;
    for (let k = 0; k <= total - n; k++) {
      const share = n / (total - k);
      expected += sorted[k] * noneBefore * share;
      noneBefore *= 1 - share;
    }
    curve[n - 1] = expected;
  }
  return curve;
}
