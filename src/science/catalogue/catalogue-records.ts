import type { Crystal, Vec3 } from '../crystal/structure.js';
import type { BoundaryKind } from '../grain-boundaries/boundary.js';

/** One of the two crystals that meet. */
export interface CatalogueCrystal {
  /** Equal for two descriptions of one crystal: structure type and reduced formula, whatever cell and lattice parameter they came in. */
  readonly key: string;
  /** 'fcc', 'rocksalt', … or what the source calls it. */
  readonly name: string;
  /** Reduced, elements in alphabetical order: 'Al2O3'. */
  readonly formula: string;
  /** Elements in alphabetical order, each once. */
  readonly elements: readonly string[];
  readonly spaceGroup: number | null;
  /** null: the source only names it. */
  readonly crystal: Crystal | null;
}

/**
 * The macroscopic side of a boundary: misorientation (three degrees of freedom) and plane (two).
 * Symmetry-equivalent descriptions have one `key`.
 */
export interface MacroscopicBoundary {
  readonly key: string;
  readonly label: string;
  readonly kind: BoundaryKind;
  readonly crystals: readonly [CatalogueCrystal, CatalogueCrystal];
  /** null: general (no coincidence), or two phases. */
  readonly sigma: number | null;
  /** Rotation axis [uvw] and angle as the boundary is named; null for two phases. */
  readonly axis: Vec3 | null;
  readonly misorientationDeg: number | null;
  /** Smallest equivalent angle; null for two phases. */
  readonly disorientationDeg: number | null;
  /** (hkl) in each crystal's conventional cell. */
  readonly planes: readonly [Vec3, Vec3];
  /** Equal for symmetry-equivalent planes of crystals of one Laue class: 'm-3m {310}'. */
  readonly planeFamilies: readonly [string, string];
  /** The same of the axis: 'm-3m ⟨100⟩'; null where there is none, or no lattice direction. */
  readonly axisFamily: string | null;
}

/** How sure a kind of method is taken to be, best first: decides which value a table shows where there are several. */
export const METHOD_KINDS = [
  'experiment',
  'dft',
  'machine-learned-potential',
  'empirical-potential',
  'unknown',
] as const;
export type MethodKind = (typeof METHOD_KINDS)[number];

/** A value of a property of the registry (`PROPERTIES`), in the registry's unit. */
export interface PropertyValue {
  /** snake_case with unit: 'gb_energy_J_m2'. */
  readonly name: string;
  readonly value: number;
  /** Standard deviation in the same unit; null: not told. */
  readonly std: number | null;
  readonly methodKind: MethodKind;
  /** 'EAM Mishin 2001 (Cu01.eam.alloy)', … Values of different methods are not comparable. */
  readonly method: string;
  /** What the value depends on: protocol, temperature_K, potential_sha256, free_zone_angstrom, … */
  readonly conditions: Readonly<Record<string, string | number | boolean>>;
}

/** Where something in the catalogue comes from. */
export type CatalogueSource =
  | { readonly kind: 'search'; readonly searchId: string; readonly candidateIndex: number }
  | {
      readonly kind: 'import';
      readonly importId: string;
      readonly fileName: string;
      readonly sha256: string;
      /** Row of the table or index of the structure in the file, from 1. */
      readonly row: number;
      readonly citation: string | null;
    }
  | { readonly kind: 'user'; readonly note: string | null };

/** A microscopic state of a boundary. */
export interface StructureDraft {
  /** extxyz text; kept as a blob. */
  readonly extxyz: string;
  readonly nAtoms: number;
  /** Share of a plane's atoms, [n], in [0, 1); null: not told. */
  readonly atomFraction: number | null;
  readonly termination: string | null;
  /** Translation of B against A: along x, normal (gap) and along z, Å; null: not told. */
  readonly translationAngstrom: Vec3 | null;
}

/** What comes into the catalogue at once: a boundary, perhaps a structure of it, values of the one or the other. */
export interface BoundaryDraft {
  readonly boundary: MacroscopicBoundary;
  readonly structure: StructureDraft | null;
  /** Of the structure where there is one, else of the boundary as such. */
  readonly properties: readonly PropertyValue[];
  readonly source: CatalogueSource;
}
