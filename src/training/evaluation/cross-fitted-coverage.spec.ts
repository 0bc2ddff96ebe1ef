import { expect, it } from 'vitest';
import type { ScalarOutput } from '../../science/descriptors/model-manifest.js';
import { ALIKE } from '../../science/descriptors/row-difficulty.js';
import { createRng } from '../../science/numerics/rng.js';
import { joined } from '../run/held-out.js';
import { calibrated } from './calibrate.js';
import { answersOf, crossFittedCoverage } from './cross-fitted-coverage.js';
import { evaluateOutputs } from './evaluate-outputs.js';

const OUTPUT: ScalarOutput = {
  kind: 'scalar',
  name: 'distance',
  label: 'distance',
  tensor: 'd',
  unit: 'Å',
  width: 2,
  interval: { level: 0.9, factor: 1, floorStd: 0, nCalibration: 0, difficulty: ALIKE },
};

const NO_ROWS = { inputs: new Float32Array(0), noise: new Float32Array(0), nRefused: 0 };

/** A network that says 0 ± 1; errors grow with the number of the group, and groups are of different size. */
function madeUp(nGroups: number) {
  const rng = createRng(5);
  const spectra = Array.from({ length: nGroups }, (_, g) => new Array<number>(1 + (g % 3)).fill(g)).flat();
  const n = spectra.length;
  const truth = Float32Array.from(spectra, (g) => (0.2 + g / nGroups) * rng.normal());
  return {
    spectra: Int32Array.from(spectra),
    answered: {
      raw: { d: new Float32Array(2 * n) },
      members: 1,
      truth: { nRows: n, targets: { distance: truth }, weights: { distance: new Float32Array(n).fill(1) } },
      quality: { evenness: new Float32Array(n).fill(1), noise: new Float32Array(n) },
    },
  };
}

it('coverage is counted on groups the interval was not fitted on: leaving one out, by hand', () => {
  const held = madeUp(12);
  const names = Array.from({ length: 12 }, (_, g) => `g${g}`);
  const keys = Array.from(held.spectra, (g) => names[g]);
  const fittedOn = { outputs: [OUTPUT], held, groups: { keys, nIndependent: 12 } };
  const parts = Int32Array.from(names.keys());
  const [found] = crossFittedCoverage(fittedOn, [held], { parts, names });
  const rows = Array.from(held.spectra.keys());
  let inside = 0;
  for (const g of parts) {
    const others = rows.filter((row) => held.spectra[row] !== g);
    const own = rows.filter((row) => held.spectra[row] === g);
    const [output] = calibrated([OUTPUT], answersOf(held.answered, others), {
      keys: others.map((row) => keys[row]),
      nIndependent: 11,
    });
    if (output.kind !== 'scalar') throw new Error('no scalar');
    // What is said is 0 ± 1 (ln of the deviation is 0).
    const half = output.interval.factor * Math.max(1, output.interval.floorStd);
    const isIn = own.filter((row) => Math.abs(held.answered.truth.targets.distance[row]) <= half);
    inside += isIn.length / own.length;
  }
  expect(found.get('distance')).toMatchObject({ level: 0.9, n: rows.length, nGroups: 12 });
  expect(found.get('distance')!.share).toBeCloseTo(inside / 12, 12);
});

it('one group that is unlike all others is not covered, though an interval fitted on it would cover it', () => {
  const held = madeUp(10);
  held.spectra.forEach((g, row) => {
    if (g === 0) held.answered.truth.targets.distance[row] = 50;
  });
  const names = Array.from({ length: 10 }, (_, g) => `g${g}`);
  // All but that group in one part: the interval for them is fitted on it alone, the one for it on them.
  const parts = Int32Array.from(names, (_, g) => (g === 0 ? 0 : 1));
  const keys = Array.from(held.spectra, (g) => names[g]);
  const fittedOn = { outputs: [OUTPUT], held, groups: { keys, nIndependent: 10 } };
  const [found] = crossFittedCoverage(fittedOn, [held], { parts, names });
  expect(found.get('distance')!.share).toBeCloseTo(0.9, 12);
});

it('with groups alike a group of a thousand counts as one', () => {
  const spectra = [...new Array<number>(1000).fill(0), 1];
  const n = spectra.length;
  const answered = {
    raw: { d: new Float32Array(2 * n) },
    members: 1,
    truth: {
      nRows: n,
      targets: { distance: Float32Array.from(spectra, (g) => (g === 0 ? 0.1 : 0.5)) },
      weights: { distance: new Float32Array(n).fill(1) },
    },
    quality: { evenness: new Float32Array(n).fill(1), noise: new Float32Array(n) },
    groups: spectra.map(String),
  };
  const [{ metrics }] = evaluateOutputs([OUTPUT], answered);
  expect(metrics.maeGroupsAlike).toBeCloseTo(0.3, 6);
  expect(metrics.mae).toBeLessThan(0.101);
});

it('a noisy condition is held like a clean one by the difficulty of its rows, and not without', () => {
  const clean = madeUp(200);
  const noisy = madeUp(200);
  noisy.answered.truth.targets.distance.forEach((_, row, all) => (all[row] *= 4));
  noisy.answered.quality.noise.fill(3);
  const names = Array.from({ length: 200 }, (_, g) => `g${g}`);
  const held = joined([clean, noisy].map((one) => ({ ...one, ...NO_ROWS })));
  const keys = Array.from(held.spectra, (g, row) => `${row < clean.spectra.length ? 0 : 1}/${names[g]}`);
  const sharesBy = (noise: number): number[] => {
    const interval = { ...OUTPUT.interval, difficulty: { evenness: 0, noise, typicalNoise: 1 } };
    const fittedOn = { outputs: [{ ...OUTPUT, interval }], held, groups: { keys, nIndependent: 200 } };
    const parts = Int32Array.from(names, (_, g) => g % 5);
    return crossFittedCoverage(fittedOn, [clean, noisy], { parts, names }).map(
      (of) => of.get('distance')!.share,
    );
  };
  // 200 groups: standard deviation 0.02 of a share of 0.9. Errors are 4 = 1 + 3 times as large in the noise.
  for (const share of sharesBy(1)) expect(Math.abs(share - 0.9)).toBeLessThan(0.05);
  const [ofClean, ofNoisy] = sharesBy(0);
  expect(ofClean).toBeGreaterThan(0.97);
  expect(ofNoisy).toBeLessThan(0.84);
});
