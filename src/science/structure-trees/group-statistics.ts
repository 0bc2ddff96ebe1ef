/** A mean over samples of whole groups, and its standard error between groups; null with fewer than two groups. */
export interface GroupedMean {
  readonly value: number;
  readonly std: number | null;
}

/**
 * Mean of values whose samples come in groups that stand or fall together: √Σ_g(Σ_g(x − mean))²/N, the error of a ratio
 * estimated from clusters.
 *
 * @param values  one a sample
 * @param groups  group of each sample
 * Source: Cochran, Sampling Techniques (1977), section 9A (large-sample form). Checked: against single samples (grouped-folds.spec.ts).
 */
export function groupedMean(values: ArrayLike<number>, groups: readonly string[]): GroupedMean {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  const value = sum / n;
  const deviations = new Map<string, number>();
  groups.forEach((group, i) => deviations.set(group, (deviations.get(group) ?? 0) + values[i] - value));
  if (deviations.size < 2) return { value, std: null };
  let square = 0;
  for (const deviation of deviations.values()) square += deviation ** 2;
  return { value, std: Math.sqrt(square) / n };
}
