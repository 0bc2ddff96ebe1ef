import type { Acquisition } from '../../spectra/spectrum-image.js';
import { EdgeError } from '../edge-error.js';

/** Angles are semi-angles, mrad. */
export interface ScatteringConditions {
  readonly beamEnergyKev: number;
  readonly collectionMrad: number;
  /** null: not known; see `crossSectionOf`. */
  readonly convergenceMrad: number | null;
}

/**
 * What cross-sections need of how the data were taken.
 *
 * @throws EdgeError beam-energy-unknown, collection-angle-unknown  (never taken for 0 or for a usual value)
 */
export function scatteringConditions(
  acquisition: Pick<Acquisition, 'beamEnergyKev' | 'collectionSemiAngleMrad' | 'convergenceSemiAngleMrad'>,
): ScatteringConditions {
  const { beamEnergyKev, collectionSemiAngleMrad, convergenceSemiAngleMrad } = acquisition;
  if (beamEnergyKev === null || !(beamEnergyKev > 0)) {
    throw new EdgeError(
      'beam-energy-unknown',
      'Cross-sections need the beam energy (keV); the file does not state it. Give it with the scan.',
    );
  }
  if (collectionSemiAngleMrad === null || !(collectionSemiAngleMrad > 0)) {
    throw new EdgeError(
      'collection-angle-unknown',
      'Cross-sections need the collection semi-angle (mrad); the file does not state it. Give it with the scan.',
    );
  }
  return {
    beamEnergyKev,
    collectionMrad: collectionSemiAngleMrad,
    convergenceMrad: convergenceSemiAngleMrad,
  };
}
