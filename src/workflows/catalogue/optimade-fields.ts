import { reducedFormula } from '../../science/catalogue/reduced-formula.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import { gcd } from '../../science/grain-boundaries/integer-lattice.js';
import type { OptimadeFields } from '../ports/catalogue.js';

/** Element and count, by element. */
type Counts = readonly (readonly [string, number])[];

const written = (counts: Counts): string =>
  counts.map(([element, n]) => (n === 1 ? element : `${element}${n}`)).join('');

const byName = (counts: Counts): Counts => [...counts].sort(([a], [b]) => (a < b ? -1 : 1));

/** Carbon and hydrogen first where there is carbon, then the alphabet. */
function hillFormula(counts: Counts): string {
  const hasCarbon = counts.some(([element]) => element === 'C');
  const place = (element: string): string =>
    hasCarbon && (element === 'C' || element === 'H') ? `0${element}` : `1${element}`;
  return written([...counts].sort(([a], [b]) => (place(a) < place(b) ? -1 : 1)));
}

/** Largest count first, elements named A, B, …, Z, Aa, Ba, …: 'A3B2'. */
function anonymousFormula(counts: Counts): string {
  const divisor = gcd(...counts.map(([, n]) => n));
  const label = (i: number): string =>
    String.fromCharCode(65 + (i % 26)) + (i < 26 ? '' : String.fromCharCode(96 + Math.floor(i / 26)));
  const descending = counts.map(([, n]) => n / divisor).sort((a, b) => b - a);
  return written(descending.map((n, i) => [label(i), n]));
}

/**
 * What OPTIMADE 1.1 says of atoms in a box, all but its sites.
 *
 * Checked: the specification's own examples of each formula (optimade-fields.spec.ts).
 */
export function optimadeFields(structure: AtomicStructure): Omit<OptimadeFields, 'sitesBlob'> {
  const { elements, kinds, nAtoms, periodic } = structure;
  const totals = elements.map((element, kind) => [element, kinds.filter((k) => k === kind).length] as const);
  const counts = byName(totals.filter(([, n]) => n > 0));
  const symbols = Array.from(kinds, (kind) => elements[kind]);
  const species = [...new Set(symbols)];
  const [x, y, z] = periodic.map(Number);
  return {
    elements: counts.map(([element]) => element),
    elementsRatios: counts.map(([, n]) => n / nAtoms),
    nSites: nAtoms,
    formulaDescriptive: written(species.map((element) => [element, counts.find(([e]) => e === element)![1]])),
    formulaReduced: reducedFormula(symbols),
    formulaHill: hillFormula(counts),
    formulaAnonymous: anonymousFormula(counts),
    dimensionTypes: [x, y, z],
    species,
  };
}

/** The sites as OPTIMADE gives them: JSON for a blob. Every lattice vector is a number, also where the box does not repeat. */
export function optimadeSites({ cell, positions, elements, kinds, nAtoms }: AtomicStructure): string {
  return JSON.stringify({
    latticeVectors: cell,
    cartesianSitePositions: Array.from({ length: nAtoms }, (_, i) => [
      ...positions.subarray(3 * i, 3 * i + 3),
    ]),
    speciesAtSites: Array.from(kinds, (kind) => elements[kind]),
  });
}
