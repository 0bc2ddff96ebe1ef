import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { gaussian, makeScan } from '../../preprocessing/testing/make-scan.js';
import type { SpectrumImage } from '../../spectra/spectrum-image.js';
import { interpretScan } from '../interpret-scan.js';
import { DEFAULT_RECIPE } from '../recipe.js';
import type { StoredCounts } from './clean-scan.js';
import { interpretLargeScan, type LargeInterpretationRun } from './interpret-large-scan.js';

const SIDE = 16;
const N = SIDE * SIDE;
const CORE_CHANNELS = 400;

/** Zero loss wanders by a sine over the rows, slowly beside bins of 2 × 2 pixels: ± 2 eV. */
const driftEv = (pixel: number): number => 2 * Math.sin((2 * Math.PI * Math.floor(pixel / SIDE)) / SIDE);
const thickness = (pixel: number): number => 0.3 + (0.6 * (pixel % SIDE)) / SIDE;

const asMap = (scan: SpectrumImage): SpectrumImage => {
  const axis = (name: string) => ({ name, unit: 'nm', offset: 0, scale: 1, size: SIDE });
  return { ...scan, navigation: [axis('y'), axis('x')] };
};

/** Zero loss and five plasmons of 22 eV, shares Poisson in t/λ. */
const lowLoss = asMap(
  makeScan({
    nPixels: N,
    nChannels: 800,
    offsetEv: -20,
    scaleEv: 0.25,
    rng: createRng(1),
    expected: (energyEv, pixel) => {
      const energy = energyEv - driftEv(pixel);
      const t = thickness(pixel);
      let [share, counts] = [1, gaussian(energy, 0, 0.6, 2e4)];
      for (let n = 1; n <= 6; n++) {
        share *= t / n;
        const sigma = Math.sqrt(4 * n + 0.36);
        counts += (gaussian(energy, 22 * n, sigma, 2e4) * share * 0.6) / sigma;
      }
      return counts;
    },
  }),
);

/** Ti-L in the left half, O-K everywhere. */
const coreLoss = asMap(
  makeScan({
    nPixels: N,
    nChannels: CORE_CHANNELS,
    offsetEv: 400,
    scaleEv: 0.5,
    rng: createRng(2),
    expected: (energyEv, pixel) => {
      const energy = energyEv - driftEv(pixel);
      const edge = (onset: number, height: number): number =>
        energy < onset ? 0 : height * (energy / onset) ** -3;
      return 3e11 * energy ** -3 + edge(456, pixel % SIDE < SIDE / 2 ? 800 : 0) + edge(532, 500);
    },
  }),
);

const stored = (scan: SpectrumImage): StoredCounts => ({
  read: (first, into) =>
    into.set(scan.counts.subarray(first * scan.nChannels, first * scan.nChannels + into.length)),
});
const from = { name: 'x.dm4', sha256: null, format: 'dm4', scanIndex: 0, warnings: [] };
const recipe = { ...DEFAULT_RECIPE, edges: { ...DEFAULT_RECIPE.edges, elements: ['O', 'Ti'] } };

async function inBlocks(
  pixels: number,
): Promise<LargeInterpretationRun & { byId: Map<string, Float64Array> }> {
  const run = await interpretLargeScan(
    {
      coreLoss: { ...from, scan: coreLoss, counts: stored(coreLoss) },
      lowLoss: { ...from, scan: lowLoss, counts: stored(lowLoss) },
      recipe,
      version: '0',
    },
    { pixels, values: 2 ** 21 },
  );
  const byId = new Map(run.planes.map((plane) => [plane.id, new Float64Array(N)]));
  for await (const { firstPixel, values } of run.maps())
    run.planes.forEach((plane, k) => byId.get(plane.id)!.set(Float64Array.from(values[k]), firstPixel));
  return { ...run, byId };
}

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
const pixels = Array.from({ length: N }, (_, pixel) => pixel);

describe('a low loss beside a scan in blocks', () => {
  let whole: ReturnType<typeof interpretScan>;
  let same: Awaited<ReturnType<typeof inBlocks>>;
  let summed: Awaited<ReturnType<typeof inBlocks>>;
  beforeAll(async () => {
    whole = interpretScan({
      coreLoss: { ...from, scan: coreLoss },
      lowLoss: { ...from, scan: lowLoss },
      recipe,
      version: '0',
    });
    same = await inBlocks(4096);
    summed = await inBlocks(100);
  });

  it('without bins gives the maps that the way in memory gives, 1e-6', () => {
    expect(same.binning).toBe(1);
    const both = whole.result.profiles.filter(({ id }) => same.byId.has(id));
    expect(both.map(({ id }) => id)).toEqual(expect.arrayContaining(['thickness', 'O_K.net']));
    for (const { id, values, std } of both) {
      for (const [map, expected] of [
        [same.byId.get(id)!, values],
        [same.byId.get(`${id}.std`)!, std],
      ] as const) {
        expected.forEach((value, pixel) => {
          if (value !== null)
            expect(Math.abs(map[pixel] - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
        });
      }
    }
  });

  it('is summed as the core loss is, though it has twice its channels', () => {
    expect(summed.binning).toBe(2);
    expect(summed.result.scan.nPixels).toBe(64);
    expect(summed.result.warnings.map(({ code }) => code)).not.toContain('low-loss-of-other-shape');
  });

  it('undoes drift by that of the bins', () => {
    const { chosen } = summed.result.steps.find(({ step }) => step === 'zero-loss')!;
    expect(chosen.driftCorrected).toBe(true);
    // Centres of bins are those of their two rows' mean to what the curvature of the sine leaves, and a constant.
    const centres = summed.result.zeroLoss!.centresEv;
    centres.forEach((centre, bin) => {
      const row = 2 * Math.floor(bin / (SIDE / 2));
      const expected = (driftEv(row * SIDE) + driftEv((row + 1) * SIDE)) / 2;
      expect(Math.abs(centre - expected)).toBeLessThan(0.15);
    });
    // Net signals differ less than noise from those of pixels that were moved each by its own drift.
    const [net, own] = [summed.byId.get('O_K.net')!, same.byId.get('O_K.net')!];
    const std = same.byId.get('O_K.net.std')!;
    expect(rms(pixels.map((pixel) => (net[pixel] - own[pixel]) / std[pixel]))).toBeLessThan(1);
  });

  it('gives t/λ of each pixel, right within its stated doubt', () => {
    const [map, std] = [summed.byId.get('thickness')!, summed.byId.get('thickness.std')!];
    // Pulls of 256 pixels tell 1 to 4.4 %; the plasmon's tail under the threshold and drift in bins make it a little more.
    const pulls = pixels.map((pixel) => (map[pixel] - thickness(pixel)) / std[pixel]);
    expect(rms(pulls)).toBeGreaterThan(0.8);
    expect(rms(pulls)).toBeLessThan(1.3);
    // Each column has a thickness of its own: bins would have made pairs of them alike. 128 differences of 0.01 each.
    const steps = pixels.filter((pixel) => pixel % 2 === 0).map((pixel) => map[pixel + 1] - map[pixel]);
    expect(Math.abs(steps.reduce((a, b) => a + b, 0) / steps.length - 0.6 / SIDE)).toBeLessThan(0.005);
    expect(rms(pixels.map((pixel) => map[pixel] - thickness(pixel)))).toBeLessThan(0.02);
  });
});
