import { ELEMENT_SYMBOLS } from '../../units/element-symbols.js';
import { citationIn, NumberLines } from './number-lines.js';
import { readElementLine, readGrid } from './setfl.js';
import type { EamElement, EamTables } from './tables.js';

/** φ = Z_a·Z_b·HARTREE·BOHR/r: the rounded constants of the format's first programs, which files rely on. */
const EV_ANGSTROM = 27.2 * 0.529;

type Grid = ReturnType<typeof readGrid>;

interface Funcfl extends Grid {
  readonly citation: string | null;
  readonly element: EamElement;
  readonly embedding: Float64Array;
  /** Effective charge Z(r), √(hartree·bohr). */
  readonly charge: Float64Array;
  readonly density: Float64Array;
}

/** One file of a potential; its name is for messages and the engine's identity. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * A potential from DYNAMO funcfl files, one an element, as LAMMPS's pair style eam reads and mixes them.
 *
 * ```
 * one line of comment
 * atomicNumber  mass  latticeParameter  lattice
 * nRho  rhoStep  nR  rStep  cutoff
 * F [nRho] (eV)    Z [nR] (√(hartree·bohr))    ρ [nR]
 * ```
 * All are brought to one grid (the widest steps and range of any) by Lagrange's cubic; φ of two elements is 27.2·0.529·Z_a·Z_b/r.
 *
 * @throws EnergeticsError potential-unreadable  with the line
 * Source: LAMMPS documentation of pair_style eam; S. M. Foiles et al., Phys. Rev. B 33, 7983 (1986).
 * Checked: energies and forces of LAMMPS (test/peers/lammps.spec.ts).
 */
export function readFuncfl(texts: readonly NamedText[]): EamTables {
  const files = texts.map(readOne);
  const largest = (of: (file: Funcfl) => number): number => Math.max(...files.map(of));
  const rStepAngstrom = largest((file) => file.rStepAngstrom);
  const rhoStep = largest((file) => file.rhoStep);
  const nR = Math.floor(largest((file) => (file.nR - 1) * file.rStepAngstrom) / rStepAngstrom + 0.5);
  const nRho = Math.floor(largest((file) => (file.nRho - 1) * file.rhoStep) / rhoStep + 0.5);
  const onR = (values: Float64Array, file: Funcfl): Float64Array =>
    resample(values, { from: file.rStepAngstrom, to: rStepAngstrom, n: nR });
  const charges = files.map((file) => onR(file.charge, file));
  const densities = files.map((file) => onR(file.density, file));
  return {
    name: texts.map(({ name }) => name).join(' + '),
    citation: files.map(({ citation }) => citation).find((citation) => citation !== null) ?? null,
    elements: files.map(({ element }) => element),
    cutoffAngstrom: largest((file) => file.cutoffAngstrom),
    nR,
    rStepAngstrom,
    nRho,
    rhoStep,
    embedding: files.map((file) => resample(file.embedding, { from: file.rhoStep, to: rhoStep, n: nRho })),
    density: densities.flatMap((density) => files.map(() => density)),
    pairTimesR: charges.flatMap((a) => charges.map((b) => a.map((z, m) => EV_ANGSTROM * z * b[m]))),
  };
}

function readOne({ name, text }: NamedText): Funcfl {
  const lines = new NumberLines(text, name);
  const citation = citationIn(lines.line('the comment'));
  const header = readElementLine(lines, 'the element');
  const symbol = ELEMENT_SYMBOLS[header.atomicNumber - 1];
  if (symbol === undefined) throw lines.error(`${header.atomicNumber} is no atomic number`);
  const grid = readGrid(lines);
  return {
    ...grid,
    citation,
    element: { ...header, symbol },
    embedding: lines.values(grid.nRho, 'F'),
    charge: lines.values(grid.nR, 'Z'),
    density: lines.values(grid.nR, 'the density'),
  };
}

/** Values on another grid by the cubic through the four points around; beyond the last point, at most two steps of it. */
function resample(
  values: Float64Array,
  { from, to, n }: { from: number; to: number; n: number },
): Float64Array {
  return Float64Array.from({ length: n }, (_, m) => {
    const u = (m * to) / from;
    const k = Math.max(1, Math.min(Math.floor(u), values.length - 3));
    const p = Math.min(u - k, 2);
    return (
      (-p * (p - 1) * (p - 2) * values[k - 1]) / 6 +
      0.5 * (p * p - 1) * (p - 2) * values[k] -
      0.5 * p * (p + 1) * (p - 2) * values[k + 1] +
      (p * (p * p - 1) * values[k + 2]) / 6
    );
  });
}
