import { EdgeError } from '../edges/edge-error.js';
import { quantifyComposition, type ElementQuantity } from '../edges/quantification/composition.js';
import type { Acquisition } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';
import type { DescriptorProfile } from './interpretation-result.js';
import { toProfile } from './profiles.js';
import type { QuantifiedEdge } from './quantify-edges.js';
import type { Recipe } from './recipe.js';

const PERCENT = 100;

/**
 * Atomic per cent and atomic ratios along the scan, by cross-sections. Errors of the cross-sections, which move all
 * positions alike, are kept apart (`systematicStd`).
 *
 * @returns nothing where the recipe wants none, or where it cannot be told: a warning then says what is missing
 */
export function describeComposition(
  edges: readonly QuantifiedEdge[],
  acquisition: Acquisition,
  recipe: Recipe,
  record: RunRecord,
): DescriptorProfile[] {
  const { crossSections, table } = recipe.quantification;
  if (crossSections === 'none' || new Set(edges.map((edge) => edge.element)).size < 2) return [];
  try {
    const found = quantifyComposition(edges, acquisition, { table });
    const { beamEnergyKev, collectionSemiAngleMrad, convergenceSemiAngleMrad } = acquisition;
    record.done(
      'composition',
      found.method,
      { beamEnergyKev, collectionSemiAngleMrad, convergenceSemiAngleMrad, tableRows: table.length },
      Object.fromEntries(
        found.crossSections.map(({ edgeId, barn, stdBarn, windowEv, method }) => [
          edgeId,
          { barn, stdBarn, windowEv: [...windowEv], method },
        ]),
      ),
    );
    for (const { code, message } of found.warnings) record.warn('composition', code, message);
    const doubt =
      'counting errors; what the cross-sections may be wrong by stands apart and moves all positions alike';
    return [
      ...found.fractions.map((share) =>
        profileOf(share, PERCENT, {
          id: `${share.element}.atomic-percent`,
          label: `${share.element} content`,
          unit: 'at.%',
          method: `${share.edgeId.replace('_', '-')}, of the elements quantified; ${doubt}`,
        }),
      ),
      ...found.ratios.map((ratio) =>
        profileOf(ratio, 1, {
          id: `${ratio.element}:${found.referenceElement}`,
          label: `${ratio.element} : ${found.referenceElement} atomic ratio`,
          unit: '',
          method: `${found.method}; ${doubt}`,
        }),
      ),
    ];
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    record.warn('composition', error.code, `No atomic per cent: ${error.message}`);
    return [];
  }
}

const profileOf = (
  { values, std, systematicStd }: ElementQuantity,
  factor: number,
  what: Pick<DescriptorProfile, 'id' | 'label' | 'unit' | 'method'>,
): DescriptorProfile => ({
  ...toProfile(what, { values: values.map((x) => factor * x), std: std.map((x) => factor * x) }),
  systematicStd: Array.from(systematicStd, (x) => (Number.isFinite(x) ? factor * x : null)),
});
