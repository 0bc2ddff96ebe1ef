import type { AtomicStructure } from '../../science/crystal/structure.js';
import type { EngineIdentity } from '../../science/energetics/energy-engine.js';
import type { CandidateParameters } from '../../science/grain-boundaries/candidate.js';
import type { Protocol } from './search-recipe.js';

/** One candidate, made, relaxed and measured. Failed ones have a code and a reason instead of an energy. */
export type BoundaryEvaluation = BoundaryFound | BoundaryRefused;

interface Evaluated {
  readonly parameters: CandidateParameters;
  readonly engine: EngineIdentity;
  readonly protocol: Protocol;
}

export interface BoundaryFound extends Evaluated {
  readonly energyJPerM2: number;
  readonly unrelaxedJPerM2: number;
  /** (V − N·Ω)/A of one boundary, Å. */
  readonly excessVolumeAngstrom: number;
  /** Shortest distance of two atoms anywhere. */
  readonly minimumDistanceAngstrom: number;
  /** Mean bond of the atoms within a bond length of the boundary. */
  readonly meanBondAngstrom: number;
  /** Bonds that those atoms lack against the crystal, mean; negative where they are crowded. */
  readonly coordinationDeficit: number;
  /** Atoms in the boundary plane over those of a bulk plane, modulo 1; null where planes hold different atoms. */
  readonly atomFraction: number | null;
  readonly nAtoms: number;
  readonly converged: boolean;
  readonly nEvaluations: number;
  readonly relaxed: AtomicStructure;
}

export interface BoundaryRefused extends Evaluated {
  readonly failed: {
    readonly code: 'collapsed' | 'not-converged' | 'engine-failed' | 'not-stoichiometric' | 'no-atoms';
    readonly reason: string;
  };
}
