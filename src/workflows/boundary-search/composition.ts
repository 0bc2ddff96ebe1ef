import type { AtomicStructure, Crystal } from '../../science/crystal/structure.js';

/** Atoms of each element. */
export type Composition = Readonly<Record<string, number>>;

/** Of all atoms, or of those of one grain. */
export function compositionOf(structure: AtomicStructure, belongs: (atom: number) => boolean): Composition {
  const counts: Record<string, number> = Object.fromEntries(structure.elements.map((e) => [e, 0]));
  structure.kinds.forEach((kind, atom) => {
    if (belongs(atom)) counts[structure.elements[kind]] += 1;
  });
  return counts;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The crystal's formula unit: 1 Mg, 1 O. */
export function formulaUnit(crystal: Crystal): Composition {
  const counts: Record<string, number> = {};
  for (const { element } of crystal.sites) counts[element] = (counts[element] ?? 0) + 1;
  const common = Object.values(counts).reduce(greatestCommonDivisor);
  return Object.fromEntries(Object.entries(counts).map(([element, n]) => [element, n / common]));
}

/** How many formula units the atoms make; null where they make no whole number of them. */
export function formulaUnits(atoms: Composition, unit: Composition): number | null {
  const elements = Object.keys(unit);
  const n = (atoms[elements[0]] ?? 0) / unit[elements[0]];
  const fits =
    Number.isInteger(n) &&
    elements.every((element) => atoms[element] === n * unit[element]) &&
    Object.entries(atoms).every(([element, count]) => count === 0 || element in unit);
  return fits ? n : null;
}
