import { meanFreePath, meanFreePathInputs, type MeanFreePath } from '../preprocessing/absolute-thickness.js';
import { type Acquisition, SpectrumError } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';
import type { DescriptorProfile } from './interpretation-result.js';
import type { Recipe } from './recipe.js';

/**
 * Thickness in nm where t/λ was told and the recipe says the mean free path or the density.
 *
 * @returns nothing where the recipe says neither, or where what λ needs is unknown: a warning then names it
 */
export function describeAbsoluteThickness(
  profiles: readonly DescriptorProfile[],
  acquisition: Acquisition,
  recipe: Recipe,
  record: RunRecord,
): DescriptorProfile[] {
  const relative = profiles.find(({ id }) => id === 'thickness');
  const { densityGPerCm3, meanFreePathNm } = recipe.thickness;
  if (relative === undefined || (densityGPerCm3 === null && meanFreePathNm === null)) return [];
  try {
    const path: MeanFreePath =
      meanFreePathNm === null
        ? meanFreePath(meanFreePathInputs(acquisition, densityGPerCm3))
        : { valueNm: meanFreePathNm, stdNm: null, method: 'given in the recipe' };
    record.done(
      'absolute-thickness',
      `t/λ times the mean free path: ${path.method}`,
      { densityGPerCm3, meanFreePathNm },
      { meanFreePathNm: path.valueNm },
    );
    const inNm = (x: number | null): number | null => (x === null ? null : x * path.valueNm);
    return [
      {
        id: 'thickness-nm',
        label: 'Thickness',
        unit: 'nm',
        values: relative.values.map(inNm),
        std: relative.std.map(inNm),
        method: `${relative.method}; mean free path ${path.valueNm.toFixed(1)} nm, ${path.method}; its error is not known and not in the standard deviation`,
      },
    ];
  } catch (error) {
    if (!(error instanceof SpectrumError)) throw error;
    record.warn('absolute-thickness', error.code, `No thickness in nm: ${error.message}`);
    return [];
  }
}
