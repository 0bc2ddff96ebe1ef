import { assembleScan, type RawScan } from './assemble-scan.js';
import type { ReadScan } from './read-result.js';
import { orderEnergies } from './order-energies.js';
import { isUneven, resampleUniformly, withoutRounding } from './resample-uniformly.js';

/**
 * A scan whose file lists an energy for every channel. Even spacing (within rounding) becomes offset and scale; other
 * spacing is resampled with the warning `non-uniform-axis`.
 *
 * @param energiesEv  one per channel, ascending or descending; small steps back are sorted (order-energies.ts)
 * @throws FormatError  those of assembleScan; invalid-calibration for energies that go to and fro
 */
export function assembleListed(
  raw: Omit<RawScan, 'offsetEv' | 'scaleEv'>,
  energiesEv: readonly number[],
): ReadScan {
  const n = energiesEv.length;
  const scaleEv = withoutRounding((energiesEv[n - 1] - energiesEv[0]) / (n - 1));
  const read = assembleScan({ ...raw, offsetEv: energiesEv[0], scaleEv });
  const ordered = orderEnergies(read, scaleEv < 0 ? [...energiesEv].reverse() : energiesEv);
  return isUneven(ordered.energiesEv) ? resampleUniformly(ordered.read, ordered.energiesEv) : ordered.read;
}
