import type { Inputs } from './inputs.js';
import { separation, type Move } from './kernel-column.js';

/** Separations of all pairs of observed points (i, j ≤ i, row by row), found once for all lengths and symmetries. */
export class PairSeparations {
  readonly nPairs: number;
  /** Of column c under move m at 4·c + m. */
  private readonly found: Float64Array[] = [];

  constructor(readonly inputs: Inputs) {
    this.nPairs = (inputs.nPoints * (inputs.nPoints + 1)) / 2;
  }

  /** [nPairs] */
  of(c: number, move: Move): Float64Array {
    return (this.found[4 * c + move] ??= this.separate(c, move));
  }

  private separate(c: number, move: Move): Float64Array {
    const { columns, values, nPoints } = this.inputs;
    const separations = new Float64Array(this.nPairs);
    for (let i = 0, pair = 0; i < nPoints; i++) {
      const a = values[i * columns.length + c];
      for (let j = 0; j <= i; j++, pair++) {
        separations[pair] = separation(columns[c], a, values[j * columns.length + c], move);
      }
    }
    return separations;
  }
}
