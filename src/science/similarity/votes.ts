/** Differences of scores below this are rounding: such references share a place. */
const SAME = 1e-12;

/**
 * Borda count: in each vote a reference gets a point for every other one that it beats, half a point for a tie.
 *
 * @param scores  of each reference its score in each vote, larger is better
 * @returns counts [nReferences], and for each reference the votes in which nobody beats it
 * Checked: by hand; Σ of counts is votes × pairs (votes.spec.ts).
 */
export function bordaOf(scores: readonly Float64Array[]): { counts: Float64Array; firsts: number[][] } {
  const counts = new Float64Array(scores.length);
  const firsts = scores.map((): number[] => []);
  const nVotes = scores[0]?.length ?? 0;
  for (let vote = 0; vote < nVotes; vote++) {
    for (let i = 0; i < scores.length; i++) {
      let beaten = 0;
      let isFirst = true;
      for (let j = 0; j < scores.length; j++) {
        if (j === i) continue;
        const ahead = scores[i][vote] - scores[j][vote];
        if (ahead > SAME) beaten += 1;
        else if (ahead >= -SAME) beaten += 0.5;
        else isFirst = false;
      }
      counts[i] += beaten;
      if (isFirst) firsts[i].push(vote);
    }
  }
  return { counts, firsts };
}

/**
 * P ∝ exp(count/Σcount)·exp(−α·|shift − mean|/std), Σ P = 1; without the second factor where all shifts are the same.
 *
 * Source: Zheng et al., npj Comput. Mater. 4 (2018) 12. Checked: by hand (votes.spec.ts).
 */
export function probabilities(counts: Float64Array, shifts: readonly number[], alpha: number): Float64Array {
  const n = counts.length;
  const total = counts.reduce((a, b) => a + b, 0);
  const mean = shifts.reduce((a, b) => a + b, 0) / n;
  const std = Math.sqrt(shifts.reduce((a, b) => a + (b - mean) ** 2, 0) / n);
  const raw = counts.map((count, i) => {
    const byVotes = total > 0 ? count / total : 0;
    const byShift = std > 0 ? (alpha * Math.abs(shifts[i] - mean)) / std : 0;
    return Math.exp(byVotes - byShift);
  });
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((p) => p / sum);
}
