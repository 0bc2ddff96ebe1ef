import type { SearchColumn } from '../../science/search/search-types.js';
import { WorkflowError } from '../workflow-error.js';
import { splitCsv } from './csv-rows.js';

/** What the user says of the columns of a CSV; names as in its header, a unit at their end (`dx_A`) may be left out. */
export interface ColumnOptions {
  /** The energies; null: by their name. */
  readonly energy: string | null;
  /** Predicted energies of the candidates, for screening and transfer: each is a prior. */
  readonly priors: readonly string[];
  /** Column -> period, in the column's unit. */
  readonly periodic: Readonly<Record<string, number>>;
  readonly mirrored: readonly string[];
  readonly categorical: readonly string[];
  readonly ignored: readonly string[];
  /** Parameters although their names or values speak against it. */
  readonly parameters: readonly string[];
}

/** A finite table of candidates: row i of the CSV (the first below the header is 0) is candidate i. */
export interface CandidateTable {
  readonly columns: readonly SearchColumn[];
  /** [nCandidates × nColumns]; a class of a categorical column is the number of its label. */
  readonly values: Float64Array;
  readonly nCandidates: number;
  /** Of each column: the labels of its classes in order of appearance; null where it holds numbers. */
  readonly labels: readonly (readonly string[] | null)[];
  /** What the CSV knows of the energies, J/m² (null: none for this candidate); for replay only. */
  readonly replay: { readonly column: string; readonly energies: readonly (number | null)[] } | null;
  readonly priors: readonly { readonly name: string; readonly energies: readonly number[] }[];
  readonly leftOut: readonly { readonly column: string; readonly why: string }[];
}

type Role = 'parameter' | 'energy' | 'prior' | { readonly why: string };

const ENERGY = /^(e|egb|gbe|energy|energies|(e|egb|gbe|energy|gb_?energy)[ _([].*|.*_energy(_.*)?)$/i;
/** Energies that are no result of a candidate: its own ones, never the ones to replay where there are others. */
const BEFORE = /unrelaxed|initial|before|predicted/i;
const BOOKKEEPING = /^(n?_?iters?|iterations?|n?_?evals?|n?_?evaluations?|n?steps|converged|index|id)$/i;
const UNIT = /[ _]?[([]?(A|Å|angstrom|deg|rad|nm)[)\]]?$/i;

/**
 * Reads a table of candidates: comma, semicolon or tab between the cells, the names in the first line. Every column is a
 * parameter but energies, counts of iterations, columns of one value, and what the user says.
 *
 * @throws WorkflowError malformed-file     no header, no rows, lines of different length, a cell that is no number
 * @throws WorkflowError invalid-parameter  an option names no column, or nothing is left as parameter
 */
export function readCandidates(csv: string, options: ColumnOptions): CandidateTable {
  const { header, rows } = splitCsv(csv);
  const named = resolveNames(header, options);
  const roles = header.map((name, c) => roleOf(name, c, { rows, named }));
  const replayColumn = named.energy ?? replayAmong(header, roles);
  const parameters = header.map((_, c) => c).filter((c) => roles[c] === 'parameter');
  if (parameters.length === 0) {
    throw new WorkflowError('invalid-parameter', `No column is left as a parameter of ${header.join(', ')}.`);
  }
  const read = parameters.map((c) =>
    named.categorical.has(c)
      ? classes(rows, c)
      : { values: numbers(rows, c, header[c]), labels: null as string[] | null },
  );
  const values = new Float64Array(rows.length * read.length);
  read.forEach((column, k) => column.values.forEach((v, i) => (values[i * read.length + k] = v)));
  return {
    columns: parameters.map((c) => ({
      name: header[c],
      unit: unitOf(header[c]),
      period: named.periodic.get(c) ?? null,
      mirrored: named.mirrored.has(c),
      categorical: named.categorical.has(c),
    })),
    values,
    nCandidates: rows.length,
    labels: read.map(({ labels }) => labels),
    replay:
      replayColumn === null
        ? null
        : { column: header[replayColumn], energies: energies(rows, replayColumn, header[replayColumn]) },
    priors: [...named.priors].map((c) => ({ name: header[c], energies: numbers(rows, c, header[c]) })),
    leftOut: header.flatMap((column, c) => {
      if (c === replayColumn) return [{ column, why: 'the energy, never shown to the method' }];
      const role = roles[c];
      if (role === 'energy') return [{ column, why: 'an energy' }];
      if (role === 'prior') return [{ column, why: 'predicted energies, a prior' }];
      return role === 'parameter' ? [] : [{ column, why: role.why }];
    }),
  };
}

interface NamedColumns {
  readonly energy: number | null;
  readonly priors: ReadonlySet<number>;
  readonly periodic: ReadonlyMap<number, number>;
  readonly mirrored: ReadonlySet<number>;
  readonly categorical: ReadonlySet<number>;
  readonly ignored: ReadonlySet<number>;
  readonly parameters: ReadonlySet<number>;
}

function resolveNames(header: readonly string[], options: ColumnOptions): NamedColumns {
  const find = (name: string): number => columnNamed(header, name);
  const all = (names: readonly string[]): Set<number> => new Set(names.map(find));
  const named = {
    energy: options.energy === null ? null : find(options.energy),
    priors: all(options.priors),
    periodic: new Map(Object.entries(options.periodic).map(([name, period]) => [find(name), period])),
    mirrored: all(options.mirrored),
    categorical: all(options.categorical),
    ignored: all(options.ignored),
    parameters: all(options.parameters),
  };
  const said = [...named.periodic.keys(), ...named.mirrored, ...named.categorical];
  return { ...named, parameters: new Set([...named.parameters, ...said]) };
}

/** By its whole name, or by its name without a unit where only one column has it. */
function columnNamed(header: readonly string[], name: string): number {
  const exact = header.indexOf(name);
  if (exact >= 0) return exact;
  const short = header.flatMap((column, c) => (column.replace(UNIT, '') === name ? [c] : []));
  if (short.length === 1) return short[0];
  throw new WorkflowError('invalid-parameter', `There is no column ${name}: there are ${header.join(', ')}.`);
}

function roleOf(
  name: string,
  c: number,
  { rows, named }: { rows: readonly (readonly string[])[]; named: NamedColumns },
): Role {
  if (named.ignored.has(c)) return { why: 'ignored' };
  if (c === named.energy) return 'energy';
  if (named.priors.has(c)) return 'prior';
  if (named.parameters.has(c)) return 'parameter';
  if (ENERGY.test(name)) return 'energy';
  if (BOOKKEEPING.test(name)) return { why: 'known only after the calculation' };
  if (rows.length > 1 && rows.every((row) => row[c] === rows[0][c])) {
    return { why: `${rows[0][c]} everywhere` };
  }
  return 'parameter';
}

function replayAmong(header: readonly string[], roles: readonly Role[]): number | null {
  const found = header.map((_, c) => c).filter((c) => roles[c] === 'energy');
  return found.find((c) => !BEFORE.test(header[c])) ?? found.at(0) ?? null;
}

function unitOf(name: string): string {
  const unit = /[ _([](A|Å|angstrom|deg|rad|nm)[)\]]?$/i.exec(name)?.[1].toLowerCase();
  if (unit === undefined) return '';
  return ['a', 'å', 'angstrom'].includes(unit) ? 'Å' : unit;
}

const parsed = (cell: string): number => (cell === '' ? NaN : Number(cell));

function numbers(rows: readonly (readonly string[])[], c: number, name: string): number[] {
  return rows.map((row, i) => {
    const value = parsed(row[c]);
    if (Number.isFinite(value)) return value;
    throw new WorkflowError(
      'malformed-file',
      `${name} of candidate ${i} is ${JSON.stringify(row[c])}, not a number: ignore the column, or say that it is categorical.`,
      { column: name, index: i },
    );
  });
}

/** Empty, NaN and infinite ones are candidates without an energy; anything else must be a number. */
function energies(rows: readonly (readonly string[])[], c: number, name: string): (number | null)[] {
  return rows.map((row, i) => {
    const cell = row[c];
    const value = parsed(cell);
    if (Number.isFinite(value)) return value;
    if (/^([+-]?(nan|inf(inity)?)|none|null|-|)$/i.test(cell)) return null;
    throw new WorkflowError('malformed-file', `${name} of candidate ${i} is ${JSON.stringify(cell)}.`);
  });
}

function classes(rows: readonly (readonly string[])[], c: number): { values: number[]; labels: string[] } {
  const numberOf = new Map<string, number>();
  const values = rows.map((row) => {
    if (!numberOf.has(row[c])) numberOf.set(row[c], numberOf.size);
    return numberOf.get(row[c])!;
  });
  return { values, labels: [...numberOf.keys()] };
}
