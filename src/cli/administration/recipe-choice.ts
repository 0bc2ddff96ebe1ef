import type { components } from '../../api-client/schema.js';
import { CliError, EXIT } from '../exit-codes.js';
import { isRecordId } from '../fetch-analysis.js';
import { readRecipe } from '../read-recipe.js';

type Choice = Pick<components['schemas']['SubmitBatchDto'], 'recipe' | 'recipeId' | 'recipeVersion'>;

/**
 * A recipe that the service keeps: ID, or ID@VERSION. Nothing: the default one.
 *
 * @throws CliError invalid-parameter
 */
export function savedRecipe(word: string | undefined): Omit<Choice, 'recipe'> {
  if (word === undefined) return {};
  const saved = savedOrNull(word);
  if (saved !== null) return saved;
  throw new CliError(
    EXIT.usage,
    'invalid-parameter',
    `${word} is not the id of a saved recipe`,
    'Save it on the page under Recipes: the id stands in its address. ID@2 is its version 2.',
  );
}

/** The same, or a file that holds a recipe. */
export async function chosenRecipe(word: string | undefined): Promise<Choice> {
  if (word === undefined) return {};
  // Whatever it holds, the service checks it.
  return savedOrNull(word) ?? { recipe: (await readRecipe(word)) as Choice['recipe'] };
}

function savedOrNull(word: string): Omit<Choice, 'recipe'> | null {
  const [, recipeId, version] = /^([^@]*)(?:@(\d{1,9}))?$/.exec(word) ?? [];
  if (recipeId === undefined || !isRecordId(recipeId)) return null;
  return version === undefined ? { recipeId } : { recipeId, recipeVersion: Number(version) };
}
