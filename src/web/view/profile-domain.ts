import { extent, padded } from '../plot/scale.js';

type Values = ArrayLike<number | null>;

/** Few wild values with wide bands must not flatten the rest: the axis spans the values, and bands up to three times that. */
export function profileDomain(values: readonly Values[], bands: readonly Values[]): [number, number] {
  const core = extent(...values);
  const wide = extent(...values, ...bands);
  if (core === null || wide === null) return [0, 1];
  const span = core[1] - core[0] || Math.abs(core[0]) || 1;
  return padded([Math.max(wide[0], core[0] - span), Math.min(wide[1], core[1] + span)]);
}
