import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { makeDemoScan, type DemoScan } from '../spectra/forward-model.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from '../spectra/spectrum-image.js';
import { interpretScan } from './interpret-scan.js';
import type { InterpretationRun, ScanInput } from './interpretation-input.js';
import { DEFAULT_RECIPE } from './recipe.js';
import { resolveRecipe } from './resolve-recipe.js';

const input = (scan: SpectrumImage, name = 'scan'): ScanInput => ({
  scan,
  name,
  sha256: null,
  format: 'dm4',
  scanIndex: 0,
  warnings: [],
});

const run = (
  core: SpectrumImage,
  low: SpectrumImage | null = null,
  recipe: unknown = null,
): InterpretationRun =>
  interpretScan({
    coreLoss: input(core),
    lowLoss: low === null ? null : input(low),
    recipe: resolveRecipe(recipe),
    version: '1.2.3',
  });

/** Fails on NaN and ±Infinity, which JSON would silently turn into null. */
function expectNoHoles(value: unknown, path = 'result'): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${path} is ${value}`);
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) expectNoHoles(inner, `${path}.${key}`);
}

describe('interpretScan on a scan of known truth', () => {
  let demo: DemoScan;
  let found: InterpretationRun;
  beforeAll(() => {
    demo = makeDemoScan(3);
    found = run(demo.coreLoss, demo.lowLoss);
  });

  it('finds the edges that are there and no other', () => {
    expect(found.result.edges.map((edge) => edge.id)).toEqual(demo.truth.edges.map((edge) => edge.id));
  });

  it('finds the rank by the noise edge', () => {
    expect(found.result.pca?.rank.chosen).toBe(demo.truth.rank.detectable);
  });

  it('finds the one interface, within half the width of the interface', () => {
    expect(found.result.changePoints).toHaveLength(1);
    const [point] = found.result.changePoints;
    expect(Math.abs(point.position - demo.truth.changePoint.positionNm)).toBeLessThan(
      demo.truth.changePoint.widthNm / 2,
    );
    expect(point.what.length).toBeGreaterThan(0);
  });

  it('puts zero loss to 0 and follows its drift', () => {
    const { zeroLoss, calibration } = found.result;
    // Method's own limit on this dose: some 0.1 meV; the interpolation adds to it.
    expect(zeroLoss?.residualRmsEv).toBeLessThan(0.003);
    const errors = zeroLoss!.centresEv.map((c, i) => c - demo.truth.zeroLossCentresEv[i]);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.003);
    expect(calibration.source).toBe('zero-loss');
  });

  it('tells t/λ along the line within 0.01', () => {
    const profile = found.result.profiles.find((p) => p.id === 'thickness')!;
    profile.values.forEach((value, i) =>
      expect(Math.abs(value! - demo.truth.thickness[i])).toBeLessThan(0.01),
    );
  });

  it('finds the spikes, and nothing else it would call one', () => {
    const key = (s: { pixel: number; channel: number }): string => `${s.pixel}:${s.channel}`;
    const planted = new Set(demo.truth.spikes.map(key));
    const hits = found.result.spikes.filter((s) => planted.has(key(s)));
    expect(hits.length).toBeGreaterThanOrEqual(planted.size - 1);
    expect(found.result.spikes.length - hits.length).toBeLessThanOrEqual(2);
  });

  it('gives a standard deviation to every value, and none where there is no value', () => {
    for (const profile of found.result.profiles) {
      expect(profile.values).toHaveLength(64);
      profile.values.forEach((value, i) => expect(profile.std[i] === null).toBe(value === null));
    }
  });

  it('is JSON without holes, and the same to the bit when computed again from its provenance', () => {
    expectNoHoles(found.result);
    const { recipe } = JSON.parse(JSON.stringify(found.result.provenance)) as { recipe: unknown };
    const again = run(demo.coreLoss, demo.lowLoss, recipe);
    expect(JSON.stringify(again.result)).toBe(JSON.stringify(found.result));
    expect(again.preprocessed.counts).toEqual(found.preprocessed.counts);
  });
});

describe('interpretScan on other shapes', () => {
  const demo = makeDemoScan(5, { nPixels: 12 });

  it('interprets a map without change points', () => {
    const navigation = [
      { name: 'y', unit: 'nm', offset: 0, scale: 1, size: 3 },
      { name: 'x', unit: 'nm', offset: 0, scale: 1, size: 4 },
    ];
    const { result } = run({ ...demo.coreLoss, navigation }, { ...demo.lowLoss, navigation });
    expect(result.changePoints).toEqual([]);
    expect(result.clusters?.labels).toHaveLength(12);
    expectNoHoles(result);
  });

  it('interprets a single spectrum: edges and their values, nothing to decompose', () => {
    const { nChannels } = demo.coreLoss;
    const one = {
      ...demo.coreLoss,
      counts: demo.coreLoss.counts.slice(0, nChannels),
      nPixels: 1,
      navigation: [],
    };
    const { result } = run(one);
    expect(result.edges.map((edge) => edge.id)).toContain('O_K');
    expect([result.pca, result.unmixing, result.clusters, result.zeroLoss]).toEqual([null, null, null, null]);
    expect(result.answer[0]).toMatch(/^A single spectrum/);
    expectNoHoles(result);
  });

  it('interprets a scan of zero loss alone', () => {
    const { result } = run(demo.lowLoss);
    expect(result.zeroLoss?.source).toBe('core-loss');
    expect(result.profiles.map((p) => p.id)).toContain('thickness');
    expectNoHoles(result);
  });

  it('says that nothing changes where nothing does', () => {
    const rng = createRng(9);
    const [nPixels, nChannels] = [30, 400];
    const flat: SpectrumImage = {
      title: 'background alone',
      counts: Float32Array.from({ length: nPixels * nChannels }, (_, i) =>
        rng.poisson(1e9 * (300 + (i % nChannels)) ** -2.5),
      ),
      nPixels,
      nChannels,
      energy: { offsetEv: 300, scaleEv: 1, nChannels },
      navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 1, size: nPixels }],
      intensityUnit: 'e-',
      acquisition: UNKNOWN_ACQUISITION,
      originalMetadata: null,
    };
    const { result } = run(flat);
    expect(result.edges).toEqual([]);
    expect(result.pca?.rank.chosen).toBe(1);
    expect(result.clusters?.nClusters).toBe(1);
    expect(result.answer).toContain('Nothing changes along the line beyond noise.');
    expectNoHoles(result);
  });

  it('obeys the recipe: a fixed rank, a fixed number of clusters, a fit window, named elements', () => {
    const { result } = run(demo.coreLoss, null, {
      ...DEFAULT_RECIPE,
      zeroLoss: { align: 'never' },
      edges: { elements: ['O'] },
      background: { windowsEv: { O_K: [490, 520] } },
      decomposition: { rank: 3 },
      clustering: { nClusters: 2 },
    });
    expect(result.edges.map((edge) => edge.id)).toEqual(['O_K']);
    expect(result.edges[0].fitWindowEv).toEqual([490, 520]);
    expect(result.pca?.rank).toMatchObject({ chosen: 3, rule: 'fixed' });
    expect(result.unmixing?.rank).toBe(3);
    expect(result.clusters?.nClusters).toBe(2);
  });

  it('refuses a fit window that runs into its edge, and tells of one for an edge that is not there', () => {
    const windowsEv = (id: string, window: [number, number]) => ({
      background: { windowsEv: { [id]: window } },
    });
    expect(() => run(demo.coreLoss, null, windowsEv('O_K', [500, 560]))).toThrow(/runs into the edge/);
    const { result } = run(demo.coreLoss, null, windowsEv('Zn_L3', [980, 1010]));
    expect(result.warnings.map((w) => w.code)).toContain('window-unused');
  });

  it('uses the mean zero loss of a low loss over other positions, and claims no centres for these', () => {
    const few = {
      ...demo.lowLoss,
      nPixels: 5,
      counts: demo.lowLoss.counts.slice(0, 5 * demo.lowLoss.nChannels),
      navigation: [{ ...demo.lowLoss.navigation[0], size: 5 }],
    };
    const { result } = run(demo.coreLoss, few);
    expect(result.zeroLoss).toBeNull();
    expect(result.calibration.source).toBe('zero-loss');
    expect(result.warnings.map((w) => w.code)).toContain('low-loss-of-other-shape');
    expect(result.profiles.map((p) => p.id)).not.toContain('thickness');
  });

  it('gives thickness without a standard deviation where the noise is not known', () => {
    const one = (scan: SpectrumImage): SpectrumImage => ({
      ...scan,
      nPixels: 1,
      counts: scan.counts.slice(0, scan.nChannels),
      navigation: [],
      intensityUnit: '',
    });
    const { result } = run(one(demo.coreLoss), one(demo.lowLoss));
    const thickness = result.profiles.find((p) => p.id === 'thickness')!;
    expect(thickness.values[0]).toBeCloseTo(demo.truth.thickness[0], 2);
    expect(thickness.std).toEqual([null]);
  });
});
