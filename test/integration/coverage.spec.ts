import { beforeAll, describe, expect, it } from 'vitest';
import { edgeOnsetProfile } from '../../src/science/edges/edge-onset.js';
import { ratioOf, type Measured } from '../../src/science/interpretation/profiles.js';
import { createRng, type Rng } from '../../src/science/numerics/rng.js';
import { fitPowerLaw, integrateNet } from '../../src/science/preprocessing/power-law.js';
import { shiftSpectra } from '../../src/science/preprocessing/shift-spectra.js';
import { relativeThickness } from '../../src/science/preprocessing/thickness.js';
import { alignZeroLoss } from '../../src/science/preprocessing/zero-loss.js';
import { addPoisson } from '../../src/science/spectra/forward-model-detector.js';
import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import type { SpectrumImage } from '../../src/science/spectra/spectrum-image.js';

const SEEDS = 500;
const N_PIXELS = 16;
const GAIN = 0.125;

const EDGES = {
  O_K: { fitEv: [430, 524], signalEv: [530, 570], onsetEv: 532 },
  Mn_L3: { fitEv: [590, 634], signalEv: [638, 665], onsetEv: 640 },
  La_M5: { fitEv: [770, 824], signalEv: [830, 865], onsetEv: 832 },
} as const;

/** What the recipe does with a dual scan: zero loss of the low loss to 0, both moved by it, backgrounds, descriptors. */
function measure(core: SpectrumImage, low: SpectrumImage): Record<string, Measured> {
  const { aligned, measurement } = alignZeroLoss(low);
  const scan = shiftSpectra(
    core,
    measurement.centresEv.map((centre) => -centre),
  );
  const found: Record<string, Measured> = { thickness: relativeThickness(aligned) };
  for (const [id, { fitEv, signalEv, onsetEv }] of Object.entries(EDGES)) {
    const fit = fitPowerLaw(scan, fitEv);
    found[`${id} net intensity`] = integrateNet(scan, fit, signalEv);
    found[`${id} onset`] = edgeOnsetProfile(scan, fit, { onsetEv });
  }
  const oxygen = found['O_K net intensity'];
  found['Mn_L3/O_K ratio'] = ratioOf(found['Mn_L3 net intensity'], oxygen);
  found['La_M5/O_K ratio'] = ratioOf(found['La_M5 net intensity'], oxygen);
  return found;
}

const counted = (scan: SpectrumImage, rng: Rng): SpectrumImage => ({
  ...scan,
  counts: addPoisson(Float64Array.from(scan.counts), GAIN, rng),
});

/**
 * The same specimen measured 500 times. The truth of an intensity, a ratio or an onset is what the same measurement gives
 * on the expected counts; the truth of t/λ is that of the forward model. 16 positions of one draw share their drift, their
 * threshold and little else: 500 × 16 values tell a coverage to better than 1 %.
 */
describe('68 % intervals on the demo’s forward model', () => {
  const inside: Record<string, number> = {};
  const all: Record<string, number> = {};
  beforeAll(() => {
    const { coreLoss, lowLoss, truth } = makeDemoScan(2, {
      noise: false,
      nPixels: N_PIXELS,
      interfacePixel: 7.7,
    });
    const expected: Record<string, Pick<Measured, 'values'>> = {
      ...measure(coreLoss, lowLoss),
      thickness: { values: Float64Array.from(truth.thickness) },
    };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const rng = createRng(seed);
      const found = measure(counted(coreLoss, rng), counted(lowLoss, rng));
      for (const [id, { values, std }] of Object.entries(found)) {
        values.forEach((value, pixel) => {
          const pull = (value - expected[id].values[pixel]) / std[pixel];
          if (!Number.isFinite(pull)) return;
          all[id] = (all[id] ?? 0) + 1;
          if (Math.abs(pull) <= 1) inside[id] = (inside[id] ?? 0) + 1;
        });
      }
    }
  });

  it.each([
    ...Object.keys(EDGES).flatMap((id) => [`${id} net intensity`, `${id} onset`]),
    'Mn_L3/O_K ratio',
    'La_M5/O_K ratio',
    'thickness',
  ])('hold the truth 63 to 73 %% of the time: %s', (id) => {
    expect(all[id]).toBeGreaterThan(1000);
    expect(inside[id] / all[id]).toBeGreaterThan(0.63);
    expect(inside[id] / all[id]).toBeLessThan(0.73);
  });
});
