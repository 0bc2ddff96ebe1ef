import type { SearchColumn } from '../search-types.js';
import type { Move } from './kernel-column.js';

/**
 * A symmetry the energy may have. The kernel is summed over what makes equal points:
 * k(x, x') = Σ_terms Π_columns Σ_moves k_c(x_c, move(x'_c)), over the number of images.
 */
export interface Symmetry {
  readonly name: string;
  /** [nTerms][nColumns]: moves that are summed. */
  readonly terms: readonly (readonly (readonly Move[])[])[];
  readonly nImages: number;
}

/** More columns than these are not tried for symmetry: each doubles the images. */
const COLUMNS_AT_MOST = 3;

/**
 * Symmetries to choose from by evidence. Columns that are told to be mirrored are mirrored in all; the other periodic ones
 * may be mirrored about 0 (none, each alone, all at once, all singly), and all periodic ones together may be moved by half
 * a period, as by a lattice vector that centres the boundary's cell.
 */
export function possibleSymmetries(columns: readonly SearchColumn[]): Symmetry[] {
  const periodic = columns.map((c) => c.period !== null && !c.categorical);
  const told = columns.map((c) => c.mirrored && !c.categorical);
  const open = columns.flatMap((_, c) => (periodic[c] && !told[c] ? [c] : []));
  const base = told.map((mirrored): Move[] => (mirrored ? [0, 1] : [0]));
  const mirrorings: Named[] = [{ name: 'none', terms: [base] }];
  if (open.length <= COLUMNS_AT_MOST) mirrorings.push(...openMirrorings(columns, base, open));
  const nPeriodic = periodic.filter(Boolean).length;
  const centred = nPeriodic === 2 ? mirrorings.map((m) => withCentring(m, periodic)) : [];
  return [...mirrorings, ...centred].map((s) => ({ ...s, nImages: countImages(s.terms) }));
}

type Named = Pick<Symmetry, 'name' | 'terms'>;

function openMirrorings(
  columns: readonly SearchColumn[],
  base: readonly (readonly Move[])[],
  open: readonly number[],
): Named[] {
  const mirrored = (some: readonly number[], moves: readonly Move[]) =>
    base.map((own, c) => (some.includes(c) ? moves : own));
  const found: Named[] = open.map((c) => ({
    name: `mirror ${columns[c].name}`,
    terms: [mirrored([c], [0, 1])],
  }));
  if (open.length > 1) {
    const names = open.map((c) => columns[c].name);
    found.push({ name: `mirror ${names.join('+')}`, terms: [base, mirrored(open, [1])] });
    found.push({ name: `mirror ${names.join(', ')}`, terms: [mirrored(open, [0, 1])] });
  }
  return found;
}

function withCentring({ name, terms }: Named, periodic: readonly boolean[]): Named {
  const moved = terms.map((term) =>
    term.map((moves, c) => (periodic[c] ? moves.map((m) => (m | 2) as Move) : moves)),
  );
  return { name: `${name}, centred`, terms: [...terms, ...moved] };
}

const countImages = (terms: Symmetry['terms']): number =>
  terms.reduce((sum, term) => sum + term.reduce((product, moves) => product * moves.length, 1), 0);
