import { beforeAll, describe, expect, it } from 'vitest';
import { makeDemoScan, type DemoScan } from '../spectra/forward-model.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { interpretScan } from './interpret-scan.js';
import type { InterpretationResult } from './interpretation-result.js';
import { resolveRecipe } from './resolve-recipe.js';

const N_PIXELS = 12;

const input = (scan: SpectrumImage) => ({
  scan,
  name: 'scan',
  sha256: null,
  format: 'dm4',
  scanIndex: 0,
  warnings: [],
});

let demo: DemoScan;
let plain: InterpretationResult;
beforeAll(() => {
  demo = makeDemoScan(4, { nPixels: N_PIXELS, interfacePixel: 5.7, nSpikes: 0 });
  plain = withRecipe({});
});

function withRecipe(recipe: unknown, core = demo.coreLoss, low: SpectrumImage | null = demo.lowLoss) {
  return interpretScan({
    coreLoss: input(core),
    lowLoss: low && input(low),
    recipe: resolveRecipe(recipe),
    version: '1',
  }).result;
}

const profile = (result: InterpretationResult, id: string) => result.profiles.find((p) => p.id === id)!;
const codes = (result: InterpretationResult): string[] => result.warnings.map(({ code }) => code);

describe('recipe: background', () => {
  it.each(['power-law-local-average', 'power-law-two-area', 'power-law-log-weighted', 'power-law-curved'])(
    '%s gives net intensities within their errors of the default',
    (model) => {
      const found = withRecipe({ background: { model } });
      const [a, b] = [profile(plain, 'O_K.net'), profile(found, 'O_K.net')];
      // Both see the same counts: what they differ by is less than either doubts, the families' own misfit aside.
      const pulls = a.values.map((v, i) => Math.abs(v! - b.values[i]!) / Math.hypot(a.std[i]!, b.std[i]!));
      expect(Math.max(...pulls)).toBeLessThan(2);
      const step = found.steps.find(({ step: name }) => name === 'background');
      expect(step?.parameters).toMatchObject({ model });
    },
  );

  it('says so where the counts do not tell the family, and leaves the edge without a value', () => {
    const found = withRecipe({ background: { model: 'double-power-law' } });
    expect(found.warnings.find(({ code }) => code === 'not-converged')?.message).toContain('not quantified');
  });

  it('keeps the curve of a family that is no power law, and a power law that touches it', () => {
    const found = withRecipe({ background: { model: 'exponential' } });
    const oxygen = found.edges.find(({ id }) => id === 'O_K')!;
    const { logA, r, curve } = oxygen.background!;
    const middleEv = (oxygen.signalWindowEv![0] + oxygen.signalWindowEv![1]) / 2;
    const at = curve!.energiesEv.findIndex((ev) => ev >= middleEv);
    const touching = Math.exp(logA[0]! - r[0]! * Math.log(curve!.energiesEv[at]));
    expect(curve!.counts[0][at]! / touching).toBeCloseTo(1, 2);
    expect(plain.edges[0].background?.curve).toBeNull();
  });
});

describe('recipe: zero loss and energy axis', () => {
  it.each(['maximum', 'centre-of-mass', 'gaussian-fit', 'cross-correlation'])(
    'locates zero loss by %s, within its own precision',
    (method) => {
      const found = withRecipe({ zeroLoss: { method } });
      const errors = found.zeroLoss!.centresEv.map((c, i) => c - demo.truth.zeroLossCentresEv[i]);
      // A maximum knows whole channels of 0.25 eV; the others some millivolts of a symmetric peak.
      expect(Math.max(...errors.map(Math.abs))).toBeLessThan(method === 'maximum' ? 0.13 : 0.03);
    },
  );

  it('moves by a smooth drift where told, and keeps what was measured', () => {
    const found = withRecipe({ zeroLoss: { drift: 'scan-order', driftDegree: 1 } });
    const { shiftsEv, centresEv } = found.zeroLoss!;
    const steps = shiftsEv.slice(1).map((s, i) => s - shiftsEv[i]);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(1e-9);
    expect(centresEv).toEqual(plain.zeroLoss!.centresEv);
    plain.zeroLoss!.shiftsEv.forEach((s, i) => expect(s).toBe(-plain.zeroLoss!.centresEv[i]));
  });

  it('sets the axis by known features, and lets edges not move it', () => {
    const anchors = [
      { measuredEv: 532, trueEv: 536 },
      { measuredEv: 832, trueEv: 837 },
    ];
    const found = withRecipe({ energyCalibration: anchors });
    expect(found.calibration.source).toBe('recipe');
    expect(found.calibration.dispersionFactor).toBeCloseTo(301 / 300, 10);
    const [file, moved] = [plain.calibration.energy, found.calibration.energy];
    expect(moved.offsetEv).toBeCloseTo(536 + (301 / 300) * (file.offsetEv - 532), 6);
    expect(found.answer.join(' ')).toContain('features that the recipe names');
    expect(() => resolveRecipe({ energyCalibration: anchors.slice(1) })).toThrow(
      expect.objectContaining({ details: { pointer: '/energyCalibration' } }),
    );
  });
});

describe('recipe: counts and region', () => {
  const holed = (): SpectrumImage => {
    const counts = demo.coreLoss.counts.slice();
    counts.fill(Number.NaN, 100, 102);
    counts.fill(Number.NaN, 2 * 2048, 3 * 2048);
    return { ...demo.coreLoss, counts };
  };

  it('fills a short gap, masks a position without counts, and says so', () => {
    const found = withRecipe({}, holed());
    expect(codes(found)).toEqual(expect.arrayContaining(['missing-counts', 'missing-counts-repaired']));
    const net = profile(found, 'O_K.net').values;
    expect(net[2]).toBeNull();
    expect(net.filter((v) => v === null)).toHaveLength(1);
    expect(net[0]! / profile(plain, 'O_K.net').values[0]!).toBeCloseTo(1, 2);
    expect(found.pca?.rank.chosen).toBe(plain.pca?.rank.chosen);
    expect(found.clusters?.labels).toHaveLength(N_PIXELS);
  });

  it('refuses them where told', () => {
    expect(() => withRecipe({ counts: { missing: 'refuse' } }, holed())).toThrow(
      expect.objectContaining({ code: 'no-counts' }),
    );
  });

  it('keeps negative counts, takes them as 0 or refuses the scan', () => {
    const counts = demo.coreLoss.counts.slice();
    counts[5] = -40;
    const core = { ...demo.coreLoss, counts };
    expect(codes(withRecipe({}, core))).toContain('negative-counts');
    expect(codes(withRecipe({ counts: { negative: 'zero' } }, core))).toContain('negative-counts-as-zero');
    expect(() => withRecipe({ counts: { negative: 'refuse' } }, core)).toThrow(
      expect.objectContaining({ code: 'negative-counts' }),
    );
  });

  it('makes electrons of counts by a gain', () => {
    const core = {
      ...demo.coreLoss,
      counts: demo.coreLoss.counts.map((c) => c / 4),
      intensityUnit: '',
    };
    const found = withRecipe({ counts: { electronsPerCount: 4 } }, core);
    expect(found.scan.intensityUnit).toBe('e-');
    expect(profile(found, 'O_K.net').values[0]! / profile(plain, 'O_K.net').values[0]!).toBeCloseTo(1, 5);
  });

  it('cuts out a region and sums channels and positions', () => {
    const found = withRecipe({ region: { energyEv: [420, 700], binChannels: 2, binPositions: 3 } });
    expect(found.scan.nPixels).toBe(N_PIXELS / 3);
    expect(found.calibration.energy.scaleEv).toBe(0.5);
    const sums = [0, 1, 2].reduce((sum, p) => sum + profile(plain, 'O_K.net').values[p]!, 0);
    const { values, std } = profile(found, 'O_K.net');
    expect(Math.abs(values[0]! - sums)).toBeLessThan(4 * std[0]!);
  });
});

describe('recipe: thickness', () => {
  it('is in nm by the mean free path of a density, or as given', () => {
    const relative = profile(plain, 'thickness').values[0]!;
    const given = withRecipe({ thickness: { meanFreePathNm: 120 } });
    expect(profile(given, 'thickness-nm').values[0]).toBeCloseTo(120 * relative, 9);
    const byDensity = withRecipe({ thickness: { densityGPerCm3: 5.12 } });
    const path = profile(byDensity, 'thickness-nm').values[0]! / relative;
    // SrTiO3 at 200 keV: 122.47 nm over all angles; 24 and 42 mrad let less through than all, so it is longer, not by much.
    expect(path).toBeGreaterThan(100);
    expect(path).toBeLessThan(140);
  });

  it('says what is missing', () => {
    const blind = { ...demo.lowLoss.acquisition, beamEnergyKev: null };
    const core = { ...demo.coreLoss, acquisition: blind };
    const found = withRecipe({ thickness: { densityGPerCm3: 5.12 } }, core);
    expect(found.profiles.some(({ id }) => id === 'thickness-nm')).toBe(false);
    expect(found.warnings.find(({ step }) => step === 'absolute-thickness')?.message).toContain(
      'beam energy',
    );
  });
});

describe('recipe: deconvolution', () => {
  it('gives single scattering whose area is t/λ of the zero loss', () => {
    const found = withRecipe({ deconvolution: { lowLoss: 'fourier-log' } });
    const { mean } = found.deconvolution!.lowLoss!;
    const area = mean.reduce((a, b) => a + b, 0);
    // 4e6 electrons of zero loss and losses together at unit dose: zero loss is exp(−t/λ) of them.
    const t = plain.profiles.find(({ id }) => id === 'thickness')!.values as number[];
    const expected = t.reduce((sum, x) => sum + 4e6 * Math.exp(-x) * x, 0) / t.length;
    expect(area / expected).toBeCloseTo(1, 1);
  });

  it('takes plural scattering out of net edges: what it moved behind them comes back', () => {
    const found = withRecipe({ deconvolution: { coreLoss: 'fourier-ratio' } });
    expect(found.deconvolution!.edges.map(({ id }) => id)).toContain('O_K');
    const single = profile(found, 'Mn_L3.net-single');
    expect(single.std.every((std) => std === null)).toBe(true);
    // A window that holds a line and its plasmon losses keeps about its counts; nothing is invented.
    const share = single.values[0]! / profile(plain, 'Mn_L3.net').values[0]!;
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(1.1);
  });

  it('sharpens edges by the zero-loss peak', () => {
    const found = withRecipe({ deconvolution: { coreLoss: 'richardson-lucy' } });
    const { energy, mean } = found.deconvolution!.edges.find(({ id }) => id === 'La_M5')!;
    const top = (spectrum: readonly number[], offsetEv: number, scaleEv: number): number => {
      const first = Math.round((825 - offsetEv) / scaleEv);
      return Math.max(...spectrum.slice(first, first + Math.round(20 / scaleEv)));
    };
    const laws = found.edges.find(({ id }) => id === 'La_M5')!.background!;
    const under =
      laws.logA.reduce((sum, a, i) => sum! + Math.exp(a! - laws.r[i]! * Math.log(834)), 0)! / N_PIXELS;
    const before = top(found.scan.meanSpectrum, found.calibration.energy.offsetEv, 0.25) - under;
    expect(top(mean, energy.offsetEv, energy.scaleEv)).toBeGreaterThan(1.02 * before);
  });

  it('says that it needs a low loss', () => {
    const found = withRecipe({ deconvolution: { lowLoss: 'fourier-log' } }, demo.coreLoss, null);
    expect(found.deconvolution).toBeNull();
    expect(codes(found)).toContain('no-low-loss');
  });
});
