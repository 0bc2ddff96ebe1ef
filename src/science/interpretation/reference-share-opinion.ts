import type { ScalarEstimate, SecondOpinion } from '../descriptors/descriptor-result.js';
import { withDisagreement } from '../descriptors/line-ratio-opinion.js';
import { rounded } from '../descriptors/make-estimates.js';
import type { ModelManifest } from '../descriptors/model-manifest.js';
import type { ReferenceFitResult } from './interpretation-result.js';

/** 'Mn²⁺' and 'Mn2+' are one. */
const plain = (text: string): string => text.normalize('NFKC');

/**
 * The mean over fitted references, weighted by their shares, of the values that a network's labels stand for: MLLS beside the
 * network. References are matched by name: each must hold exactly one of the labels ('MnO (Mn2+)').
 *
 * @returns null when the network tells no fractions, or a reference bears no label
 */
export function referenceShareOpinion(
  { outputs }: ModelManifest,
  estimate: ScalarEstimate,
  { references, shares }: ReferenceFitResult,
): SecondOpinion | null {
  const output = outputs.find((one) => one.kind === 'fractions' && one.mean !== null);
  if (output?.kind !== 'fractions' || output.mean === null || references.length < 2) return null;
  const { values, label } = output.mean;
  const of = references.map(({ name }) => {
    const held = output.labels.flatMap((text, k) => (plain(name).includes(plain(text)) ? [k] : []));
    return held.length === 1 ? values[held[0]] : null;
  });
  if (of.includes(null) || shares.length !== references.length) return null;
  const weights = of as readonly number[];
  const nPixels = shares[0].values.length;
  const told = Array.from({ length: nPixels }, (_, p) => {
    const parts = shares.map((share) => share.values[p]);
    if (parts.includes(null)) return { value: null, std: null };
    const mean = parts.reduce<number>((sum, part, k) => sum + part! * weights[k], 0);
    const stds = shares.map((share) => share.std[p]);
    // Shares add up to 1: what one gains the others lose, so deviations count from the mean.
    const std = stds.includes(null) ? null : Math.hypot(...stds.map((s, k) => s! * (weights[k] - mean)));
    return { value: rounded(mean), std: std === null ? null : rounded(std) };
  });
  return withDisagreement(estimate, {
    descriptorId: estimate.id,
    method: 'reference fit',
    values: told.map(({ value }) => value),
    std: told.map(({ std }) => std),
    note: `${label} of the fitted references, weighted by their shares`,
  });
}
