import { readFile } from 'node:fs/promises';
import { CliError, EXIT } from './exit-codes.js';

/** A recipe of the user. @throws CliError invalid-recipe  it is no JSON */
export async function readRecipe(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CliError(
      EXIT.rejected,
      'invalid-recipe',
      `${path} is not JSON: ${(error as Error).message}`,
      'A recipe is a JSON document; {} is the default recipe.',
    );
  }
}
