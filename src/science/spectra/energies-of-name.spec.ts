import { describe, expect, it } from 'vitest';
import { energiesOfName } from './energies-of-name.js';

describe('energiesOfName', () => {
  it.each([
    ['Position-1-Vacuum_EELS-Spectrum_m0d93eV-to-9d07eV', 2000, -0.93, 0.005],
    ['(14)_m4d054eV_45d471eV', 1981, -4.054, 0.025],
    ['a_-1eV_to_3eV', 16, -1, 0.25],
    ['0eV-10eV', 1001, 0, 0.01],
  ])('%s', (name, n, offsetEv, scaleEv) => expect(energiesOfName(name, n)).toEqual({ offsetEv, scaleEv }));

  it.each([['300 keV 2 eV'], ['scan_100eV'], ['5eV_to_5eV'], ['x'], ['1'.repeat(5000)]])(
    '%s states none',
    (name) => expect(energiesOfName(name, 100)).toBeNull(),
  );
});
