export type RealArray = Float32Array | Float64Array;

/** A matrix [nRows × nCols]; row i starts at `i · stride` (stride ≥ nCols). */
export interface Matrix<Data extends RealArray = RealArray> {
  readonly data: Data;
  readonly nRows: number;
  readonly nCols: number;
  readonly stride: number;
}
