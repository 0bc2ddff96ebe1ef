import { describe, expect, it } from 'vitest';
import { makeDemoScan } from '../spectra/forward-model.js';
import type { DemoOptions } from '../spectra/forward-model-profiles.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { interpretScan } from './interpret-scan.js';
import type { InterpretationRun } from './interpretation-input.js';
import type { UnmixingResult } from './interpretation-result.js';
import { resolveRecipe } from './resolve-recipe.js';

const SIZE: Partial<DemoOptions> = {
  ...{ nPixels: 20, nChannels: 512, scaleEv: 0.5, interfacePixel: 9.3, nSpikes: 0 },
  ...{ energyOffsetEv: 0, driftTrendEv: 0, driftStepStdEv: 0 },
};
const scanOf = (options: Partial<DemoOptions> = {}): SpectrumImage =>
  makeDemoScan(11, { ...SIZE, ...options }).coreLoss;

function run(scan: SpectrumImage, decomposition: object): InterpretationRun {
  const origin = { name: 'scan', sha256: null, format: 'dm4', scanIndex: 0, warnings: [] };
  const recipe = resolveRecipe({
    ...{
      zeroLoss: { align: 'never' },
      spikes: { remove: false },
      edges: { maxOffsetEv: 0, elements: ['O'] },
    },
    ...{ clustering: { nClusters: 2 }, decomposition },
  });
  return interpretScan({ coreLoss: { ...origin, scan }, lowLoss: null, recipe, version: '1' });
}
const unmixed = (scan: SpectrumImage, decomposition: object): UnmixingResult =>
  run(scan, decomposition).result.unmixing!;
const codes = ({ result }: InterpretationRun): string[] => result.warnings.map(({ code }) => code);
const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('unmixing of a line over an interface, by each method', () => {
  const scan = scanOf();
  const sums = Array.from({ length: 20 }, (_, p) => sumOf([...scan.counts.subarray(p * 512, (p + 1) * 512)]));

  it.each([
    // NMF leaves the common background in both components (it is not unique); pure pixels, and MCR from them, do not.
    ['nmf', 0.03],
    ['mcr-als', 0.5],
    ['vca', 0.5],
    ['sivm', 0.5],
  ])('%s: amounts of the two sides change at the interface', (method, least) => {
    const found = unmixed(scan, { method, rank: 2 });
    expect(found).toMatchObject({ method, rank: 2, converged: true, bootstrap: null });
    for (const component of found.components) expect(sumOf(component)).toBeCloseTo(1, 9);
    expect(Math.min(...found.loadings.flat())).toBeGreaterThanOrEqual(0);
    // The rest beside two components is noise and the weak interface phase: a few per cent of the amplitude.
    expect(found.relativeError).toBeLessThan(0.05);
    const share = sums.map((_, p) => found.loadings[0][p] / (found.loadings[0][p] + found.loadings[1][p]));
    expect(Math.abs(share[2] - share[17])).toBeGreaterThan(least);
    const middle = (share[2] + share[17]) / 2;
    const side = share.map((x) => Math.sign(x - middle));
    expect([side[6], side[13]]).toEqual([side[0], side[19]]);
    expect(side[6]).toBe(-side[13]);
  });

  it.each(['vca', 'sivm'])('%s names a pure pixel on either side', (method) => {
    const [a, b] = [...unmixed(scan, { method, rank: 2 }).purePixels!].sort((x, y) => x - y);
    expect(a).toBeLessThan(7);
    expect(b).toBeGreaterThan(12);
  });

  it('ica: one part less than the rank, of mean 0 and variance 1, whose spectrum sums to 0', () => {
    const { components, loadings, rank, relativeError } = unmixed(scan, { method: 'ica', rank: 3 });
    expect([rank, components.length, relativeError]).toEqual([2, 2, null]);
    for (const loading of loadings) {
      expect(sumOf(loading) / 20).toBeCloseTo(0, 9);
      expect(sumOf(loading.map((x) => x * x)) / 20).toBeCloseTo(1, 9);
    }
    for (const component of components) expect(sumOf(component)).toBeCloseTo(0, 9);
  });

  it.each(['nmf', 'mcr-als'])('%s: closed loadings of a pixel add up to its counts', (method) => {
    const { loadings } = unmixed(scan, { method, rank: 2, sumToOne: true });
    sums.forEach((sum, p) => expect((loadings[0][p] + loadings[1][p]) / sum).toBeCloseTo(1, 6));
  });

  it('nmf: obeys sparsity and smoothness, and the seed of a random start', () => {
    const roughness = ({ loadings }: UnmixingResult): number =>
      sumOf(loadings.flatMap((row) => row.slice(1).map((x, i) => ((x - row[i]) / sumOf(row)) ** 2)));
    const plain = unmixed(scan, { rank: 2 });
    expect(roughness(unmixed(scan, { rank: 2, smoothness: 5 }))).toBeLessThan(0.8 * roughness(plain));
    const zeros = ({ loadings }: UnmixingResult): number => loadings.flat().filter((x) => x === 0).length;
    expect(zeros(unmixed(scan, { rank: 2, sparsity: 0.3 }))).toBeGreaterThan(zeros(plain));
    const random = unmixed(scan, { rank: 2, start: 'random' });
    expect(random).toEqual(unmixed(scan, { rank: 2, start: 'random' }));
    expect(random.components).not.toEqual(plain.components);
  });

  it('refuses smoothness of a map, whose neighbours are not one after the other', () => {
    const axis = scan.navigation[0];
    const navigation = [
      { ...axis, size: 4 },
      { ...axis, size: 5 },
    ];
    expect(() => run({ ...scan, navigation }, { smoothness: 1 })).toThrow(/\/decomposition\/smoothness/);
  });

  it('has no independent parts of one component, and says so', () => {
    const flat = { ...scan, counts: scan.counts.map((_, at) => scan.counts[at % 512]) };
    const found = run(flat, { method: 'ica' });
    expect(found.result.unmixing).toBeNull();
    expect(codes(found)).toContain('no-independent-parts');
  });
});

describe('errors by bootstrap', () => {
  it.each([
    ['nmf', 2],
    ['ica', 2],
  ])('%s: go down with the root of the dose', (method, rank) => {
    const relative = (dose: number): number => {
      const { bootstrap, loadings } = unmixed(scanOf({ dose }), { method, rank, bootstrap: 16 });
      expect(bootstrap!.componentsStd.map((row) => row.length)).toEqual(loadings.map(() => 512));
      return sumOf(bootstrap!.loadingsStd.flat()) / sumOf(loadings.flat().map(Math.abs));
    };
    // 16 redraws know a standard deviation to 1/√30 = 18 %, all loadings of a run together somewhat better.
    expect(relative(1) / relative(16) / 4).toBeGreaterThan(0.7);
    expect(relative(1) / relative(16) / 4).toBeLessThan(1.4);
  });

  it('calls a component that noise alone can make another unstable', () => {
    const found = run(scanOf({ dose: 0.003 }), { method: 'ica', rank: 6, bootstrap: 12 });
    expect(codes(found)).toContain('unstable-components');
  });
});

describe('rank', () => {
  it('is given by every rule side by side, and chosen by the one that is asked for', () => {
    const { rank } = run(scanOf(), {}).result.pca!;
    expect(rank.crossValidation).not.toBeNull();
    const asked = (rule: string) => run(scanOf(), { rank: rule }).result.pca!.rank;
    expect(asked('elbow')).toEqual({ ...rank, rule: 'elbow', chosen: rank.elbow });
    expect(asked('gavish-donoho')).toEqual({ ...rank, rule: 'gavish-donoho', chosen: rank.gavishDonoho });
    expect(asked('cross-validation')).toEqual({
      ...rank,
      rule: 'cross-validation',
      chosen: rank.crossValidation,
    });
  });

  it('cannot be cross-validated for counts that are no electrons: the noise edge stands in, and it is said', () => {
    const scan = scanOf();
    const found = run({ ...scan, counts: scan.counts.map((x) => 0.3 * x) }, { rank: 'cross-validation' });
    expect(found.result.pca!.rank).toMatchObject({ crossValidation: null, rule: 'noise-edge' });
    expect(codes(found)).toContain('no-cross-validation');
  });
});

describe('denoised spectra', () => {
  const dose = 0.05;
  const [noisy, clean] = [scanOf({ dose }), scanOf({ dose, noise: false })];

  it('are nearer to the truth than what was measured, and come with a warning', () => {
    const found = run(noisy, { denoise: true });
    const error = (counts: Float32Array, truth = clean.counts): number =>
      counts.reduce((sum, x, at) => sum + (x - truth[at]) ** 2, 0);
    const plain = error(noisy.counts);
    // A subspace of 2 keeps about 2·(20 + 512)/(20·512) = 10 % of the power of the noise, and drops weak structure.
    expect(error(found.preprocessed.counts)).toBeLessThan(0.4 * plain);
    expect(codes(found)).toContain('denoised');
    expect(codes(run(noisy, {}))).not.toContain('denoised');
  });

  it('name the pixel whose own phase is not in them', () => {
    const counts = noisy.counts.slice();
    for (let j = 300; j < 320; j++) counts[7 * 512 + j] *= 1.5;
    const found = run({ ...noisy, counts }, { denoise: true, rank: 2 });
    const warning = found.result.warnings.find(({ code }) => code === 'denoised-pixels-mislead');
    expect(warning?.message).toMatch(/Pixels 7\b/);
    const step = found.result.steps.find((s) => s.step === 'denoising');
    expect(step?.chosen.pixels).toContain(7);
  });
});
