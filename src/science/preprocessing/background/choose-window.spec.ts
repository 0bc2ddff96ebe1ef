import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { SpectrumError, type SpectrumImage } from '../../spectra/spectrum-image.js';
import { makeScan } from '../testing/make-scan.js';
import { chooseBackgroundWindow } from './choose-window.js';

const scanOf = (expected: (e: number) => number, seed = 1): SpectrumImage =>
  makeScan({ nPixels: 20, nChannels: 800, offsetEv: 200, scaleEv: 0.5, expected, rng: createRng(seed) });

const powerLaw = (e: number): number => 2000 * (e / 250) ** -3;
/** An edge at 530 eV, and one at 380 that leaves its tail. */
const oxygen = (e: number): number => (e > 530 ? 80 * (e / 530) ** -3 : 0);
const earlier = (e: number): number => (e > 380 ? 150 * Math.exp(-(e - 380) / 25) : 0);

describe('chooseBackgroundWindow', () => {
  it('takes all there is of a pure power law', () => {
    const choice = chooseBackgroundWindow(
      scanOf((e) => powerLaw(e) + oxygen(e)),
      { onsetEv: 530 },
    );
    expect(choice.windowEv).toEqual([200, 525]);
    expect([choice.isPassed, choice.warnings]).toEqual([true, []]);
    const [trial] = choice.trials;
    expect(Math.abs(trial.meanResidual)).toBeLessThan(1e-9);
    expect(trial.chiSquare).toBeLessThan(2);
    expect(Math.abs(trial.extrapolation)).toBeLessThan(3 * trial.extrapolationStd);
  });

  it('keeps behind an earlier edge and its tail', () => {
    const { windowEv, isPassed, trials } = chooseBackgroundWindow(
      scanOf((e) => powerLaw(e) + earlier(e) + oxygen(e)),
      { onsetEv: 530 },
    );
    expect(isPassed).toBe(true);
    expect(windowEv[0]).toBeGreaterThan(420);
    expect(trials[0].isPassed).toBe(false);
    expect(trials[0].chiSquare).toBeGreaterThan(10);
  });

  it('says so when nothing passes, and takes the one that extrapolates best', () => {
    const wavy = (e: number): number => powerLaw(e) * (1 + 0.2 * Math.sin(e / 4));
    const choice = chooseBackgroundWindow(scanOf(wavy), { onsetEv: 530, minWidthEv: 40 });
    expect(choice.isPassed).toBe(false);
    expect(choice.warnings.map((w) => w.code)).toEqual(['no-background-window-passes']);
  });

  it('lets a curvature pass that is below the tolerance', () => {
    const curved = (e: number): number =>
      1e5 * Math.exp(-3 * Math.log(e / 350) + 0.1 * Math.log(e / 350) ** 2);
    const strict = chooseBackgroundWindow(scanOf(curved), { onsetEv: 530, tolerance: 1e-4 });
    const tolerant = chooseBackgroundWindow(scanOf(curved), { onsetEv: 530, tolerance: 0.02 });
    expect(strict.windowEv[0]).toBeGreaterThan(tolerant.windowEv[0]);
    const right = chooseBackgroundWindow(scanOf(curved), {
      onsetEv: 530,
      tolerance: 1e-4,
      method: 'power-law-curved',
    });
    expect(right.windowEv[0]).toBe(200);
  });

  it('refuses an onset with nothing before it', () => {
    expect(() => chooseBackgroundWindow(scanOf(powerLaw), { onsetEv: 215 })).toThrow(SpectrumError);
    expect(() => chooseBackgroundWindow(scanOf(powerLaw), { onsetEv: 530, lowestEv: 520 })).toThrow(
      SpectrumError,
    );
  });
});
