import type { GivenSpectrum } from '../../science/interpretation/references-recipe.js';
import type { ReferenceRepository } from '../ports/references.js';
import { WorkflowError } from '../workflow-error.js';

/**
 * References of the library as a recipe holds them. Two of one name are told apart by the end of their ids.
 *
 * @throws WorkflowError not-found
 */
export async function givenSpectra(
  references: ReferenceRepository,
  ownerId: string,
  ids: readonly string[],
): Promise<GivenSpectrum[]> {
  const stored = await Promise.all(
    ids.map(async (id) => {
      const found = await references.find(ownerId, id);
      if (found === null) throw new WorkflowError('not-found', `There is no reference ${id}.`);
      return found;
    }),
  );
  return stored.map(({ reference: { id, name, energy }, values }) => {
    const isShared = stored.filter((other) => other.reference.name === name).length > 1;
    return {
      name: (isShared ? `${name.slice(0, 80)} (${id.slice(-8)})` : name).slice(0, 100),
      offsetEv: energy.offsetEv,
      scaleEv: energy.scaleEv,
      counts: Array.from(values),
    };
  });
}

/** A whole or partial recipe that fits these spectra; what is no recipe is left for its check to refuse. */
export function withSpectra(recipe: unknown, spectra: readonly GivenSpectrum[]): unknown {
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
  if (recipe !== undefined && recipe !== null && !isObject(recipe)) return recipe;
  const given = recipe ?? {};
  const references = 'references' in given && isObject(given.references) ? given.references : {};
  return { ...given, references: { ...references, fit: 'given', spectra } };
}
