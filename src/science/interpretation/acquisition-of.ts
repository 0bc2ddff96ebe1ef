import type { Acquisition } from '../spectra/spectrum-image.js';
import type { Recipe } from './recipe.js';

/** How the scan was taken: what the recipe says where the file says nothing, or something wrong. */
export function acquisitionOf(fromFile: Acquisition, { acquisition }: Recipe): Acquisition {
  return {
    ...fromFile,
    beamEnergyKev: acquisition.beamEnergyKev ?? fromFile.beamEnergyKev,
    collectionSemiAngleMrad: acquisition.collectionSemiAngleMrad ?? fromFile.collectionSemiAngleMrad,
    convergenceSemiAngleMrad: acquisition.convergenceSemiAngleMrad ?? fromFile.convergenceSemiAngleMrad,
  };
}
