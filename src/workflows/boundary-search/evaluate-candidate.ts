import type { AtomicStructure } from '../../science/crystal/structure.js';
import { boundaryEnergyJPerM2 } from '../../science/energetics/boundary-energy.js';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { EnergyEngine, Relaxation } from '../../science/energetics/energy-engine.js';
import { CandidateError } from '../../science/grain-boundaries/candidate-error.js';
import { measureBoundary, type BoundaryMeasures } from '../../science/grain-boundaries/candidate-measures.js';
import {
  candidateStructure,
  type CandidateStructure,
} from '../../science/grain-boundaries/candidate-structure.js';
import type { CandidateParameters } from '../../science/grain-boundaries/candidate.js';
import type { BoundaryEvaluation, BoundaryRefused } from './boundary-evaluation.js';
import { compositionOf, formulaUnits } from './composition.js';
import { faceShifts, type BoundaryReference } from './reference-state.js';
import type { BoundarySearchRecipe, Protocol } from './search-recipe.js';

type Refusal = BoundaryRefused['failed'];

/** A relaxation that ran out is kept where its forces are this near to the tolerance: its energy is then right to µeV an atom. */
const TOLERATED_FORCE_RATIO = 10;

/** Formula units of each grain; of one crystal all atoms count together. null: no whole number of them. */
function unitsOf(
  candidate: CandidateStructure,
  { bulk, boundary }: BoundaryReference,
): readonly number[] | null {
  const { structure, grainOf } = candidate;
  const oneCrystal = boundary.sigma !== null;
  const units = oneCrystal
    ? [
        formulaUnits(
          compositionOf(structure, () => true),
          bulk[0].formula,
        ),
      ]
    : bulk.map(({ formula }, grain) =>
        formulaUnits(
          compositionOf(structure, (atom) => grainOf[atom] === grain),
          formula,
        ),
      );
  return units.every((n) => n !== null) ? units : null;
}

/** The candidate on an energy scale. */
interface Scale {
  readonly bulkEnergyEv: number;
  readonly bulkVolumeAngstrom3: number;
  readonly energyOf: (energyEv: number, state: 'cutJPerM2' | 'relaxedJPerM2') => number;
}

function scaleOf(
  candidate: CandidateStructure,
  reference: BoundaryReference,
  units: readonly number[],
): Scale {
  const sum = (per: 'energyPerFormulaEv' | 'volumePerFormulaAngstrom3'): number =>
    units.reduce((all, n, grain) => all + n * reference.bulk[grain][per], 0);
  const bulkEnergyEv = sum('energyPerFormulaEv');
  const { areaAngstrom2, nBoundaries } = candidate;
  return {
    bulkEnergyEv,
    bulkVolumeAngstrom3: sum('volumePerFormulaAngstrom3'),
    energyOf: (energyEv, state) =>
      boundaryEnergyJPerM2({
        energyEv,
        bulkEnergyEv,
        areaAngstrom2,
        nBoundaries,
        surfacesJPerM2: reference.surfaces?.map((surface) => surface[state]) ?? [],
      }),
  };
}

/** Atoms farther than the free zone from where the lower grain ends (y = 0 of the boundary's frame) do not move. */
function fixedAtoms(candidate: CandidateStructure, { freeZoneAngstrom }: Protocol): Uint8Array | null {
  if (freeZoneAngstrom === null) return null;
  const { structure, parameters, boundaryHeightsAngstrom } = candidate;
  const planes = boundaryHeightsAngstrom.map((middle) => middle - parameters.gapAngstrom / 2);
  const period = structure.periodic[1] ? structure.cell[1][1] : Infinity;
  const distance = (y: number, plane: number): number => {
    const straight = Math.abs(y - plane);
    return Math.min(straight, Math.abs(period - straight));
  };
  return Uint8Array.from(structure.kinds, (_, i) => {
    const y = structure.positions[3 * i + 1];
    return planes.every((plane) => distance(y, plane) > freeZoneAngstrom) ? 1 : 0;
  });
}

function excessVolume(
  candidate: CandidateStructure,
  relaxation: Relaxation,
  { surfaces }: BoundaryReference,
  { bulkVolumeAngstrom3 }: Scale,
): number {
  const { structure, areaAngstrom2, nBoundaries } = candidate;
  if (surfaces === null) {
    return (relaxation.normalLengthAngstrom - bulkVolumeAngstrom3 / areaAngstrom2) / nBoundaries;
  }
  const [low, high] = faceShifts(structure, relaxation.positions);
  const outwards = surfaces[0].relaxationAngstrom + surfaces[1].relaxationAngstrom;
  return candidate.excessVolumeAngstrom + high - low - outwards;
}

function relaxedStructure({ structure }: CandidateStructure, relaxation: Relaxation): AtomicStructure {
  const [a, b, c] = structure.cell;
  return {
    ...structure,
    cell: [a, [b[0], relaxation.normalLengthAngstrom, b[2]], c],
    positions: relaxation.positions,
  };
}

/** Middle of what was the boundary: mean height of the atoms next to it before. */
function planeAfter(candidate: CandidateStructure, relaxed: AtomicStructure, within: number): number {
  const before = candidate.structure.positions;
  const plane = candidate.boundaryHeightsAngstrom[0];
  let shift = 0;
  let n = 0;
  for (let i = 0; i < relaxed.nAtoms; i++) {
    if (Math.abs(before[3 * i + 1] - plane) > within) continue;
    shift += relaxed.positions[3 * i + 1] - before[3 * i + 1];
    n += 1;
  }
  return n === 0 ? plane : plane + shift / n;
}

interface Run {
  readonly unrelaxedEv: number;
  readonly relaxation: Relaxation;
}

/** Faults of an engine that tell of this candidate, not of the engine. */
const FAULTS_OF_CANDIDATES = ['energy-not-finite', 'engine-failed', 'engine-timeout', 'not-converged'];

async function relaxed(
  candidate: CandidateStructure,
  protocol: Protocol,
  engine: EnergyEngine,
): Promise<Run | Refusal> {
  const { forceTolerance, maxEvaluations, freeZoneAngstrom, cell } = protocol;
  try {
    const { energyEv } = await engine.evaluate(candidate.structure);
    const relaxation = await engine.relax(candidate.structure, {
      fixed: fixedAtoms(candidate, protocol),
      forceTolerance,
      maxEvaluations,
      relaxNormal: cell === 'periodic' && freeZoneAngstrom === null,
    });
    return { unrelaxedEv: energyEv, relaxation };
  } catch (error) {
    if (error instanceof EnergeticsError && FAULTS_OF_CANDIDATES.includes(error.code)) {
      return { code: 'engine-failed', reason: error.message };
    }
    throw error;
  }
}

type Kept = BoundaryMeasures & { readonly meanBondAngstrom: number };

/** Measures of a boundary that may stand, or why it may not. */
function judged(
  {
    energyJPerM2,
    relaxation,
    measures,
  }: { energyJPerM2: number; relaxation: Relaxation; measures: BoundaryMeasures },
  { boundary, bonds }: BoundaryReference,
  protocol: Protocol,
): Kept | Refusal {
  const { minimumDistanceAngstrom, meanBondAngstrom } = measures;
  if (!relaxation.converged && relaxation.maxForce > TOLERATED_FORCE_RATIO * protocol.forceTolerance) {
    const force = `a force of ${relaxation.maxForce.toPrecision(2)} eV/Å`;
    return { code: 'not-converged', reason: `${force} is left after ${relaxation.nEvaluations} evaluations` };
  }
  const shortest = protocol.minimumDistanceShare * bonds.bondLengthAngstrom;
  if (minimumDistanceAngstrom < shortest) {
    const distances = `${minimumDistanceAngstrom.toFixed(2)} Å apart, less than ${shortest.toFixed(2)} Å`;
    return { code: 'collapsed', reason: `two atoms are ${distances}` };
  }
  // A grain boundary costs energy; an interface of two crystals may gain some.
  if (boundary.sigma !== null && energyJPerM2 < 0) {
    return {
      code: 'collapsed',
      reason: `an energy of ${energyJPerM2.toFixed(3)} J/m² is below the crystal's`,
    };
  }
  if (meanBondAngstrom === null) return { code: 'collapsed', reason: 'the grains came apart' };
  return { ...measures, meanBondAngstrom };
}

/**
 * Makes a candidate, relaxes it and measures its boundary. Candidates that come to nothing are refused with the reason;
 * only a fault of the engine that says nothing about the candidate is thrown.
 *
 * @param reference  of `prepareReference` with the same recipe and engine
 * @throws EnergeticsError  the engine is not available
 */
export async function evaluateCandidate(
  { protocol }: Pick<BoundarySearchRecipe, 'protocol'>,
  reference: BoundaryReference,
  parameters: CandidateParameters,
  engine: EnergyEngine,
): Promise<BoundaryEvaluation> {
  const made = { parameters, engine: engine.identity, protocol };
  const refused = (failed: Refusal): BoundaryEvaluation => ({ ...made, failed });
  const candidate = build(reference, parameters, protocol);
  if ('code' in candidate) return refused(candidate);
  const units = unitsOf(candidate, reference);
  if (units === null) {
    return refused({ code: 'not-stoichiometric', reason: 'the atoms make no whole number of formula units' });
  }
  const scale = scaleOf(candidate, reference, units);
  const run = await relaxed(candidate, protocol, engine);
  if ('code' in run) return refused(run);
  const after = relaxedStructure(candidate, run.relaxation);
  const bond = reference.bonds.bondLengthAngstrom;
  const measures = measureBoundary(candidate, after, planeAfter(candidate, after, bond), reference.bonds);
  const energyJPerM2 = scale.energyOf(run.relaxation.energyEv, 'relaxedJPerM2');
  const kept = judged({ energyJPerM2, relaxation: run.relaxation, measures }, reference, protocol);
  if ('code' in kept) return refused(kept);
  return {
    ...made,
    energyJPerM2,
    unrelaxedJPerM2: scale.energyOf(run.unrelaxedEv, 'cutJPerM2'),
    excessVolumeAngstrom: excessVolume(candidate, run.relaxation, reference, scale),
    ...kept,
    atomFraction: candidate.atomFraction,
    nAtoms: candidate.structure.nAtoms,
    converged: run.relaxation.converged,
    nEvaluations: run.relaxation.nEvaluations,
    relaxed: after,
  };
}

function build(
  { boundary, bonds }: BoundaryReference,
  parameters: CandidateParameters,
  protocol: Protocol,
): CandidateStructure | Refusal {
  try {
    return candidateStructure(boundary, parameters, { ...protocol, ...bonds });
  } catch (error) {
    if (error instanceof CandidateError && error.code === 'candidate-without-atoms') {
      return { code: 'no-atoms', reason: error.message };
    }
    throw error;
  }
}
