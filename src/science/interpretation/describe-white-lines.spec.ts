import { describe, expect, it } from 'vitest';
import { makeDemoScan } from '../spectra/forward-model.js';
import { describeEdges } from './describe-edges.js';
import { RunRecord } from './interpretation-input.js';
import type { Calibration } from './interpretation-result.js';
import { quantifyEdges } from './quantify-edges.js';
import { resolveRecipe } from './resolve-recipe.js';

const demo = makeDemoScan(3, {
  nPixels: 24,
  interfacePixel: 12,
  driftTrendEv: 0,
  driftStepStdEv: 0,
  energyOffsetEv: 0,
  nSpikes: 0,
});
const AS_FILE: Calibration = {
  shiftEv: 0,
  stdEv: null,
  source: 'none',
  byZeroLossEv: null,
  byEdgesEv: null,
  dispersionFactor: 1,
  energy: demo.coreLoss.energy,
};

function describeWith(given: unknown) {
  const recipe = resolveRecipe(given);
  const record = new RunRecord();
  const edges = quantifyEdges(demo.coreLoss, AS_FILE, recipe, record);
  return { profiles: describeEdges(edges, null, recipe, record), warnings: record.warnings };
}
const byId = (given: unknown, id: string) => describeWith(given).profiles.find((p) => p.id === id);

describe('white lines of the recipe', () => {
  it('are measured by the valley unless it says otherwise, M5/M4 where both lines are there', () => {
    const { profiles } = describeWith({});
    const ids = profiles.map(({ id }) => id).filter((id) => id.includes('white-line'));
    expect(ids).toEqual(['Mn.white-line-ratio', 'Fe.white-line-ratio', 'La.white-line-ratio']);
    expect(profiles.find(({ id }) => id === 'La.white-line-ratio')!.label).toBe('La M5/M4 white-line ratio');
  });

  // The demo has plural scattering, which this call leaves in: it fills the continuum, so that ratios read high.
  it.each(['pearson', 'statistical'])('by %s have a ratio and an intensity', (continuum) => {
    const given = { whiteLines: { continuum } };
    const { profiles } = describeWith({ ...given, edges: { elements: ['O', 'Mn'] } });
    const ratio = profiles.find(({ id }) => id === 'Mn.white-line-ratio')!;
    const intensity = profiles.find(({ id }) => id === 'Mn.white-line-intensity')!;
    // True 2.4; without noise 2.6 to 3.0 at t/λ 0.3.
    const [value, std] = [ratio.values[2]!, ratio.std[2]!];
    expect(value).toBeGreaterThan(2.4 - 2 * std);
    expect(value).toBeLessThan(3 + 3 * std);
    expect(intensity.values[2]!).toBeGreaterThan(0.2);
    expect(intensity.values[2]!).toBeLessThan(0.6);
  });

  it('shifts of whole edges are told when asked for', () => {
    expect(byId({}, 'O_K.shift')).toBeUndefined();
    const { values, std, unit } = byId({ edges: { shift: true } }, 'O_K.shift')!;
    expect(unit).toBe('eV');
    // Against its own mean: 0 on average, each within its noise and the 0.3 eV that the two oxides may differ by.
    const mean = values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    values.forEach((value, i) => expect(Math.abs(value!)).toBeLessThan(0.3 + 4 * std[i]!));
  });
});
