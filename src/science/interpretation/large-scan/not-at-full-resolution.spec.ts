import { describe, expect, it } from 'vitest';
import { DEFAULT_RECIPE, type Recipe } from '../recipe.js';
import { notAtFullResolution } from './not-at-full-resolution.js';

describe('notAtFullResolution', () => {
  it('has nothing to say of the default recipe, nor of what maps follow', () => {
    expect(notAtFullResolution(DEFAULT_RECIPE)).toEqual({ recipe: DEFAULT_RECIPE, warnings: [] });
    const followed: Recipe = {
      ...DEFAULT_RECIPE,
      seed: 7,
      background: { ...DEFAULT_RECIPE.background, windowsEv: { O_K: [480, 520] } },
      decomposition: { ...DEFAULT_RECIPE.decomposition, rank: 3 },
    };
    expect(notAtFullResolution(followed)).toEqual({ recipe: followed, warnings: [] });
  });

  it('names what is of summed pixels only, and leaves it in the recipe', () => {
    const asked: Recipe = { ...DEFAULT_RECIPE, edges: { ...DEFAULT_RECIPE.edges, shift: true } };
    const { recipe, warnings } = notAtFullResolution(asked);
    expect(recipe).toEqual(asked);
    expect(warnings.map(({ code }) => code)).toEqual(['not-at-full-resolution']);
    expect(warnings[0].message).toContain('not in the maps of all pixels: edges.shift');
  });

  it('takes back what it does not know, and says so', () => {
    const asked = {
      ...DEFAULT_RECIPE,
      zeroLoss: { ...DEFAULT_RECIPE.zeroLoss, later: 'x' },
      alone: [1],
    } as unknown as Recipe;
    const { recipe, warnings } = notAtFullResolution(asked);
    expect(JSON.parse(JSON.stringify(recipe))).toEqual(DEFAULT_RECIPE);
    expect(warnings[0].message).toContain(
      'Not done for a scan that is larger than memory: zeroLoss.later, alone',
    );
  });
});
