import { describe, expect, it } from 'vitest';
import { SpectrumError } from '../spectra/spectrum-image.js';
import { DEFAULT_RECIPE } from './recipe.js';
import { resolveRecipe } from './resolve-recipe.js';

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
      background: { windowsEv: { O_K: [480, 525] } },
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
    [JSON.parse('{"__proto__": {"x": 1}}'), '/__proto__'],
    [[], ''],
  ])('refuses %j and says where', (value, pointer) => {
    expect(() => resolveRecipe(value)).toThrow(SpectrumError);
    try {
      resolveRecipe(value);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-recipe', details: { pointer } });
    }
  });
});
