import type { Evaluation, Search } from './types.js';

const energyText = (energy: number): string => `${energy.toFixed(3)} J/m²`;

const REASONS: Readonly<Record<string, string>> = {
  budget: 'The budget is spent.',
  converged: 'The model expects nothing better, so it is done.',
  exhausted: 'No candidate is left.',
};

/** How low it is, and whether it is done. */
export function answerOf({ label, nCandidates, status, job }: Search): string {
  const { best, nObserved, stopped, expectedImprovementJPerM2: promise } = status;
  const of = nCandidates === null ? '' : ` of ${nCandidates.toLocaleString('en')}`;
  if (best === null) return `${label}: no energy yet, ${nObserved}${of} candidates are back.`;
  const found = `${label}: ${energyText(best.energyJPerM2)} after ${nObserved}${of} candidates.`;
  const hope = promise === null ? '' : ` Expected improvement ${(1000 * promise).toFixed(1)} mJ/m².`;
  const end =
    stopped === null ? (job.state === 'cancelled' ? ' It was cancelled.' : '') : ` ${REASONS[stopped]}`;
  return `${found}${hope}${end}`;
}

/** Lowest energy after each evaluation, in the order in which they were handed out; null before the first energy. */
export function bestSoFar(evaluations: readonly Evaluation[]): (number | null)[] {
  let best: number | null = null;
  return evaluations.map(({ energyJPerM2: e }) => (best = e === null ? best : Math.min(best ?? e, e)));
}

/**
 * Expected lowest energy of k evaluations drawn at random, estimated from energies that are known (an unbiased sample only
 * where the search drew at random; a search that looks for low ones makes random search look better than it is).
 */
export function randomExpectation(energies: readonly number[], nDraws: number): number[] {
  const sorted = [...energies].sort((a, b) => a - b);
  const n = sorted.length;
  return Array.from({ length: Math.min(nDraws, n) }, (_, k) => {
    // The lowest of k + 1 drawn without putting back is the i-th lowest with this probability.
    let chance = (k + 1) / n;
    let expected = 0;
    for (let i = 0; i <= n - (k + 1); i++) {
      expected += chance * sorted[i];
      chance *= (n - 1 - i - k) / (n - 1 - i);
    }
    return expected;
  });
}
