import { describe, expect, it } from 'vitest';
import { reducedFormula, writtenFormula } from './reduced-formula.js';

const atoms = (text: string): string[] =>
  [...text.matchAll(/([A-Z][a-z]?)(\d*)/g)].flatMap(([, element, n]) =>
    Array<string>(Number(n || 1)).fill(element),
  );

describe('writtenFormula', () => {
  // As the literature writes them.
  it.each([
    'UO2',
    'SrTiO3',
    'LaFeO3',
    'MgAl2O4',
    'ZnS',
    'NaCl',
    'SiC',
    'BN',
    'Ba2TiO4',
    'Li2MnO3',
    'Cu',
    'NiAl',
  ])('writes %s in this order, whatever the order of the atoms', (formula) => {
    expect(writtenFormula(atoms(formula))).toBe(formula);
    expect(writtenFormula(atoms(formula).reverse())).toBe(formula);
  });

  it('takes out what counts have in common, and puts what is no element last', () => {
    expect(writtenFormula(atoms('O6Ti2Sr2'))).toBe('SrTiO3');
    expect(writtenFormula(['X', 'O', 'Cu'])).toBe('CuOX');
  });
});

describe('reducedFormula', () => {
  it('has the elements in alphabetical order and no common divisor', () => {
    expect(reducedFormula(atoms('Sr2Ti2O6'))).toBe('O3SrTi');
    expect(reducedFormula(['O', 'O', 'O', 'Al', 'Al'])).toBe('Al2O3');
    expect(reducedFormula(['Cu', 'Cu'])).toBe('Cu');
  });
});
