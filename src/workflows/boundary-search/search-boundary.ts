import { crystalFromStructure } from '../../science/crystal/build.js';
import { readCif } from '../../science/crystal/exchange/cif.js';
import { readPoscar } from '../../science/crystal/exchange/poscar.js';
import { prototypeCrystal } from '../../science/crystal/prototypes.js';
import type { Crystal } from '../../science/crystal/structure.js';
import { relaxBulk } from '../../science/energetics/relax-bulk.js';
import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import type { Boundary } from '../../science/grain-boundaries/boundary.js';
import { makeHeterophase } from '../../science/grain-boundaries/heterophase.js';
import { makeBoundary } from '../../science/grain-boundaries/make-boundary.js';
import { WorkflowError } from '../workflow-error.js';
import type { BoundaryRecipe, CrystalRecipe } from './search-recipe.js';
import { relaxStrainedNormal } from './strained-normal.js';

/** c/a of close-packed spheres. */
const IDEAL_AXIAL_RATIO = Math.sqrt(8 / 3);

/**
 * The crystal of a recipe. A file's lattice is taken as it stands.
 *
 * @param engine  relaxes a prototype whose lattice is not given; null where there is none
 * @throws CrystalError   a file that cannot be read, elements or lengths that do not fit
 * @throws WorkflowError invalid-parameter  no lattice and no engine to find it
 */
export async function recipeCrystal(recipe: CrystalRecipe, engine: EnergyEngine | null): Promise<Crystal> {
  if ('file' in recipe) {
    return recipe.file === 'cif'
      ? readCif(recipe.text)
      : crystalFromStructure(readPoscar(recipe.text).structure, 'POSCAR');
  }
  const { structure, elements, latticeAngstrom } = recipe;
  if (latticeAngstrom !== null) return prototypeCrystal(structure, elements, latticeAngstrom);
  if (engine === null) {
    throw new WorkflowError(
      'invalid-parameter',
      `the lattice of ${elements.join('')} has to be given: no engine is here to find it`,
    );
  }
  const isHexagonal = structure === 'hcp' || structure === 'wurtzite';
  // Any size: the engine's lowest energy is looked for from there.
  const roughly = prototypeCrystal(structure, elements, isHexagonal ? [3, 3 * IDEAL_AXIAL_RATIO] : [4]);
  return (await relaxBulk(roughly, engine)).crystal;
}

/**
 * The boundary of a recipe: one crystal turned about an axis, or two crystals matched within the strain limit, the second
 * one strained and, where there is an engine, relaxed along the normal.
 *
 * @throws as `recipeCrystal`; BoundaryError  the recipe makes no boundary
 */
export async function searchBoundary(recipe: BoundaryRecipe, engine: EnergyEngine | null): Promise<Boundary> {
  const { axis, sigma, plane, otherPlane, otherCrystal } = recipe;
  const crystal = await recipeCrystal(recipe.crystal, engine);
  if (otherCrystal !== null) {
    const boundary = makeHeterophase({
      crystalA: crystal,
      crystalB: await recipeCrystal(otherCrystal, engine),
      planeA: plane,
      planeB: otherPlane ?? plane,
      strainLimit: recipe.strainLimit,
    });
    return engine === null
      ? boundary
      : { ...boundary, grainB: await relaxStrainedNormal(boundary.grainB, engine) };
  }
  if (axis === null || sigma === null) {
    throw new WorkflowError('invalid-parameter', 'a grain boundary is named by an axis, Σ and a plane');
  }
  return makeBoundary({ crystal, axis, sigma, plane, planeB: otherPlane ?? undefined });
}
