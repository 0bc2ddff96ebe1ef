/** One candidate of a boundary: the microscopic degrees of freedom. All lengths in Å. */
export interface CandidateParameters {
  /** Shift of grain B in the plane, along x and z. */
  readonly dxAngstrom: number;
  readonly dzAngstrom: number;
  /** Shift of grain B along the normal, away from A. */
  readonly gapAngstrom: number;
  /** Index into `terminationsAngstrom` of each grain. */
  readonly terminationA: number;
  readonly terminationB: number;
  /** Of each pair across the boundary closer than this, one atom goes (B's); 0 keeps all. */
  readonly overlapAngstrom: number;
  /** 'remove' deletes B's atom of a pair, 'merge' puts one atom in the middle. */
  readonly overlap: 'remove' | 'merge';
  /** Atoms taken out of the boundary beyond the overlapping ones (those of highest density first): whole number ≥ 0. */
  readonly nRemoved: number;
  /** Repeats along x and z. */
  readonly replicateX: number;
  readonly replicateZ: number;
  /** Root-mean-square displacement of the atoms near the boundary, drawn with `seed`; 0: none. */
  readonly rattleAngstrom: number;
  readonly seed: number;
}

/** What a candidate leaves out is as in this one. */
export const PLAIN_CANDIDATE: CandidateParameters = {
  dxAngstrom: 0,
  dzAngstrom: 0,
  gapAngstrom: 0,
  terminationA: 0,
  terminationB: 0,
  overlapAngstrom: 0,
  overlap: 'remove',
  nRemoved: 0,
  replicateX: 1,
  replicateZ: 1,
  rattleAngstrom: 0,
  seed: 0,
};
