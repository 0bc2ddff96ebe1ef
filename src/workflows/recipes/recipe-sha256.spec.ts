import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resolveRecipe } from '../../science/interpretation/resolve-recipe.js';
import { canonicalJson } from '../exports/canonical-json.js';
import { recipeSha256 } from './recipe-sha256.js';

describe('recipeSha256', () => {
  it('is SHA-256 of canonical JSON, whatever the order of the keys', () => {
    // Keys sorted by UTF-16 units and numbers as ECMAScript writes them: the example of RFC 8785, section 3.2.2.
    const example = { numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 1e-27], literals: [null, true, false] };
    const text = '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}';
    expect(canonicalJson(example)).toBe(text);
    const [a, b] = [
      { seed: 2, edges: { maxOffsetEv: 3, elements: ['O'] } },
      { edges: { elements: ['O'], maxOffsetEv: 3 }, seed: 2 },
    ];
    const sha256 = recipeSha256(resolveRecipe(a));
    expect(recipeSha256(resolveRecipe(b))).toBe(sha256);
    expect(sha256).toBe(
      createHash('sha256')
        .update(canonicalJson(resolveRecipe(a)))
        .digest('hex'),
    );
    expect(recipeSha256(resolveRecipe({ ...a, seed: 3 }))).not.toBe(sha256);
  });
});
