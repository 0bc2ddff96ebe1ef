import { describe, expect, it } from 'vitest';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import { optimadeFields, optimadeSites } from './optimade-fields.js';

function atoms(symbols: readonly string[]): AtomicStructure {
  const elements = [...new Set(symbols)];
  return {
    cell: [[4, 0, 0], [0, 5, 0], [0, 0, 6]], // prettier-ignore
    periodic: [true, false, true],
    elements,
    kinds: Uint8Array.from(symbols, (symbol) => elements.indexOf(symbol)),
    positions: Float64Array.from({ length: 3 * symbols.length }, (_, i) => i / 2),
    nAtoms: symbols.length,
  };
}
const repeat = (symbol: string, n: number): string[] => Array.from({ length: n }, () => symbol);

describe('what OPTIMADE says of a structure', () => {
  it('gives formulas as the specification has them', () => {
    // OPTIMADE 1.1, chemical_formula_*: examples "H2NaO" (reduced), "H2O2" (Hill), "A2B", "A42B42C16D12E10F9G5".
    expect(optimadeFields(atoms(['Na', 'H', 'H', 'O']))).toMatchObject({
      formulaDescriptive: 'NaH2O',
      formulaReduced: 'H2NaO',
      formulaHill: 'H2NaO',
      formulaAnonymous: 'A2BC',
      elements: ['H', 'Na', 'O'],
      elementsRatios: [0.5, 0.25, 0.25],
      species: ['Na', 'H', 'O'],
      dimensionTypes: [1, 0, 1],
      nSites: 4,
    });
    expect(optimadeFields(atoms(['O', 'O', 'H', 'H']))).toMatchObject({
      formulaReduced: 'HO',
      formulaHill: 'H2O2',
      formulaAnonymous: 'AB',
    });
    const many = ['Br', 'C', 'Cl', 'F', 'H', 'N', 'O'].flatMap((e, i) =>
      repeat(e, [42, 16, 42, 5, 12, 9, 10][i]),
    );
    expect(optimadeFields(atoms(many))).toMatchObject({
      formulaAnonymous: 'A42B42C16D12E10F9G5',
      formulaHill: 'C16H12Br42Cl42F5N9O10',
    });
  });

  it('gives numbers for every lattice vector and site', () => {
    expect(JSON.parse(optimadeSites(atoms(['Mg', 'O'])))).toEqual({
      latticeVectors: [[4, 0, 0], [0, 5, 0], [0, 0, 6]], // prettier-ignore
      cartesianSitePositions: [[0, 0.5, 1], [1.5, 2, 2.5]], // prettier-ignore
      speciesAtSites: ['Mg', 'O'],
    });
  });
});
