import { FormatError } from '../formats/format-error.js';
import type { EnergyAxis } from './spectrum-image.js';

const EV_PER_UNIT: Readonly<Record<string, number>> = { ev: 1, kev: 1000, mev: 1e-3 };

/**
 * eV per unit for the ways files write an energy unit (`eV`, `keV`, `meV`, `[e_V]`, `Energy Loss (eV)`); null when it
 * is none. `MeV` does not occur in energy loss and is taken for no energy unit.
 */
export function evPerUnit(unit: string): number | null {
  const inBrackets = /[([]([^()[\]]+)[)\]]\s*$/.exec(unit)?.[1] ?? unit;
  const plain = inBrackets.replace(/[_\s]/g, '');
  if (plain === 'MeV') return null;
  return EV_PER_UNIT[plain.toLowerCase()] ?? null;
}

/**
 * An energy axis from a file's numbers; a negative scale is allowed here and is turned by the caller.
 *
 * @throws FormatError invalid-calibration  the scale is 0 or not finite, or the offset is not finite
 */
export function energyAxis(offsetEv: number, scaleEv: number, nChannels: number): EnergyAxis {
  if (!Number.isFinite(scaleEv) || scaleEv === 0 || !Number.isFinite(offsetEv)) {
    throw new FormatError(
      'invalid-calibration',
      `The energy axis has the offset ${offsetEv} eV and the scale ${scaleEv} eV per channel; it needs finite numbers and a scale other than 0.`,
    );
  }
  return { offsetEv, scaleEv, nChannels };
}
