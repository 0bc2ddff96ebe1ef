import type { Process } from './fit-process.js';
import type { Inputs } from './inputs.js';
import { matern, separation, type Move } from './kernel-column.js';

/** Columns whose kernels are multiplied, and the different combinations of their values among the points. */
interface Group {
  readonly columns: readonly number[];
  /** [nTerms][columns of the group]: the kernel is the sum over terms of the product over columns of the sum over moves. */
  readonly terms: readonly (readonly (readonly Move[])[])[];
  /** [nPoints]: which combination a point has. */
  readonly ids: Uint32Array;
  /** [columns of the group][nCombinations]: which of the column's different values. */
  readonly members: readonly Uint32Array[];
  readonly nCombinations: number;
}

/** One column of the points: few different values, and which of them each point has. */
interface ColumnValues {
  readonly different: Float64Array;
  readonly ids: Uint32Array;
}

/**
 * The kernel between many wanted points and each observed one, features left out.
 *
 * Candidates of a table share their values, so it is found for the different combinations of two groups of columns only
 * (those that the symmetry treats alike in all its terms, and the others) and multiplied together.
 */
export class PoolKernel {
  private readonly groups: readonly [Group, Group];
  /** Of each group: [nCombinations × nObserved], so that what a point needs lies together. */
  private readonly tables: readonly [Float64Array, Float64Array];
  private readonly columns: readonly ColumnValues[];

  constructor(
    private readonly process: Process,
    private readonly wanted: Inputs,
  ) {
    this.columns = wanted.columns.map((_, c) => columnValues(wanted, c));
    this.groups = this.makeGroups();
    this.tables = [this.tabulate(this.groups[0]), this.tabulate(this.groups[1])];
    const share = 1 / process.symmetry.nImages;
    for (let k = 0; k < this.tables[0].length; k++) this.tables[0][k] *= share;
  }

  /** Of point i with each observation, into the first entries of `row`. */
  fill(i: number, row: Float64Array): void {
    const [tableA, tableB] = this.tables;
    const n = this.process.inputs.nPoints;
    const a = this.groups[0].ids[i] * n;
    const b = this.groups[1].ids[i] * n;
    for (let j = 0; j < n; j++) row[j] = tableA[a + j] * tableB[b + j];
  }

  /** Of two wanted points. */
  between(p: number, q: number): number {
    const { symmetry, lengths } = this.process;
    const { columns, values } = this.wanted;
    let sum = 0;
    for (const term of symmetry.terms) {
      let product = 1;
      for (let c = 0; c < columns.length; c++) {
        const [a, to] = [values[p * columns.length + c], values[q * columns.length + c]];
        let moved = 0;
        for (const move of term[c]) moved += matern(separation(columns[c], a, to, move) / lengths[c]);
        product *= moved;
      }
      sum += product;
    }
    return sum / symmetry.nImages;
  }

  /** Of each point with itself. */
  own(): Float64Array {
    const [a, b] = this.groups.map((group) => this.ownOf(group));
    const [{ ids: idsA }, { ids: idsB }] = this.groups;
    const share = 1 / this.process.symmetry.nImages;
    return Float64Array.from(idsA, (id, i) => share * a[id] * b[idsB[i]]);
  }

  private makeGroups(): readonly [Group, Group] {
    const { terms } = this.process.symmetry;
    const all = this.columns.map((_, c) => c);
    const isAlike = (c: number): boolean => terms.every((term) => term[c].join() === terms[0][c].join());
    const alike = terms.length === 1 ? all.slice(Math.ceil(all.length / 2)) : all.filter(isAlike);
    const others = all.filter((c) => !alike.includes(c));
    return [this.groupOf(others, terms), this.groupOf(alike, terms.slice(0, 1))];
  }

  private groupOf(columns: readonly number[], terms: Process['symmetry']['terms']): Group {
    const { nPoints } = this.wanted;
    const found = new Map<number, number>();
    const points: number[] = [];
    let ids: Uint32Array = new Uint32Array(nPoints);
    let nCombinations = 1;
    for (const c of columns) {
      found.clear();
      points.length = 0;
      const { ids: more, different } = this.columns[c];
      const joint = new Uint32Array(nPoints);
      for (let i = 0; i < nPoints; i++) {
        const key = ids[i] * different.length + more[i];
        let id = found.get(key);
        if (id === undefined) {
          found.set(key, (id = points.length));
          points.push(i);
        }
        joint[i] = id;
      }
      ids = joint;
      nCombinations = points.length;
    }
    return {
      columns,
      terms: terms.map((term) => columns.map((c) => term[c])),
      ids,
      members: columns.map((c) => Uint32Array.from(points, (i) => this.columns[c].ids[i])),
      nCombinations,
    };
  }

  /** Σ_terms Π_columns Σ_moves of every combination with every observation. */
  private tabulate({ columns, terms, members, nCombinations }: Group): Float64Array {
    const n = this.process.inputs.nPoints;
    const table = new Float64Array(nCombinations * n);
    const found = columns.map(() => new Map<string, Float64Array>());
    for (const term of terms) {
      const factors = columns.map((c, k) => {
        const moves = term[k].join();
        const factor = found[k].get(moves) ?? this.factorOf(c, term[k]);
        found[k].set(moves, factor);
        return factor;
      });
      for (let combination = 0; combination < nCombinations; combination++) {
        const rows = factors.map((factor, k) => {
          const at = n * members[k][combination];
          return factor.subarray(at, at + n);
        });
        addProduct(table.subarray(n * combination, n * (combination + 1)), rows);
      }
    }
    return table;
  }

  /** Σ_moves of the kernel of column c between its different values and the observations, [nDifferent × nObserved]. */
  private factorOf(c: number, moves: readonly Move[]): Float64Array {
    const { columns, nPoints: n, values } = this.process.inputs;
    const { different } = this.columns[c];
    const length = this.process.lengths[c];
    const factor = new Float64Array(different.length * n);
    for (const move of moves) {
      for (let v = 0, at = 0; v < different.length; v++) {
        for (let j = 0; j < n; j++, at++) {
          const apart = separation(columns[c], different[v], values[j * columns.length + c], move);
          factor[at] += matern(apart / length);
        }
      }
    }
    return factor;
  }

  /** Of every combination with itself. */
  private ownOf({ columns, terms, members, nCombinations }: Group): Float64Array {
    const sums = terms.map((term) => columns.map((c, k) => this.ownOfColumn(c, term[k])));
    return Float64Array.from({ length: nCombinations }, (_, combination) =>
      sums.reduce(
        (sum, term) => sum + term.reduce((product, own, k) => product * own[members[k][combination]], 1),
        0,
      ),
    );
  }

  private ownOfColumn(c: number, moves: readonly Move[]): Float64Array {
    const column = this.wanted.columns[c];
    const length = this.process.lengths[c];
    return this.columns[c].different.map((value) =>
      moves.reduce((sum: number, move) => sum + matern(separation(column, value, value, move) / length), 0),
    );
  }
}

/** Adds the product of all rows; without a row, 1. */
function addProduct(sum: Float64Array, rows: readonly Float64Array[]): void {
  const [first, second] = rows;
  if (rows.length === 2) {
    for (let j = 0; j < sum.length; j++) sum[j] += first[j] * second[j];
    return;
  }
  for (let j = 0; j < sum.length; j++) {
    let product = 1;
    for (const row of rows) product *= row[j];
    sum[j] += product;
  }
}

function columnValues({ columns, values, nPoints }: Inputs, c: number): ColumnValues {
  const found = new Map<number, number>();
  const ids = new Uint32Array(nPoints);
  for (let i = 0; i < nPoints; i++) {
    const value = values[i * columns.length + c];
    let id = found.get(value);
    if (id === undefined) found.set(value, (id = found.size));
    ids[i] = id;
  }
  return { different: Float64Array.from(found.keys()), ids };
}
