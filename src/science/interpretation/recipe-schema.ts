import { DEFAULT_RECIPE } from './recipe.js';
import { type Form, RECIPE_FORM } from './recipe-form.js';
import { isLeaf, type JsonSchema } from './recipe-leaf.js';

function schemaOf(form: Form, defaults: unknown): JsonSchema {
  const properties = Object.entries(form).map(([key, rule]) => {
    const fallback = (defaults as Record<string, unknown>)[key];
    return isLeaf(rule)
      ? [key, { description: rule.help, ...rule.schema, default: fallback }]
      : [key, schemaOf(rule, fallback)];
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

/**
 * JSON Schema (draft 2020-12) of what `resolveRecipe` accepts: every field may be left out, its `default` is what then
 * stands, `description` is its help. What the schema refuses is refused; the few rules over two values, which a
 * schema cannot say, stand in the description.
 * Checked: resolve-recipe.spec.ts, against the validator ajv.
 */
export function recipeSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:kaimen:schema:recipe:1',
    title: 'Kaimen recipe',
    description: 'What is to be done with a scan. Every field may be left out.',
    ...schemaOf(RECIPE_FORM, DEFAULT_RECIPE),
  };
}
