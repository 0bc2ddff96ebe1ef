import type { DescriptorEstimate, DescriptorReading } from '../../science/descriptors/descriptor-result.js';
import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { WorkflowError } from '../workflow-error.js';

const MAX_LENGTH = 63;

/** Column of what a network reads: 'mn-l23-valence.valence.Mn³⁺' is measured_mn_l23_valence_valence_Mn3. */
export function measuredColumnName(estimateId: string): string {
  // NFKC turns superscripts into plain digits.
  const words = estimateId.normalize('NFKC').split(/[^A-Za-z0-9]+/);
  return ['measured', ...words.filter((word) => word !== '')].join('_').slice(0, MAX_LENGTH);
}

/**
 * What networks say of a part of a scan: means over the pixels [from, to) that lie inside their domain, by column name. Of
 * classes the mean probability of each label; curves are no columns. What no pixel inside tells is left out.
 */
export function measuredInRegion(
  { descriptors = [] }: Pick<InterpretationResult, 'descriptors'>,
  from: number,
  to: number,
): Record<string, number> {
  const measured: Record<string, number> = {};
  for (const reading of descriptors) {
    const pixels = insideOf(reading, from, to);
    for (const { id, values } of reading.estimates.flatMap(seriesOf)) {
      const told = pixels.flatMap((pixel) => values[pixel] ?? []);
      const mean = told.reduce((sum, value) => sum + value, 0) / told.length;
      if (Number.isFinite(mean)) measured[measuredColumnName(id)] = mean;
    }
  }
  return measured;
}

function insideOf({ verdicts }: DescriptorReading, from: number, to: number): number[] {
  const end = Math.min(to, verdicts.length);
  return Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i).filter(
    (pixel) => verdicts[pixel].inside,
  );
}

function seriesOf(
  estimate: DescriptorEstimate,
): { readonly id: string; readonly values: readonly (number | null)[] }[] {
  switch (estimate.kind) {
    case 'scalar':
      return [estimate];
    case 'classes':
      return estimate.labels.map((label, k) => ({
        id: `${estimate.id}.${label}`,
        values: estimate.probabilities[k],
      }));
    case 'curve':
      return [];
  }
}

/** @throws WorkflowError invalid-parameter  pixels [from, to) that a scan of so many has not */
export function checkRegion(nPixels: number, from: number, to: number): void {
  if (from >= 0 && from < to && to <= nPixels) return;
  throw new WorkflowError(
    'invalid-parameter',
    `Pixels ${from} up to ${to} are no part of 0 up to ${nPixels}.`,
  );
}
