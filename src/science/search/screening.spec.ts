import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import { PLAIN_CANDIDATE } from '../grain-boundaries/candidate.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { learnScreening, type SolvedBoundary } from './screening.js';
import { FEATURE_SETS, SCREENING_FEATURES, ScreeningFeatures } from './screening-features.js';
import { excessOfTop, rankCorrelation, scoreRanking } from './screening-score.js';

const crystal = prototypeCrystal('fcc', ['Cu'], [3.615]);

/** Every third candidate of a table of ours (test/golden/grain-boundaries). */
function solved(h: number, k: number, sigma: number, every: number): SolvedBoundary {
  const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma, plane: [h, k, 0] });
  const rows = readFileSync(`test/golden/grain-boundaries/screening_${h}${k}0.csv`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .filter((_, i) => i % every === 0)
    .map((line) => line.split(',').map(Number));
  const candidates = rows.map(([dxAngstrom, gapAngstrom, dzAngstrom]) => ({
    ...PLAIN_CANDIDATE,
    dxAngstrom,
    gapAngstrom,
    dzAngstrom,
    overlapAngstrom: 1.5,
  }));
  const soft = new ScreeningFeatures(boundary).of(candidates, 'soft');
  // The test learns from the soft columns only; the others are not computed.
  const nFeatures = SCREENING_FEATURES.length;
  const x = new Float64Array(rows.length * nFeatures);
  for (let i = 0; i < rows.length; i++)
    FEATURE_SETS.soft.forEach((c, f) => (x[i * nFeatures + c] = soft.x[i * soft.nFeatures + f]));
  return {
    name: `${h}${k}0`,
    features: { x, nRows: rows.length, nFeatures },
    energies: Float64Array.from(rows, (row) => row[6]),
  };
}

describe('learnScreening', () => {
  it('finds the minimum of a third boundary among its best predicted 20', () => {
    const target = solved(5, 3, 17, 2);
    const model = learnScreening([solved(2, 1, 5, 2), solved(3, 1, 5, 2)], {
      seed: 1,
      featureSets: ['soft'],
    });
    const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma: 17, plane: [5, 3, 0] });
    expect(boundary.sigma).toBe(17);
    const x = target.features;
    const features = {
      x: Float64Array.from({ length: x.nRows * FEATURE_SETS.soft.length }, (_, i) => {
        const row = Math.floor(i / FEATURE_SETS.soft.length);
        return x.x[row * x.nFeatures + FEATURE_SETS.soft[i % FEATURE_SETS.soft.length]];
      }),
      nRows: x.nRows,
      nFeatures: FEATURE_SETS.soft.length,
    };
    const { mean } = model.predict(features);
    expect(excessOfTop(mean, target.energies, 20)).toBeLessThan(0.011);
    expect(rankCorrelation(mean, target.energies)).toBeGreaterThan(0.7);
    expect(model.trials[0].score.shareToMinimum).toBeLessThanOrEqual(model.trials[1].score.shareToMinimum);
  });

  it('needs two boundaries, so that one can be left out', () => {
    const one: SolvedBoundary = {
      name: 'x',
      features: { x: new Float64Array(2), nRows: 1, nFeatures: 2 },
      energies: Float64Array.of(1),
    };
    expect(() => learnScreening([one], { seed: 1 })).toThrow(/two boundaries/);
  });
});

describe('scores of a ranking', () => {
  it('is Spearman’s coefficient, ties sharing their rank (scipy.stats.spearmanr: 0.8207827)', () => {
    expect(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
  });

  it('counts how many have to be relaxed until the minimum is among them', () => {
    const score = scoreRanking([0.1, 0.2, 0.3, 0.4], [1.2, 1.0005, 1.0, 3]);
    expect(score.shareToMinimum).toBe(0.5);
    expect(score.excessJPerM2).toBe(0);
  });
});
