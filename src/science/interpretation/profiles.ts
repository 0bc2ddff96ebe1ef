import type { DescriptorProfile } from './interpretation-result.js';

/** Values and standard deviations as methods return them: NaN where a pixel has none. */
export interface Measured {
  readonly values: Float64Array;
  readonly std: Float64Array;
}

/** NaN (and ±Infinity) in typed arrays is null in a result. */
export const known = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** A descriptor for the result: NaN becomes null, in the value and in its deviation. */
export function toProfile(
  what: Pick<DescriptorProfile, 'id' | 'label' | 'unit' | 'method'>,
  measured: Measured,
): DescriptorProfile {
  return { ...what, values: Array.from(measured.values, known), std: Array.from(measured.std, known) };
}

/**
 * a/b with first-order error propagation, errors of a and b taken as independent (they share no channels when the
 * windows do not overlap). NaN where b is not positive by at least two of its standard deviations: there a ratio has
 * no finite error.
 */
export function ratioOf(a: Measured, b: Measured): Measured {
  const n = a.values.length;
  const values = new Float64Array(n).fill(NaN);
  const std = new Float64Array(n).fill(NaN);
  for (let i = 0; i < n; i++) {
    if (!(b.values[i] > 2 * b.std[i])) continue;
    values[i] = a.values[i] / b.values[i];
    std[i] = Math.hypot(a.std[i], values[i] * b.std[i]) / b.values[i];
  }
  return { values, std };
}

/** An edge is present in a pixel when its net signal is this many of its standard deviations. */
const PRESENT_SIGMA = 5;

/** What is told about an edge only where the edge is: NaN in pixels whose net signal does not stand out of its noise. */
export function wherePresent(measured: Measured, net: Measured): Measured {
  const keep = (values: Float64Array): Float64Array =>
    values.map((value, i) => (net.values[i] >= PRESENT_SIGMA * net.std[i] ? value : NaN));
  return { values: keep(measured.values), std: keep(measured.std) };
}
