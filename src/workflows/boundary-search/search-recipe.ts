import type { CandidateChoices } from '../../science/grain-boundaries/candidate-space.js';

/** Which crystal: a prototype with its elements and lattice, or a file's text (CIF or POSCAR). */
export type CrystalRecipe =
  | {
      readonly structure:
        | 'fcc'
        | 'bcc'
        | 'hcp'
        | 'diamond'
        | 'rocksalt'
        | 'fluorite'
        | 'perovskite'
        | 'zincblende'
        | 'wurtzite';
      /** In the prototype's order of sites: ['Mg','O'], ['Sr','Ti','O'], … */
      readonly elements: readonly string[];
      /** a, or [a, c]; null: from the engine's relaxed bulk. */
      readonly latticeAngstrom: readonly number[] | null;
    }
  | { readonly file: 'cif' | 'poscar'; readonly text: string };

export interface BoundaryRecipe {
  readonly crystal: CrystalRecipe;
  /** Set for a heterophase pair. */
  readonly otherCrystal: CrystalRecipe | null;
  /** Rotation axis [uvw] and Σ of a grain boundary; null for a heterophase pair. */
  readonly axis: readonly [number, number, number] | null;
  readonly sigma: number | null;
  /** Boundary plane in A; and in B where it is not the equivalent one. */
  readonly plane: readonly [number, number, number];
  readonly otherPlane: readonly [number, number, number] | null;
  /** Heterophase: largest strain of either side. */
  readonly strainLimit: number;
}

/** How a candidate is made into an energy; energies are comparable only when this is equal. */
export interface Protocol {
  /** One boundary between free surfaces, or two in a periodic cell. */
  readonly cell: 'free-surfaces' | 'periodic';
  /** Of each grain, at least, Å. */
  readonly grainThicknessAngstrom: number;
  /** Atoms farther than this from the boundary do not move, Å; null: all are free. */
  readonly freeZoneAngstrom: number | null;
  readonly forceTolerance: number;
  readonly maxEvaluations: number;
  /** Refused as collapsed: atoms nearer than this share of the bulk's bond length. */
  readonly minimumDistanceShare: number;
}

/** The candidates of a boundary: a regular grid over the translations, times lists of the rest. */
export type CandidateRecipe = CandidateChoices;

/** Which engine; `engines/` (or the port EnergyEngines) opens it. */
export type EngineRecipe =
  /** Built in. potential: 'mishin-cu-2001', or the path of an eam/alloy, eam or eam/fs file. */
  | { readonly name: 'eam'; readonly potential: string; readonly sha256: string | null }
  /**
   * Commands of LAMMPS after the box and atoms are defined: pair_style, pair_coeff, mass, charges ('set type 1 charge 2').
   * units metal. Atom type i of the commands is `elements[i - 1]`; `files` are paths, the commands name them without folder.
   */
  | {
      readonly name: 'lammps';
      readonly elements: readonly string[];
      readonly commands: readonly string[];
      readonly files: readonly string[];
      readonly executable: string | null;
    }
  /** Structures are put into a folder, energies awaited there: DFT or another code. `potential`: in words, what makes them. */
  | { readonly name: 'folder'; readonly folder: string; readonly potential: string }
  /** Energies come by `tell`: DFT, another code, a person. */
  | { readonly name: 'external' };

/** What a search of a boundary is made of; kept with its state, so that every energy can be made again. */
export interface BoundarySearchRecipe {
  readonly boundary: BoundaryRecipe;
  readonly protocol: Protocol;
  readonly candidates: CandidateRecipe;
  readonly engine: EngineRecipe;
}
