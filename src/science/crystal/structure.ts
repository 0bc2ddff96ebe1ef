/** A vector in Å (or in units of lattice vectors, where the name says so). */
export type Vec3 = readonly [number, number, number];
/** Three rows. */
export type Mat3 = readonly [Vec3, Vec3, Vec3];

/**
 * Atoms in a box: what engines take and exchange formats hold.
 *
 * positions [nAtoms × 3] Cartesian, Å, need not lie inside the cell; kinds [nAtoms] indexes `elements`.
 * The cell's rows are its vectors in Å; a direction that is not periodic still has a vector, as long as the box.
 */
export interface AtomicStructure {
  readonly cell: Mat3;
  readonly periodic: readonly [boolean, boolean, boolean];
  /** Element symbols, each once. */
  readonly elements: readonly string[];
  readonly kinds: Uint8Array;
  readonly positions: Float64Array;
  readonly nAtoms: number;
}

/** One site of a crystal, in units of the conventional cell. */
export interface Site {
  readonly element: string;
  readonly fractional: Vec3;
}

/**
 * An infinite crystal: a conventional cell (rows, Å; a along x, b in the xy plane unless the source says otherwise) and
 * every site in it. Miller indices and directions of this crystal refer to this cell.
 */
export interface Crystal {
  /** 'fcc', 'rocksalt', … or the name in the file it came from. */
  readonly name: string;
  readonly cell: Mat3;
  readonly sites: readonly Site[];
}
