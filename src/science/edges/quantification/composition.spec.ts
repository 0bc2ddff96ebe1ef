import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { UNKNOWN_ACQUISITION } from '../../spectra/spectrum-image.js';
import { syntheticScan } from '../testing/synthetic-scan.js';
import { arealDensity, lowLossIntensity } from './areal-density.js';
import { quantifyComposition, type EdgeIntensity } from './composition.js';
import { parseCrossSectionTable } from './cross-section-table.js';
import { crossSectionOf } from './cross-section.js';

const ACQUISITION = {
  ...UNKNOWN_ACQUISITION,
  beamEnergyKev: 200,
  collectionSemiAngleMrad: 40,
  convergenceSemiAngleMrad: 20,
};
const CONDITIONS = { beamEnergyKev: 200, collectionMrad: 40, convergenceMrad: 20 };

const edge = (id: string, onsetEv: number, values: number[], std: number[]): EdgeIntensity => ({
  id,
  element: id.split('_')[0],
  shell: id.split('_')[1],
  onsetEv,
  significance: 100,
  signalWindowEv: [onsetEv - 2, onsetEv + 50],
  net: { values: Float64Array.from(values), std: Float64Array.from(std) },
});
const EDGES: readonly [id: string, onsetEv: number][] = [
  ['O_K', 532],
  ['Mn_L3', 640],
  ['Fe_L3', 708],
];
const sigmas = EDGES.map(
  ([id, onsetEv]) =>
    crossSectionOf(edge(id, onsetEv, [], []), CONDITIONS, [onsetEv - 2, onsetEv + 50], null).barn,
);

/** Intensities of `atoms` with counting noise over a background of as many counts. */
function counted(atoms: readonly number[], nPixels: number, seed: number, dose: number): EdgeIntensity[] {
  const rng = createRng(seed);
  return EDGES.map(([id, onsetEv], k) => {
    const signal = dose * atoms[k] * sigmas[k];
    const background = 2 * signal;
    const values = Array.from({ length: nPixels }, () => rng.poisson(signal + background) - background);
    return edge(
      id,
      onsetEv,
      values,
      values.map((v) => Math.sqrt(v + background)),
    );
  });
}

describe('quantifyComposition', () => {
  it('returns the atoms put in, exactly without noise', () => {
    const edges = EDGES.map(([id, onsetEv], k) => edge(id, onsetEv, [[3, 0.7, 0.3][k] * sigmas[k]], [1e-9]));
    const { fractions, ratios, referenceElement } = quantifyComposition(edges, ACQUISITION);
    expect(referenceElement).toBe('O');
    [0.75, 0.175, 0.075].forEach((truth, k) => expect(fractions[k].values[0]).toBeCloseTo(truth, 12));
    expect(ratios.map(({ element }) => element)).toEqual(['Mn', 'Fe']);
    expect(ratios[0].values[0]).toBeCloseTo(0.7 / 3, 12);
    // 10 % for O-K and 20 % for Mn-L, independent.
    expect(ratios[0].systematicStd[0] / ratios[0].values[0]).toBeCloseTo(Math.hypot(0.1, 0.2), 12);
    expect(ratios[0].std[0]).toBeLessThan(1e-6);
  });

  // 2000 pixels are 2000 seeds: mean of pulls 0 ± 0.022, their std 1 ± 0.016; four of those and the curvature of ratios.
  it('states errors that the scatter obeys: pulls have mean 0 and width 1', () => {
    const edges = counted([3, 0.7, 0.3], 2000, 7, 5);
    const { fractions, ratios } = quantifyComposition(edges, ACQUISITION);
    const check = (q: { values: Float64Array; std: Float64Array }, truth: number): void => {
      const pulls = q.values.map((v, i) => (v - truth) / q.std[i]);
      const mean = pulls.reduce((s, p) => s + p, 0) / pulls.length;
      const width = Math.sqrt(pulls.reduce((s, p) => s + (p - mean) ** 2, 0) / pulls.length);
      expect(Math.abs(mean)).toBeLessThan(0.1);
      expect(Math.abs(width - 1)).toBeLessThan(0.07);
      const inside = pulls.filter((p) => Math.abs(p) < 1).length / pulls.length;
      expect(inside).toBeGreaterThan(0.63);
      expect(inside).toBeLessThan(0.73);
    };
    [0.75, 0.175, 0.075].forEach((truth, k) => check(fractions[k], truth));
    check(ratios[0], 0.7 / 3);
  });

  it('does not depend on the unit of counts; pixels keep their place; shares sum to 1', () => {
    const positive = fc.double({ min: 1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(positive, positive, positive), { minLength: 2, maxLength: 6 }),
        positive,
        (rows, c) => {
          const make = (scale: number, order: number[]): EdgeIntensity[] =>
            EDGES.map(([id, onsetEv], k) => {
              const values = order.map((i) => scale * rows[i][k]);
              return edge(
                id,
                onsetEv,
                values,
                values.map((v) => 0.01 * v),
              );
            });
          const order = rows.map((_, i) => i);
          const once = quantifyComposition(make(1, order), ACQUISITION);
          const scaled = quantifyComposition(make(c, order), ACQUISITION);
          const turned = quantifyComposition(make(1, [...order].reverse()), ACQUISITION);
          order.forEach((i) => {
            const sum = once.fractions.reduce((s, f) => s + f.values[i], 0);
            expect(sum).toBeCloseTo(1, 12);
            once.fractions.forEach((f, k) => {
              expect(scaled.fractions[k].values[i] / f.values[i]).toBeCloseTo(1, 10);
              expect(scaled.fractions[k].std[i] / f.std[i]).toBeCloseTo(1, 8);
              expect(turned.fractions[k].values[rows.length - 1 - i]).toBe(f.values[i]);
            });
          });
        },
      ),
      { seed: 3, numRuns: 30 },
    );
  });

  it('names what is not known and never takes it for 0', () => {
    const edges = counted([1, 1, 1], 1, 1, 1);
    const quantify = (gap: object): unknown => quantifyComposition(edges, { ...ACQUISITION, ...gap });
    expect(() => quantify({ beamEnergyKev: null })).toThrow(
      expect.objectContaining({ code: 'beam-energy-unknown' }),
    );
    expect(() => quantify({ collectionSemiAngleMrad: null })).toThrow(
      expect.objectContaining({ code: 'collection-angle-unknown' }),
    );
    expect(() => quantify({ collectionSemiAngleMrad: 0 })).toThrow(
      expect.objectContaining({ code: 'collection-angle-unknown' }),
    );
    const wider = quantifyComposition(edges, { ...ACQUISITION, convergenceSemiAngleMrad: null });
    expect(wider.warnings.map(({ code }) => code)).toEqual(['convergence-angle-unknown']);
    expect(wider.crossSections[0].stdBarn / wider.crossSections[0].barn).toBeGreaterThan(0.1);
    expect(() => quantifyComposition([edges[0]], ACQUISITION)).toThrow(
      expect.objectContaining({ code: 'no-edges' }),
    );
  });

  it('takes the table of the user first, and warns of edges without a cross-section', () => {
    const csv = `edge;beamEnergyKev;collectionMrad;deltaEv;barn;stdBarn
La_M5;200;40;40;4000;200
La_M5;200;40;60;6000;300`;
    const la = edge('La_M5', 832, [5000], [1]);
    const o = edge('O_K', 532, [sigmas[0]], [1e-3]);
    const with_ = quantifyComposition([o, la], ACQUISITION, { table: parseCrossSectionTable(csv) });
    // Δ = 50 eV lies halfway: 5000 ± 250 barn.
    expect(with_.ratios[0].values[0]).toBeCloseTo(1, 10);
    expect(with_.ratios[0].systematicStd[0]).toBeCloseTo(Math.hypot(0.1, 0.05), 10);
    const mn = edge('Mn_L3', 640, [1], [0.1]);
    const without = quantifyComposition([o, la, mn], ACQUISITION);
    expect(without.warnings[0].message).toContain('La_M5');
    const other = { ...ACQUISITION, beamEnergyKev: 300 };
    expect(
      quantifyComposition([o, mn, la], other, { table: parseCrossSectionTable(csv) }).warnings[0].message,
    ).toContain('300 keV');
  });
});

describe('cross-section tables', () => {
  it.each([
    ['[{"edge":"O_K","beamEnergyKev":200}]', /collectionMrad/],
    ['[{"edge":"oxygen"}]', /O_K/],
    ['[{]', /valid JSON/],
    ['edge,barn\nO_K,3', /missing: beamEnergyKev/],
    ['edge,beamEnergyKev,collectionMrad,deltaEv,barn,stdBarn\nO_K,200,40,50,-3,1', /"barn"/],
    ['edge,beamEnergyKev,collectionMrad,deltaEv,barn,stdBarn\nO_K,200,40,50,3,', /"stdBarn"/],
  ])('refuses %s', (text, message) => expect(() => parseCrossSectionTable(text)).toThrow(message));

  it('reads JSON and CSV alike', () => {
    const row = { edge: 'O_K', beamEnergyKev: 200, collectionMrad: 40, deltaEv: 50, barn: 1500, stdBarn: 75 };
    const csv = `# ours\n${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`;
    expect(parseCrossSectionTable(csv)).toEqual([row]);
    expect(parseCrossSectionTable(JSON.stringify([row]))).toEqual([row]);
  });
});

describe('arealDensity', () => {
  it('returns the atoms per nm² put in, also for a probe wider than the aperture', () => {
    const lowLoss = syntheticScan(() => [], {
      offsetEv: 1,
      nChannels: 60,
      scaleEv: 1,
      seed: null,
      nPixels: 2,
    });
    lowLoss.counts.fill(1000);
    const intensity = lowLossIntensity(lowLoss, 51);
    expect(intensity.values[0]).toBe(50000);
    for (const convergenceMrad of [20, 80]) {
      const conditions = { ...CONDITIONS, convergenceMrad };
      const sigma = crossSectionOf(edge('O_K', 532, [], []), conditions, [530, 582], null);
      // Incident electrons: those in the low loss, and what the aperture has stopped of them.
      const incident = 50000 * 2 * Math.max(1, convergenceMrad / 40) ** 2;
      const signal = 30 * incident * sigma.barn * 1e-10;
      const density = arealDensity(
        edge('O_K', 532, [signal, signal], [0.1 * signal, 0.1 * signal]),
        sigma,
        { intensity, exposureRatio: 2 },
        conditions,
      );
      expect(density.values[0]).toBeCloseTo(30, 9);
      expect(density.std[1]).toBeCloseTo(30 * Math.hypot(0.1, 1 / Math.sqrt(50000)), 9);
      expect(density.systematicStd[0]).toBeCloseTo(3, 9);
    }
  });
});
