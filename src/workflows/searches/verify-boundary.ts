import { readExtxyz } from '../../science/crystal/exchange/extxyz.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import type { EngineIdentity } from '../../science/energetics/energy-engine.js';
import type { BoundaryFound } from '../boundary-search/boundary-evaluation.js';
import { evaluateCandidate } from '../boundary-search/evaluate-candidate.js';
import { prepareReference } from '../boundary-search/reference-state.js';
import type { EnergyEngines } from '../ports/energy-engines.js';
import type { BoundaryRecord, SearchRequestRecipe } from '../ports/search-records.js';
import { WorkflowError } from '../workflow-error.js';

/** What a search says of a boundary that it found. */
export interface FoundBoundary {
  /** As the search was asked for; the potential as it lies here. */
  readonly recipe: SearchRequestRecipe;
  readonly properties: Pick<BoundaryRecord['properties'], 'energyJPerM2' | 'excessVolumeAngstrom'>;
  readonly origin: BoundaryRecord['origin'];
  /** Relaxed structure; null: it was not kept. */
  readonly extxyz: string | null;
}

export interface ComparedNumber {
  readonly quantity: 'energy' | 'excess volume' | 'farthest atom';
  readonly unit: 'J/m²' | 'Å';
  /** null: the search did not keep it, so that there is nothing to compare. */
  readonly recorded: number | null;
  readonly computed: number;
  readonly tolerance: number;
  readonly isEqual: boolean;
}

export interface BoundaryVerification {
  readonly isEqual: boolean;
  readonly compared: readonly ComparedNumber[];
  /** Why it has no energy when it is made again; null: it has one. */
  readonly refused: string | null;
  /** Of the engine that computed it now; its potential has the recorded checksum. */
  readonly engine: EngineIdentity;
  readonly recordedEngine: EngineIdentity;
}

/** The built-in engine gives the same digits on one machine; LAMMPS adds up in another order with other threads. */
const TOLERANCES = { 'built-in': 1e-6, other: 1e-4 } as const;
/** Where forces end below the tolerance atoms may still lie so far apart. */
const ATOM_TOLERANCE_ANGSTROM = 1e-3;

/**
 * Makes a boundary again that a search found, from its candidate's parameters, the recipe and the potential, and compares
 * energy (J/m²), excess volume (Å) and atoms with what was kept.
 *
 * @throws WorkflowError invalid-parameter  its energy was told: nothing can be computed; checksum-mismatch  another potential
 * @throws EnergeticsError  the engine or the potential is not here
 */
export async function verifyBoundary(
  found: FoundBoundary,
  engines: EnergyEngines,
): Promise<BoundaryVerification> {
  const recordedEngine = found.origin.engine;
  if (recordedEngine === null)
    throw new WorkflowError('invalid-parameter', 'Its energy was told: nothing can be computed again.');
  const engine = await engines.open(found.recipe.engine);
  try {
    checkPotential(engine.identity, recordedEngine);
    const { boundary } = found.recipe;
    const { protocol, parameters } = found.origin;
    const reference = await prepareReference({ boundary, protocol }, engine);
    const made = await evaluateCandidate({ protocol }, reference, parameters, engine);
    const both = { engine: engine.identity, recordedEngine };
    if ('failed' in made) return { isEqual: false, compared: [], refused: made.failed.reason, ...both };
    const compared = compare(found, made, recordedEngine.name === 'kaimen-eam' ? 'built-in' : 'other');
    const isEqual = compared.every((one) => one.isEqual);
    return { isEqual, compared, refused: null, ...both };
  } finally {
    await engine.close();
  }
}

function checkPotential(here: EngineIdentity, recorded: EngineIdentity): void {
  if (here.potentialSha256 === recorded.potentialSha256 && here.name === recorded.name) return;
  throw new WorkflowError(
    'checksum-mismatch',
    `The search was computed by ${nameOf(recorded)}; here is ${nameOf(here)}.`,
  );
}

const nameOf = ({ name, potential, potentialSha256 }: EngineIdentity): string =>
  `${name} with ${potential} (SHA-256 ${potentialSha256 ?? 'unknown'})`;

function compare(
  { properties, extxyz }: FoundBoundary,
  made: BoundaryFound,
  engine: keyof typeof TOLERANCES,
): ComparedNumber[] {
  const tolerance = TOLERANCES[engine];
  const number = (
    what: Pick<ComparedNumber, 'quantity' | 'unit' | 'tolerance'>,
    recorded: number | null,
    computed: number,
  ): ComparedNumber => {
    const isEqual = recorded === null || Math.abs(computed - recorded) <= what.tolerance;
    return { ...what, recorded, computed, isEqual };
  };
  const energy = { quantity: 'energy', unit: 'J/m²', tolerance } as const;
  const volume = { quantity: 'excess volume', unit: 'Å', tolerance } as const;
  const atoms = { quantity: 'farthest atom', unit: 'Å', tolerance: ATOM_TOLERANCE_ANGSTROM } as const;
  return [
    number(energy, properties.energyJPerM2, made.energyJPerM2),
    number(volume, properties.excessVolumeAngstrom, made.excessVolumeAngstrom),
    ...(extxyz === null ? [] : [number(atoms, 0, farthest(readExtxyz(extxyz)[0].structure, made.relaxed))]),
  ];
}

/** How far the atom lies that differs most, Å; infinite where there are other atoms. Made alike, so no atom is wrapped. */
function farthest(a: AtomicStructure, b: AtomicStructure): number {
  const isAlike =
    a.nAtoms === b.nAtoms && a.kinds.every((kind, i) => a.elements[kind] === b.elements[b.kinds[i]]);
  if (!isAlike) return Infinity;
  let most = 0;
  for (let i = 0; i < a.positions.length; i += 3) {
    const [dx, dy, dz] = [0, 1, 2].map((k) => a.positions[i + k] - b.positions[i + k]);
    most = Math.max(most, Math.hypot(dx, dy, dz));
  }
  return most;
}
