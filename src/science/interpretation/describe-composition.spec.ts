import { describe, expect, it } from 'vitest';
import { UNKNOWN_ACQUISITION } from '../spectra/spectrum-image.js';
import { acquisitionOf } from './acquisition-of.js';
import { describeComposition } from './describe-composition.js';
import { RunRecord } from './interpretation-input.js';
import type { QuantifiedEdge } from './quantify-edges.js';
import { resolveRecipe } from './resolve-recipe.js';

const N_PIXELS = 3;

const edge = (element: string, shell: string, onsetEv: number, counts: number): QuantifiedEdge =>
  ({
    id: `${element}_${shell}`,
    element,
    shell,
    onsetEv,
    tableOnsetEv: onsetEv,
    significance: 100,
    signalWindowEv: [onsetEv, onsetEv + 40],
    net: {
      values: new Float64Array(N_PIXELS).fill(counts),
      std: new Float64Array(N_PIXELS).fill(counts / 100),
    },
  }) as unknown as QuantifiedEdge;

const edges = [edge('O', 'K', 532, 3000), edge('Mn', 'L3', 640, 4000)];
const row = (id: string, barn: number) => ({
  edge: id,
  beamEnergyKev: 200,
  collectionMrad: 20,
  deltaEv: 40,
  barn,
  stdBarn: barn / 10,
});
const quantification = { table: [row('O_K', 1500), row('Mn_L3', 4000)] };
const acquisition = { beamEnergyKev: 200, collectionSemiAngleMrad: 20, convergenceSemiAngleMrad: 5 };

const describeWith = (recipe: unknown, fromFile = UNKNOWN_ACQUISITION) => {
  const record = new RunRecord();
  return {
    profiles: describeComposition(
      edges,
      acquisitionOf(fromFile, resolveRecipe(recipe)),
      resolveRecipe(recipe),
      record,
    ),
    record,
  };
};

describe('describeComposition', () => {
  it('is counts over cross-sections, what these may be wrong by apart', () => {
    const { profiles } = describeWith({ acquisition, quantification });
    expect(profiles.map(({ id, unit }) => [id, unit])).toEqual([
      ['O.atomic-percent', 'at.%'],
      ['Mn.atomic-percent', 'at.%'],
      ['Mn:O', ''],
    ]);
    // 3000/1500 = 2 atoms of O to 4000/4000 = 1 of Mn.
    expect(profiles[0].values[0]).toBeCloseTo(200 / 3, 10);
    expect(profiles[2].values[0]).toBeCloseTo(0.5, 10);
    expect(profiles[2].std[0]).toBeCloseTo(0.5 * Math.hypot(0.01, 0.01), 10);
    expect(profiles[2].systematicStd?.[0]).toBeCloseTo(0.5 * Math.hypot(0.1, 0.1), 10);
  });

  it('knows the hydrogenic model where there is no table, and the conditions of the file', () => {
    const { profiles, record } = describeWith({}, { ...UNKNOWN_ACQUISITION, ...acquisition });
    expect(profiles).toHaveLength(3);
    expect(JSON.stringify(record.steps[0].chosen)).toContain('hydrogenic');
  });

  it('says what is missing, and takes nothing for it', () => {
    const { profiles, record } = describeWith({ acquisition: { beamEnergyKev: 200 } });
    expect(profiles).toEqual([]);
    expect(record.warnings.map(({ code }) => code)).toEqual(['collection-angle-unknown']);
  });

  it('is left out where the recipe wants none', () => {
    const { profiles, record } = describeWith({ acquisition, quantification: { crossSections: 'none' } });
    expect([profiles, record.warnings]).toEqual([[], []]);
  });

  it.each([
    [{ ...row('O_K', 1500), barn: 0 }],
    [{ ...row('oxygen', 1500) }],
    [{ ...row('O_K', 1500), more: 1 }],
    ['O_K'],
  ])('a table cannot hold %j', (bad) => {
    expect(() => resolveRecipe({ quantification: { table: [bad] } })).toThrow(
      expect.objectContaining({ code: 'invalid-recipe', details: { pointer: '/quantification/table' } }),
    );
  });
});
