import type { AtomicStructure } from '../crystal/structure.js';

/** What made a number: kept with every energy. */
export interface EngineIdentity {
  /** 'kaimen-eam', 'lammps', 'table', 'external' */
  readonly name: string;
  readonly version: string;
  /** 'Mishin 2001 Cu (EAM1)', the file's name, LAMMPS's pair_style and pair_coeff lines, or 'PBE, 520 eV …'. */
  readonly potential: string;
  /** Of the potential's file; of the closed form's parameters; null where nothing can be hashed. */
  readonly potentialSha256: string | null;
  readonly citation: string | null;
}

export interface EnergyAndForces {
  readonly energyEv: number;
  /** [nAtoms × 3], eV/Å */
  readonly forces: Float64Array;
}

export interface RelaxOptions {
  /** [nAtoms], 1 = does not move; null: all are free. */
  readonly fixed: Uint8Array | null;
  /** Stops when no force component of a free atom exceeds this, eV/Å. */
  readonly forceTolerance: number;
  readonly maxEvaluations: number;
  /** The height (y) of the cell's second vector, along the boundary's normal, is relaxed to zero normal stress as well. */
  readonly relaxNormal: boolean;
}

export interface Relaxation {
  readonly energyEv: number;
  /** [nAtoms × 3], Å */
  readonly positions: Float64Array;
  /** As in the structure unless `relaxNormal`. */
  readonly normalLengthAngstrom: number;
  readonly converged: boolean;
  readonly nEvaluations: number;
  /** Largest force component of a free atom at the end, eV/Å. */
  readonly maxForce: number;
}

/**
 * Anything that gives energies: built in (`energetics/eam`), or out of the process (`src/engines`).
 * Structures with a `periodic` direction of false have free surfaces there.
 * @throws EnergeticsError (all methods) when the engine cannot do it; never an energy that did not come out of it.
 */
export interface EnergyEngine {
  readonly identity: EngineIdentity;
  evaluate(structure: AtomicStructure): Promise<EnergyAndForces>;
  relax(structure: AtomicStructure, options: RelaxOptions): Promise<Relaxation>;
  close(): Promise<void>;
}
