// ajv comes with the Nest tools; it is the validator that does not know our form.
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RECIPE } from './recipe.js';
import { type Form, RECIPE_FORM } from './recipe-form.js';
import { isLeaf } from './recipe-leaf.js';
import { recipeSchema } from './recipe-schema.js';
import { resolveRecipe } from './resolve-recipe.js';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const valid = ajv.compile(recipeSchema());

const resolves = (value: unknown): boolean => {
  try {
    resolveRecipe(value);
    return true;
  } catch {
    return false;
  }
};

/** Values near what fields take, and some that none takes. */
const value = fc.oneof(
  fc.constantFrom('auto', 'never', 'ward', 'average', 'noise-edge', 'silhouette', 'kaimen.recipe/1', '', 'x'),
  fc.integer({ min: -2, max: 60 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1, max: 200 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom([], ['O', 'Mn'], ['Xx'], [1], { O_K: [480, 525] }, { O_K: [1] }, { oxygen: [1, 2] }, {}),
);
/** A document of the shape of the form, or nearly: here and there a field, a section or a stranger of any value. */
const document = (form: Form): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    {
      ...Object.fromEntries(
        Object.entries(form).map(([key, rule]) => [
          key,
          isLeaf(rule) ? value : fc.oneof({ weight: 6, arbitrary: document(rule) }, value),
        ]),
      ),
      stranger: value,
    },
    { requiredKeys: [] },
  );

describe('recipeSchema', () => {
  it('is a draft 2020-12 schema that accepts the default recipe and the empty one', () => {
    expect(ajv.validateSchema(recipeSchema())).toBe(true);
    expect(valid(DEFAULT_RECIPE)).toBe(true);
    expect(valid({})).toBe(true);
  });

  it('has help and the default of every field', () => {
    const visit = (form: Form, schema: unknown, defaults: unknown): void => {
      for (const [key, rule] of Object.entries(form)) {
        const part = (schema as { properties: Record<string, Record<string, unknown>> }).properties[key];
        const fallback = (defaults as Record<string, unknown>)[key];
        if (!isLeaf(rule)) visit(rule, part, fallback);
        else expect([part.description, part.default]).toEqual([rule.help, fallback]);
      }
    };
    visit(RECIPE_FORM, recipeSchema(), DEFAULT_RECIPE);
  });

  it('and the check of a recipe say the same of every document', () => {
    const sparse = document(RECIPE_FORM).map((doc) =>
      Object.fromEntries(Object.entries(doc).slice(0, 1 + (Object.keys(doc).length % 3))),
    );
    fc.assert(
      fc.property(fc.oneof(sparse, document(RECIPE_FORM), value), (doc) => {
        // A recipe of null is the default one to resolveRecipe: "none was given", not a document.
        if (doc !== null) expect(valid(doc)).toBe(resolves(doc));
      }),
      { numRuns: 2000, seed: 4 },
    );
  });

  it('leaves to the check that a window ends after it begins', () => {
    const backwards = { background: { windowsEv: { O_K: [525, 480] } } };
    expect([valid(backwards), resolves(backwards)]).toEqual([true, false]);
  });
});
