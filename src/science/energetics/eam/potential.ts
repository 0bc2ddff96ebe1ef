import { COEFFICIENTS, writeSpline } from './spline.js';
import type { EamTables } from './tables.js';

/** Numbers an interval of a pair's record: density, then r·φ. One cache line. */
export const PAIR_RECORD = 2 * COEFFICIENTS;

/** An embedded-atom potential made ready for the kernel: its tables as cubics. */
export interface EamPotential {
  readonly tables: EamTables;
  /**
   * [(at·nElements + from) × (nR − 1) × 8]: of each ordered pair of elements and each interval of r, the cubic of the
   * density that `from` makes at `at`, then the cubic of r·φ.
   */
  readonly pairs: Float64Array;
  /** [nElements × (nRho − 1) × 4] */
  readonly embedding: Float64Array;
}

/**
 * A potential from its tables. Between the points it is the function that LAMMPS makes of the same tables.
 *
 * Valid for: r up to the cut-off; ρ up to the table's end, beyond it F goes on along its last slope (as in LAMMPS).
 */
export function eamPotential(tables: EamTables): EamPotential {
  const nElements = tables.elements.length;
  const pairLength = (tables.nR - 1) * PAIR_RECORD;
  const pairs = new Float64Array(nElements * nElements * pairLength);
  for (let at = 0; at < nElements; at++) {
    for (let from = 0; from < nElements; from++) {
      const start = (at * nElements + from) * pairLength;
      writeSpline(tables.density[from * nElements + at], pairs, { start, stride: PAIR_RECORD });
      const second = start + COEFFICIENTS;
      writeSpline(tables.pairTimesR[at * nElements + from], pairs, { start: second, stride: PAIR_RECORD });
    }
  }
  const embeddingLength = (tables.nRho - 1) * COEFFICIENTS;
  const embedding = new Float64Array(nElements * embeddingLength);
  tables.embedding.forEach((values, element) => {
    writeSpline(values, embedding, { start: element * embeddingLength, stride: COEFFICIENTS });
  });
  return { tables, pairs, embedding };
}
