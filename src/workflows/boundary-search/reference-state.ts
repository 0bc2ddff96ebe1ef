import { structureOf } from '../../science/crystal/build.js';
import { nearestNeighbourDistance } from '../../science/crystal/lattice.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import { determinant } from '../../science/crystal/vectors.js';
import { boundaryEnergyJPerM2 } from '../../science/energetics/boundary-energy.js';
import type { EnergyEngine, EngineIdentity } from '../../science/energetics/energy-engine.js';
import { buildBicrystal } from '../../science/grain-boundaries/bicrystal.js';
import type { Boundary, Grain } from '../../science/grain-boundaries/boundary.js';
import { CandidateError } from '../../science/grain-boundaries/candidate-error.js';
import { bulkCoordination, type BondReference } from '../../science/grain-boundaries/candidate-measures.js';
import { takeAtoms } from '../../science/grain-boundaries/candidate-structure.js';
import { surfacesAreAlike } from '../../science/grain-boundaries/equivalents.js';
import { strainedCrystal } from '../../science/grain-boundaries/strained-crystal.js';
import { WorkflowError } from '../workflow-error.js';
import { formulaUnit, formulaUnits, type Composition } from './composition.js';
import type { BoundarySearchRecipe, Protocol } from './search-recipe.js';
import { searchBoundary } from './search-boundary.js';

/** A grain's crystal as the engine has it, strained as in the boundary. */
export interface BulkReference {
  readonly formula: Composition;
  readonly energyPerFormulaEv: number;
  readonly volumePerFormulaAngstrom3: number;
}

/** The free surface at the far end of a grain, under the search's protocol. */
export interface SurfaceReference {
  /** As cut, and as the protocol lets it relax. */
  readonly cutJPerM2: number;
  readonly relaxedJPerM2: number;
  /** How far the outermost layer moves outwards when it relaxes, Å. */
  readonly relaxationAngstrom: number;
}

/** What all candidates of a search are measured against; JSON, made once. Pairs: grain A, grain B. */
export interface BoundaryReference {
  readonly boundary: Boundary;
  readonly engine: EngineIdentity;
  readonly bulk: readonly [BulkReference, BulkReference];
  /** null in a periodic cell. */
  readonly surfaces: readonly [SurfaceReference, SurfaceReference] | null;
  readonly bonds: BondReference;
}

/** Far enough from the surface that the free zone does not feel it much. */
const HELD_AT_LEAST_ANGSTROM = 3;

async function bulkReference(grain: Grain, engine: EnergyEngine): Promise<BulkReference> {
  const crystal = strainedCrystal(grain);
  const structure = structureOf(crystal);
  const formula = formulaUnit(crystal);
  const nInUnit = Object.values(formula).reduce((sum, n) => sum + n, 0);
  const nUnits = structure.nAtoms / nInUnit;
  const { energyEv } = await engine.evaluate(structure);
  return {
    formula,
    energyPerFormulaEv: energyEv / nUnits,
    volumePerFormulaAngstrom3: Math.abs(determinant(structure.cell)) / nUnits,
  };
}

/** Mean height of the atoms in the lowest and in the highest layer of `before`, as they are in `positions`. */
function faces(before: AtomicStructure, positions: Float64Array): readonly [number, number] {
  const heights = Array.from({ length: before.nAtoms }, (_, i) => before.positions[3 * i + 1]);
  const mean = (face: number): number => {
    const layer = [...heights.keys()].filter((i) => Math.abs(heights[i] - face) < 1e-3);
    return layer.reduce((sum, i) => sum + positions[3 * i + 1], 0) / layer.length;
  };
  return [mean(Math.min(...heights)), mean(Math.max(...heights))];
}

/** How far the lowest and the highest layer moved up, Å. */
export function faceShifts(before: AtomicStructure, positions: Float64Array): readonly [number, number] {
  const [low, high] = faces(before, before.positions);
  const [lowNow, highNow] = faces(before, positions);
  return [lowNow - low, highNow - high];
}

async function surfaceReference(
  slab: { readonly boundary: Boundary; readonly structure: AtomicStructure; readonly areaAngstrom2: number },
  bulk: BulkReference,
  protocol: Protocol,
  engine: EnergyEngine,
): Promise<SurfaceReference> {
  const { boundary, structure, areaAngstrom2 } = slab;
  if (!surfacesAreAlike(boundary, structure)) {
    throw new CandidateError(
      'surfaces-differ',
      `the two sides of a slab of ${boundary.label} differ: use a periodic cell`,
    );
  }
  const atoms = Object.fromEntries(
    structure.elements.map((e, kind) => [e, structure.kinds.filter((k) => k === kind).length]),
  );
  const nUnits = formulaUnits(atoms, bulk.formula);
  if (nUnits === null)
    throw new CandidateError('surfaces-differ', 'a slab of whole planes is no whole formula');
  const bulkEnergyEv = nUnits * bulk.energyPerFormulaEv;
  const perSurface = (energyEv: number): number =>
    boundaryEnergyJPerM2({ energyEv, bulkEnergyEv, areaAngstrom2, nBoundaries: 2, surfacesJPerM2: [] });
  const cutJPerM2 = perSurface((await engine.evaluate(structure)).energyEv);
  if (protocol.freeZoneAngstrom !== null)
    return { cutJPerM2, relaxedJPerM2: cutJPerM2, relaxationAngstrom: 0 };
  const { forceTolerance, maxEvaluations } = protocol;
  const options = { fixed: null, forceTolerance, maxEvaluations, relaxNormal: false };
  const relaxed = await engine.relax(structure, options);
  const [low, high] = faceShifts(structure, relaxed.positions);
  return { cutJPerM2, relaxedJPerM2: perSurface(relaxed.energyEv), relaxationAngstrom: (high - low) / 2 };
}

async function surfacesOf(
  boundary: Boundary,
  bulk: BoundaryReference['bulk'],
  protocol: Protocol,
  engine: EnergyEngine,
): Promise<BoundaryReference['surfaces']> {
  if (protocol.cell === 'periodic') return null;
  const { structure, grainOf, areaAngstrom2 } = buildBicrystal(boundary, protocol);
  const surface = (grain: 0 | 1): Promise<SurfaceReference> => {
    const atoms = [...structure.kinds.keys()].filter((i) => grainOf[i] === grain);
    return surfaceReference(
      { boundary, structure: takeAtoms(structure, atoms), areaAngstrom2 },
      bulk[grain],
      protocol,
      engine,
    );
  };
  return [await surface(0), await surface(1)];
}

/** Bonds of a boundary's crystals: all that candidates need where no engine is here. */
export function bondsOf({ grainA, grainB }: Boundary): BondReference {
  const crystals = [strainedCrystal(grainA), strainedCrystal(grainB)] as const;
  const bondLengthAngstrom =
    (nearestNeighbourDistance(crystals[0]) + nearestNeighbourDistance(crystals[1])) / 2;
  const coordination = (which: 0 | 1): Readonly<Record<string, number>> =>
    bulkCoordination(structureOf(crystals[which]), bondLengthAngstrom);
  return { bondLengthAngstrom, coordination: [coordination(0), coordination(1)] };
}

/**
 * Crystals, surfaces and bonds of a search, by its engine: half a second of copper.
 *
 * @throws WorkflowError invalid-parameter, BoundaryError, CrystalError  the recipe makes no boundary
 * @throws CandidateError surfaces-differ  free surfaces asked for, but the grain's two sides differ
 * @throws EnergeticsError  the engine cannot do it
 */
export async function prepareReference(
  recipe: Pick<BoundarySearchRecipe, 'boundary' | 'protocol'>,
  engine: EnergyEngine,
): Promise<BoundaryReference> {
  const { freeZoneAngstrom, grainThicknessAngstrom } = recipe.protocol;
  if (freeZoneAngstrom !== null && freeZoneAngstrom > grainThicknessAngstrom - HELD_AT_LEAST_ANGSTROM) {
    throw new WorkflowError(
      'invalid-parameter',
      `a free zone of ${freeZoneAngstrom} Å leaves nothing to hold in grains of ${grainThicknessAngstrom} Å: free all atoms, or make the grains thicker`,
    );
  }
  const boundary = await searchBoundary(recipe.boundary, engine);
  const grains = [boundary.grainA, boundary.grainB] as const;
  const bulk = [await bulkReference(grains[0], engine), await bulkReference(grains[1], engine)] as const;
  return {
    boundary,
    engine: engine.identity,
    bulk,
    surfaces: await surfacesOf(boundary, bulk, recipe.protocol, engine),
    bonds: bondsOf(boundary),
  };
}
