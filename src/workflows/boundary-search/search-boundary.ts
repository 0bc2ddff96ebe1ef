import { crystalFromStructure } from '../../science/crystal/build.js';
import { readCif } from '../../science/crystal/exchange/cif.js';
import { readPoscar } from '../../science/crystal/exchange/poscar.js';
import { prototypeCrystal } from '../../science/crystal/prototypes.js';
import type { Crystal } from '../../science/crystal/structure.js';
import { relaxBulk } from '../../science/energetics/relax-bulk.js';
import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import type { Boundary } from '../../science/grain-boundaries/boundary.js';
import {
  heterophaseMatches,
  makeHeterophase,
  type HeterophaseRequest,
} from '../../science/grain-boundaries/heterophase.js';
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

/** Common cells are looked for up to these areas in turn, Å²: larger ones take ever longer, and the smallest is wanted. */
const AREAS_ANGSTROM2 = [25, 100, 400] as const;

function smallestMatch(request: Omit<HeterophaseRequest, 'maxAreaAngstrom2'>): Boundary {
  for (const maxAreaAngstrom2 of AREAS_ANGSTROM2) {
    const match = heterophaseMatches({ ...request, maxAreaAngstrom2 }).at(0);
    if (match !== undefined) return makeHeterophase(request, match);
  }
  return makeHeterophase(request);
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
    const boundary = smallestMatch({
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
