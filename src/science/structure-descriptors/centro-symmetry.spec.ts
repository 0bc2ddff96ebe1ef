import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { centroSymmetry } from './centro-symmetry.js';
import { neighbourhoodsOf } from './neighbourhoods.js';
import { allAre, block, referenceStructure, type ReferenceCase } from './testing/structures.js';

const { cases } = JSON.parse(
  readFileSync(new URL('../../../test/reference/structure-descriptors.json', import.meta.url), 'utf8'),
) as {
  cases: ReferenceCase[];
};

describe('centroSymmetry', () => {
  it.each([
    ['fcc', ['Cu'], [3.615], 12],
    ['bcc', ['Fe'], [2.87], 8],
  ] as const)('is 0 in %s', (name, elements, lattice, n) => {
    const structure = block(name, elements, lattice);
    const ns = new Uint8Array(structure.nAtoms).fill(n);
    expect(allAre(centroSymmetry(neighbourhoodsOf(structure), null, ns), 0)).toBe(true);
  });

  it('is 0 for both sublattices of rock salt', () => {
    const structure = block('rocksalt', ['Mg', 'O'], [4.21]);
    const ns = new Uint8Array(structure.nAtoms).fill(12);
    expect(allAre(centroSymmetry(neighbourhoodsOf(structure), structure.kinds, ns), 0)).toBe(true);
  });

  it.each(cases)('is LAMMPS’s: $name', (reference) => {
    const structure = referenceStructure(reference);
    const ns = new Uint8Array(structure.nAtoms).fill(reference.nCentro);
    const values = centroSymmetry(neighbourhoodsOf(structure), null, ns);
    // Positions are rounded alike; LAMMPS writes ten digits.
    values.forEach((value, i) => expect(value).toBeCloseTo(reference.centroSymmetry[i], 6));
  });

  it('is unknown where it is not asked for', () => {
    const structure = block('diamond', ['Si'], [5.431]);
    const ns = new Uint8Array(structure.nAtoms);
    expect(centroSymmetry(neighbourhoodsOf(structure), null, ns).every(Number.isNaN)).toBe(true);
  });
});
