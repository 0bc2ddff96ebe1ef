/** One element of a potential, as its file describes it. */
export interface EamElement {
  readonly symbol: string;
  readonly atomicNumber: number;
  readonly massAmu: number;
  /** Lattice parameter (Å) and lattice named in the file; they take no part in any energy. */
  readonly latticeAngstrom: number;
  readonly lattice: string;
}

/**
 * An embedded-atom potential on uniform grids: E = Σ F(ρ_i) + Σ_pairs φ(r), ρ_i = Σ ρ(r).
 *
 * Functions of r start at r = 0 with step `rStepAngstrom` [nR]; those of ρ at ρ = 0 with step `rhoStep` [nRho].
 */
export interface EamTables {
  readonly name: string;
  readonly citation: string | null;
  readonly elements: readonly EamElement[];
  readonly cutoffAngstrom: number;
  readonly nR: number;
  readonly rStepAngstrom: number;
  readonly nRho: number;
  readonly rhoStep: number;
  /** F of each element, eV. */
  readonly embedding: readonly Float64Array[];
  /** [from·nElements + at]: density that an atom of `from` makes at an atom of `at`. Equal for all `at` unless Finnis–Sinclair. */
  readonly density: readonly Float64Array[];
  /** [a·nElements + b], symmetric: r·φ(r), eV·Å. */
  readonly pairTimesR: readonly Float64Array[];
}
