import { useMemo } from 'react';
import { Figure } from '../plot/figure.js';
import { Line, Points } from '../plot/layers.js';
import { Plot } from '../plot/plot.js';
import { bestSoFar, randomExpectation } from './search-sentences.js';
import type { Evaluation } from './types.js';

/** Lowest energy so far beside what random search would have, by the energies known. */
export function EnergyCurve({ evaluations }: { readonly evaluations: readonly Evaluation[] }) {
  const { steps, best, random, energies, domain } = useMemo(() => {
    const known = evaluations.flatMap(({ energyJPerM2: e }) => (e === null ? [] : [e]));
    const low = Math.min(...known);
    const sorted = [...known].sort((a, b) => a - b);
    const high = sorted[Math.floor(0.9 * (sorted.length - 1))] ?? low + 1;
    return {
      steps: evaluations.map((_, i) => i + 1),
      best: bestSoFar(evaluations),
      random: randomExpectation(known, evaluations.length),
      energies: evaluations.map((e) => e.energyJPerM2),
      domain: [low - 0.03 * (high - low + 0.01), high + 0.01] as const,
    };
  }, [evaluations]);
  if (random.length === 0) return null;
  return (
    <Figure
      title="Lowest energy so far"
      name="best-so-far"
      note="Line: lowest so far; points: each evaluation; dashed: expected of random search, from the energies known here (flatters random search)."
      table={() => ({
        columns: [
          'evaluation',
          'candidate',
          'energy (J/m²)',
          'lowest so far (J/m²)',
          'random search expected (J/m²)',
        ],
        rows: evaluations.map((e, i) => [i + 1, e.index, e.energyJPerM2, best[i], random[i] ?? null]),
      })}
    >
      <Plot
        label="Lowest energy so far"
        height={260}
        arrows="none"
        x={{ label: 'Evaluations', unit: '', domain: [0, steps.length + 1] }}
        y={{ label: 'Boundary energy', unit: 'J/m²', domain }}
      >
        <Points xs={steps} ys={energies} color="var(--raw)" hollow />
        <Line xs={steps} ys={random} color="var(--ink-2)" dash="5 4" />
        <Line xs={steps} ys={best} color="var(--signal)" width={2} step />
      </Plot>
    </Figure>
  );
}
