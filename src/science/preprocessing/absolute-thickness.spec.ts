import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSpectrumFile } from '../spectra/read-spectrum-file.js';
import { UNKNOWN_ACQUISITION, SpectrumError } from '../spectra/spectrum-image.js';
import {
  absoluteThickness,
  angularCorrection,
  meanFreePath,
  meanFreePathInputs,
  totalMeanFreePath,
} from './absolute-thickness.js';
import { relativeThickness, type RelativeThickness } from './thickness.js';
import { alignZeroLoss } from './zero-loss.js';

const inputs = (densityGPerCm3: number, beamEnergyKev: number) => ({
  densityGPerCm3,
  beamEnergyKev,
  convergenceSemiAngleMrad: 10,
  collectionSemiAngleMrad: 20,
});

const relative: RelativeThickness = {
  values: Float64Array.of(0.3, 1, Number.NaN),
  std: Float64Array.of(0.01, 0.02, Number.NaN),
  thresholdEv: 5,
  method: '',
  warnings: [],
};

describe('meanFreePath', () => {
  // eels-methods 2.9, computed there from eq. 9.
  it.each([
    ['3.6 g/cm³', 3.6, 200, 133.609],
    ['SrTiO3', 5.12, 200, 122.47],
    ['SrTiO3', 5.12, 300, 146.97],
    ['SiO2', 2.65, 200, 144.16],
    ['Si', 2.33, 200, 148.84],
  ])('of %s (%d) at %i keV is %d nm over all angles', (_, density, beam, nm) => {
    expect(Math.abs(totalMeanFreePath(inputs(density, beam)).valueNm - nm)).toBeLessThan(0.006);
  });

  it('is 142.221 nm at α 10, β 20 mrad, 1.064459 times that of all angles', () => {
    const { valueNm, stdNm } = meanFreePath(inputs(3.6, 200));
    expect(valueNm).toBeCloseTo(142.221, 3);
    expect(angularCorrection(inputs(3.6, 200))).toBeCloseTo(1.064459, 6);
    expect(120 * angularCorrection(inputs(3.6, 200))).toBeCloseTo(127.735, 3);
    expect(stdNm).toBeNull();
  });

  it('is symmetric in the angles and falls to that of all angles as they widen', () => {
    const of = (convergenceSemiAngleMrad: number, collectionSemiAngleMrad: number): number =>
      meanFreePath({ ...inputs(3.6, 200), convergenceSemiAngleMrad, collectionSemiAngleMrad }).valueNm;
    expect(of(8, 21)).toBeCloseTo(of(21, 8), 10);
    expect(of(10, 30)).toBeLessThan(of(10, 20));
    expect(of(10, 1e4)).toBeCloseTo(133.609, 3);
    expect(of(0, 20)).toBeGreaterThan(0);
  });

  it.each([
    ['densityGPerCm3', 'density'],
    ['beamEnergyKev', 'beam energy'],
    ['convergenceSemiAngleMrad', 'convergence'],
    ['collectionSemiAngleMrad', 'collection'],
  ] as const)('says that %s is missing', (key, name) => {
    let thrown: unknown;
    try {
      meanFreePath({ ...inputs(3.6, 200), [key]: null });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SpectrumError);
    expect((thrown as SpectrumError).code).toBe('invalid-parameter');
    expect((thrown as SpectrumError).message).toContain(name);
    expect((thrown as SpectrumError).details).toEqual({ missing: [key] });
  });

  it('names all that an unknown acquisition lacks; a collection of 0 is unknown too', () => {
    expect(() => meanFreePath(meanFreePathInputs(UNKNOWN_ACQUISITION, 5))).toThrow(
      /beam energy.*convergence.*collection/,
    );
    expect(() => meanFreePath({ ...inputs(5, 200), collectionSemiAngleMrad: 0 })).toThrow(/collection/);
    expect(() => meanFreePath(inputs(-5, 200))).toThrow(/-5/);
    expect(() => totalMeanFreePath({ densityGPerCm3: null, beamEnergyKev: 200 })).toThrow(/density/);
  });
});

describe('absoluteThickness', () => {
  it('is t/λ times λ, and keeps the common error apart', () => {
    const found = absoluteThickness(relative, { valueNm: 120, stdNm: 12, method: 'given' });
    expect([...found.valuesNm]).toEqual([36, 120, Number.NaN]);
    expect([...found.stdNm]).toEqual([1.2, 2.4, Number.NaN]);
    expect(found.commonRelativeStd).toBeCloseTo(0.1, 12);
    expect(absoluteThickness(relative, meanFreePath(inputs(3.6, 200))).commonRelativeStd).toBeNull();
    expect(() => absoluteThickness(relative, { valueNm: 0, stdNm: null, method: '' })).toThrow(SpectrumError);
  });
});

const FILE =
  '../shared/data/eels/hyperspy/exspy/exspy/tests/signals/data/EELS_LL_linescan_simulated_thickness_variation.hspy';

describe.skipIf(!existsSync(FILE))('eXSpy’s thickness tests (skipped without ../shared/data)', () => {
  // Test_Estimate_Thickness: 120, 142 and 127.5 nm times 0.3 … 1.9. Its rtol is 3e-3, to which the series itself adds 2e-3.
  it('mean free path given, from density, and both', async () => {
    const { scan } = (await readSpectrumFile(new Uint8Array(readFileSync(FILE)), 'll.hspy')).scans[0];
    const found = relativeThickness(alignZeroLoss(scan).aligned);
    const known = meanFreePathInputs(scan.acquisition, 3.6);
    const paths: [number, number][] = [
      [120, 120],
      [meanFreePath(known).valueNm, 142],
      [120 * angularCorrection(known), 127.5],
    ];
    for (const [valueNm, expected] of paths) {
      absoluteThickness(found, { valueNm, stdNm: null, method: '' }).valuesNm.forEach((nm, p) =>
        expect(Math.abs(nm / (expected * (0.3 + 0.1 * p)) - 1)).toBeLessThan(5e-3),
      );
    }
  });
});
