/** How well predicted energies put a boundary's candidates in order. */
export interface RankingScore {
  /** Lowest energy among the best predicted 20, over the lowest of all, J/m². */
  readonly excessJPerM2: number;
  /** Spearman's, of predicted and relaxed energies. */
  readonly rankCorrelation: number;
  /** Share of the candidates, best predicted first, until one within 1 mJ/m² of the minimum is among them. */
  readonly shareToMinimum: number;
}

export const TOP = 20;
const SAME_ENERGY_J_PER_M2 = 1e-3;

/** Candidates by a value, lowest first; ties by index. */
export function ascending(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
}

/** Lowest energy among the `top` best predicted ones, over the lowest of all. */
export function excessOfTop(predicted: ArrayLike<number>, energies: ArrayLike<number>, top: number): number {
  const picked = ascending(predicted).slice(0, top);
  return Math.min(...picked.map((i) => energies[i])) - Math.min(...Array.from(energies));
}

/** Checked: scipy.stats.spearmanr (screening.spec.ts). */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < a.length; i++) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) ** 2;
    yy += (y[i] - mean) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/** 0-based; equal values share the mean of their ranks. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = ascending(values);
  const result = new Float64Array(values.length);
  for (let i = 0; i < order.length;) {
    let j = i;
    while (j < order.length && values[order[j]] === values[order[i]]) j++;
    for (let k = i; k < j; k++) result[order[k]] = (i + j - 1) / 2;
    i = j;
  }
  return result;
}

export function scoreRanking(predicted: ArrayLike<number>, energies: ArrayLike<number>): RankingScore {
  const order = ascending(predicted);
  const lowest = Math.min(...Array.from(energies));
  const at = order.findIndex((i) => energies[i] <= lowest + SAME_ENERGY_J_PER_M2);
  return {
    excessJPerM2: excessOfTop(predicted, energies, TOP),
    rankCorrelation: rankCorrelation(predicted, energies),
    shareToMinimum: (at + 1) / order.length,
  };
}
