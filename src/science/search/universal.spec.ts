import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { FEATURE_SETS, SCREENING_FEATURES } from './screening-features.js';
import { learnUniversal, type UniversalSample } from './universal.js';

/** Made-up boundaries whose energies follow from the soft columns by one law, times the material's unit. */
function sample(name: string, material: string, unit: number, seed: number): UniversalSample {
  const rng = createRng(seed);
  const nRows = 60;
  const nFeatures = SCREENING_FEATURES.length;
  const x = new Float64Array(nRows * nFeatures);
  const energies = new Float64Array(nRows);
  for (let i = 0; i < nRows; i++) {
    const [a, b] = [rng.uniform(), rng.uniform()];
    x[i * nFeatures + FEATURE_SETS.soft[0]] = a;
    x[i * nFeatures + FEATURE_SETS.soft[1]] = b;
    energies[i] = unit * (0.1 + 0.05 * a + 0.02 * b * b);
  }
  return {
    name,
    material,
    energyScaleJPerM2: unit,
    macroscopic: { sigma: 5, misorientationRad: 0.64, planeSpacing: 0.3 },
    features: { x, nRows, nFeatures },
    energies,
  };
}

describe('learnUniversal', () => {
  const samples = [
    sample('Σ5', 'Cu', 8, 1),
    sample('Σ13', 'Cu', 8, 2),
    sample('Σ5', 'Al', 5, 3),
    sample('Σ13', 'Al', 5, 4),
  ];

  it('carries a law from one material to another whose unit alone differs', () => {
    const { byMaterial, byBoundary, predictor } = learnUniversal(samples, 1);
    for (const { rankCorrelation, rmseJPerM2 } of [...byMaterial, ...byBoundary]) {
      expect(rankCorrelation).toBeGreaterThan(0.97);
      expect(rmseJPerM2).toBeLessThan(0.05);
    }
    const { mean } = predictor.predict(sample('Σ17', 'Ni', 11, 9));
    const truth = sample('Σ17', 'Ni', 11, 9).energies;
    mean.forEach((e, i) => expect(Math.abs(e - truth[i])).toBeLessThan(0.1));
  });

  it('needs two materials, so that one can be left out', () => {
    expect(() => learnUniversal(samples.slice(0, 2), 1)).toThrow(/two materials/);
  });
});
