import { citationIn, NumberLines } from './number-lines.js';
import type { EamElement, EamTables } from './tables.js';

const ELEMENTS_AT_MOST = 16;

interface Element {
  readonly element: EamElement;
  readonly embedding: Float64Array;
  /** One (eam/alloy) or one for each element at which the density is felt (eam/fs). */
  readonly densities: readonly Float64Array[];
}

/**
 * A potential from a DYNAMO setfl file, as LAMMPS's pair styles eam/alloy and eam/fs read it.
 *
 * ```
 * three lines of comment
 * nElements  symbol …
 * nRho  rhoStep  nR  rStep  cutoff
 * each element:  atomicNumber  mass  latticeParameter  lattice
 *                F [nRho] (eV)
 *                ρ [nR]                           eam/alloy
 *                ρ at element 1 … n [n × nR]      eam/fs
 * each pair (1 1) (2 1) (2 2) (3 1) …:  r·φ [nR] (eV·Å)
 * ```
 * Which of the two it is, the number of values tells (for one element they are the same).
 *
 * @param name  of the file, for messages and the engine's identity
 * @throws EnergeticsError potential-unreadable  with the line
 * Source: LAMMPS documentation of pair_style eam. Checked: energies and forces of LAMMPS (test/peers/lammps.spec.ts).
 */
export function readSetfl(text: string, name: string): EamTables {
  const lines = new NumberLines(text, name);
  const comments = [1, 2, 3].map(() => lines.line('the three lines of comment'));
  const [nWord, ...symbols] = lines.words('the elements');
  const nElements = lines.number(nWord, 'the number of elements');
  if (nElements !== symbols.length || nElements < 1 || nElements > ELEMENTS_AT_MOST) {
    throw lines.error(`${nWord} elements are announced and ${symbols.length} named`);
  }
  const grid = readGrid(lines);
  const { nRho, nR } = grid;
  // Between the two lies a difference of n·(n − 1)·nR; an element's line takes about four words.
  const nAlloy = nElements * (4 + nRho + nR) + (nElements * (nElements + 1) * nR) / 2;
  const nExtra = nElements * (nElements - 1) * nR;
  const isFinnisSinclair = nElements > 1 && lines.countLeft() > nAlloy + nExtra / 2;
  const nDensities = isFinnisSinclair ? nElements : 1;
  const elements = symbols.map((symbol) => readElement(lines, symbol, { nRho, nR, nDensities }));
  const pairTimesR = new Array<Float64Array>(nElements * nElements);
  for (let a = 0; a < nElements; a++) {
    for (let b = 0; b <= a; b++) {
      const values = lines.values(nR, `r·φ of ${symbols[a]} and ${symbols[b]}`);
      pairTimesR[a * nElements + b] = pairTimesR[b * nElements + a] = values;
    }
  }
  return {
    name,
    citation: citationIn(comments[0]),
    elements: elements.map(({ element }) => element),
    ...grid,
    embedding: elements.map(({ embedding }) => embedding),
    density: elements.flatMap(({ densities }) =>
      symbols.map((_, at) => densities[isFinnisSinclair ? at : 0]),
    ),
    pairTimesR,
  };
}

/** `nRho rhoStep nR rStep cutoff`, which both formats of DYNAMO have. */
export function readGrid(
  lines: NumberLines,
): Pick<EamTables, 'nRho' | 'rhoStep' | 'nR' | 'rStepAngstrom' | 'cutoffAngstrom'> {
  const words = lines.words('the grids');
  return {
    nRho: lines.count(words[0], 'the number of densities'),
    rhoStep: lines.positive(words[1], 'the step of the density'),
    nR: lines.count(words[2], 'the number of distances'),
    rStepAngstrom: lines.positive(words[3], 'the step of the distance'),
    cutoffAngstrom: lines.positive(words[4], 'the cut-off'),
  };
}

function readElement(
  lines: NumberLines,
  symbol: string,
  { nRho, nR, nDensities }: { nRho: number; nR: number; nDensities: number },
): Element {
  const element = readElementLine(lines, symbol);
  const embedding = lines.values(nRho, `F of ${symbol}`);
  const densities = Array.from({ length: nDensities }, () => lines.values(nR, `the density of ${symbol}`));
  return { element, embedding, densities };
}

/** `atomicNumber mass latticeParameter lattice`. */
export function readElementLine(lines: NumberLines, symbol: string): EamElement {
  const [z, mass, lattice, ...name] = lines.words(`the line of ${symbol}`);
  return {
    symbol,
    atomicNumber: lines.number(z, 'the atomic number'),
    massAmu: lines.positive(mass, 'the mass'),
    latticeAngstrom: lines.number(lattice, 'the lattice parameter'),
    lattice: name.join(' '),
  };
}
