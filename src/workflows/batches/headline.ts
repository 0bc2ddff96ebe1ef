import type {
  DescriptorProfile,
  InterpretationResult,
} from '../../science/interpretation/interpretation-result.js';
import type { Headline, HeadlineDescriptor } from '../ports/headline.js';

/** What a table of many results shows of this one. */
export const headlineOf = (result: InterpretationResult): Headline => ({
  rank: result.pca?.rank.chosen ?? null,
  edges: result.edges.map((edge) => edge.id),
  elements: [...new Set(result.edges.map((edge) => edge.element))],
  nClusters: result.clusters?.nClusters ?? null,
  changePoints: result.changePoints.map(({ position, unit }) => ({ position, unit })),
  descriptors: result.profiles.flatMap((profile) => meanOf(profile) ?? []),
});

/** Null where no position has a value. */
function meanOf({ id, label, unit, values, std }: DescriptorProfile): HeadlineDescriptor | null {
  const at = values.flatMap((value, i) => (value === null ? [] : [i]));
  const n = at.length;
  if (n === 0) return null;
  const mean = at.reduce((sum, i) => sum + values[i]!, 0) / n;
  const squares = at.reduce((sum, i) => sum + (values[i]! - mean) ** 2, 0);
  const isKnown = at.every((i) => std[i] !== null);
  const variance = at.reduce((sum, i) => sum + (std[i] ?? 0) ** 2, 0);
  return {
    id,
    label,
    unit,
    mean,
    std: isKnown ? Math.sqrt(variance) / n : null,
    spread: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
    nPositions: n,
  };
}
