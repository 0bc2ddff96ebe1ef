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
  /** Of each group: [nObserved × nCombinations]. */
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

  /** With observation j at points first, first + 1, … */
  fill(j: number, first: number, kernel: Float64Array): void {
    const [a, b] = this.groups;
    const tableA = this.tables[0].subarray(j * a.nCombinations, (j + 1) * a.nCombinations);
    const tableB = this.tables[1].subarray(j * b.nCombinations, (j + 1) * b.nCombinations);
    for (let k = 0; k < kernel.length; k++) {
      kernel[k] = tableA[a.ids[first + k]] * tableB[b.ids[first + k]];
    }
  }

  /** With observation j at point i. */
  at(j: number, i: number): number {
    const [a, b] = this.groups;
    return this.tables[0][j * a.nCombinations + a.ids[i]] * this.tables[1][j * b.nCombinations + b.ids[i]];
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
    const [a, b] = this.groups.map((group) => {
      const table = new Float64Array(group.nCombinations);
      this.addTerms(group, table, null);
      return table;
    });
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

  private tabulate(group: Group): Float64Array {
    const { inputs } = this.process;
    const table = new Float64Array(inputs.nPoints * group.nCombinations);
    for (let j = 0; j < inputs.nPoints; j++) {
      const row = table.subarray(j * group.nCombinations, (j + 1) * group.nCombinations);
      this.addTerms(group, row, (c) => inputs.values[j * inputs.columns.length + c]);
    }
    return table;
  }

  /** Σ_terms Π_columns Σ_moves for every combination, with the value `other` of each column; null: each with itself. */
  private addTerms(
    { columns, terms, members, nCombinations }: Group,
    into: Float64Array,
    other: ((c: number) => number) | null,
  ): void {
    const tables = columns.map((c) => this.tablesOfMoves(c, other === null ? null : other(c)));
    const product = new Float64Array(nCombinations);
    for (const term of terms) {
      product.fill(1);
      columns.forEach((_, k) => multiplyBy(product, sumOf(tables[k], term[k]), members[k]));
      add(product, into);
    }
  }

  /** By move: the kernel of column c between its different values and another one. */
  private tablesOfMoves(c: number, other: number | null): readonly (Float64Array | null)[] {
    const { different } = this.columns[c];
    const column = this.wanted.columns[c];
    const length = this.process.lengths[c];
    return MOVES.map((move) => {
      if (!this.process.symmetry.terms.some((term) => term[c].includes(move))) return null;
      const table = new Float64Array(different.length);
      for (let v = 0; v < table.length; v++) {
        const value = different[v];
        table[v] = matern(separation(column, value, other ?? value, move) / length);
      }
      return table;
    });
  }
}

const MOVES: readonly Move[] = [0, 1, 2, 3];

function sumOf(tables: readonly (Float64Array | null)[], [first, ...others]: readonly Move[]): Float64Array {
  if (others.length === 0) return tables[first]!;
  const sum = tables[first]!.slice();
  for (const move of others) add(tables[move]!, sum);
  return sum;
}

function add(values: Float64Array, into: Float64Array): void {
  for (let k = 0; k < into.length; k++) into[k] += values[k];
}

function multiplyBy(product: Float64Array, table: Float64Array, ids: Uint32Array): void {
  for (let k = 0; k < product.length; k++) product[k] *= table[ids[k]];
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
