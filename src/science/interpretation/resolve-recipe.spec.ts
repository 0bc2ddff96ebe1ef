import { describe, expect, it } from 'vitest';
import { SpectrumError } from '../spectra/spectrum-image.js';
import { DEFAULT_RECIPE } from './recipe.js';
import { resolveRecipe } from './resolve-recipe.js';

const spectrum = (counts: readonly unknown[]) => ({ name: 'a', offsetEv: 500, scaleEv: 0.5, counts });

describe('resolveRecipe', () => {
  it.each([null, undefined, {}])('gives the default recipe for %s', (value) => {
    expect(resolveRecipe(value)).toEqual(DEFAULT_RECIPE);
  });

  it('keeps what is given and fills in the rest, at every depth', () => {
    const recipe = resolveRecipe({
      name: 'NMC',
      edges: { elements: ['O', 'Mn'] },
      background: { windowsEv: { O_K: [480, 525] } },
      decomposition: { rank: 4 },
    });
    expect(recipe).toEqual({
      ...DEFAULT_RECIPE,
      name: 'NMC',
      edges: { ...DEFAULT_RECIPE.edges, elements: ['O', 'Mn'] },
      background: { ...DEFAULT_RECIPE.background, windowsEv: { O_K: [480, 525] } },
      decomposition: { ...DEFAULT_RECIPE.decomposition, rank: 4 },
    });
  });

  it('accepts its own output: a recipe from a provenance record resolves to itself', () => {
    const recipe = resolveRecipe({ seed: 7, spikes: { remove: false } });
    expect(resolveRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it.each([
    [{ clusterng: {} }, '/clusterng'],
    [{ seed: -1 }, '/seed'],
    [{ seed: 1.5 }, '/seed'],
    [{ spikes: { thresholdSigma: 'high' } }, '/spikes/thresholdSigma'],
    [{ spikes: 3 }, '/spikes'],
    [{ edges: { elements: [] } }, '/edges/elements'],
    [{ edges: { elements: ['Xx'] } }, '/edges/elements'],
    [{ background: { windowsEv: { O_K: [525, 480] } } }, '/background/windowsEv'],
    [{ decomposition: { rank: 0 } }, '/decomposition/rank'],
    [{ decomposition: { rank: 'bend' } }, '/decomposition/rank'],
    [{ decomposition: { method: 'ica', rank: 1 } }, '/decomposition/rank'],
    [{ decomposition: { method: 'vca', start: 'random' } }, '/decomposition/start'],
    [{ decomposition: { method: 'mcr-als', sparsity: 0.1 } }, '/decomposition/sparsity'],
    [{ decomposition: { method: 'mcr-als', smoothness: 1 } }, '/decomposition/smoothness'],
    [{ decomposition: { method: 'sivm', sumToOne: true } }, '/decomposition/sumToOne'],
    [
      { decomposition: { sparsity: 0.1, sparsityOf: 'components', sumToOne: true } },
      '/decomposition/sparsityOf',
    ],
    [{ decomposition: { bootstrap: 1 } }, '/decomposition/bootstrap'],
    [{ decomposition: { method: 'ica' }, references: { fit: 'components' } }, '/references/fit'],
    [JSON.parse('{"__proto__": {"x": 1}}'), '/__proto__'],
    [[], ''],
    [{ references: { fit: 'all' } }, '/references/fit'],
    [{ references: { fit: 'pixels' } }, '/references/pixels'],
    [{ references: { pixels: [{ name: 'a', from: 3, to: 3 }] } }, '/references/pixels'],
    [{ references: { pixels: [{ name: 'a', from: 0, to: 1, more: 1 }] } }, '/references/pixels'],
    [{ references: { fit: 'given' } }, '/references/spectra'],
    [{ references: { spectra: [spectrum([1, 2]), spectrum([3, 4])] } }, '/references/spectra'],
    [{ references: { spectra: [spectrum(new Array(8193).fill(1))] } }, '/references/spectra'],
    [{ references: { spectra: [spectrum([1, null])] } }, '/references/spectra'],
    [{ references: { windowEv: [600, 500] } }, '/references/windowEv'],
    [{ references: { maxShiftEv: -1 } }, '/references/maxShiftEv'],
    [{ whiteLines: { continuum: 'none' } }, '/whiteLines/continuum'],
  ])('refuses %j and says where', (value, pointer) => {
    expect(() => resolveRecipe(value)).toThrow(SpectrumError);
    try {
      resolveRecipe(value);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-recipe', details: { pointer } });
    }
  });
});
