import { describe, expect, it } from 'vitest';
import { mishinCu2001 } from './mishin-cu-2001.js';
import { readEam } from './read-eam.js';
import type { EamTables } from './tables.js';
import { writeSetfl } from './write-setfl.js';

const wave = (n: number, k: number): Float64Array =>
  Float64Array.from({ length: n }, (_, m) => Math.sin(m + k) / 3);

/** Two elements on short grids; a Finnis–Sinclair one has a density for each pair. */
function twoElements(isFinnisSinclair: boolean): EamTables {
  const density = [0, 1, 2, 3].map((k) => wave(7, k));
  const cross = wave(7, 9);
  return {
    name: 'two.setfl',
    citation: 'Nobody, J. Nothing 1, 2 (2003)',
    elements: ['Ni', 'Al'].map((symbol, k) => ({
      symbol,
      atomicNumber: [28, 13][k],
      massAmu: [58.69, 26.98][k],
      latticeAngstrom: [3.52, 4.05][k],
      lattice: 'fcc',
    })),
    cutoffAngstrom: 5.5,
    nR: 7,
    rStepAngstrom: 0.9,
    nRho: 6,
    rhoStep: 0.1,
    embedding: [wave(6, 5), wave(6, 6)],
    density: isFinnisSinclair ? density : [density[0], density[0], density[1], density[1]],
    pairTimesR: [wave(7, 8), cross, cross, wave(7, 10)],
  };
}

const funcfl = [
  'a comment CITATION: Foiles et al, Phys Rev B, 33, 7983 (1986) COMMENT: Cu functions',
  '29 63.55 3.615 FCC',
  '6 0.1 6 1.0D+00 4.9',
  '0 -1 -2 -3 -4 -5',
  '4 3 2 1 0 0',
  '6 5 4 3',
  '2 1',
].join('\n');

describe('files of potentials', () => {
  it.each([false, true])('come back from a setfl file (a density for each pair: %s)', (isFinnisSinclair) => {
    const tables = twoElements(isFinnisSinclair);
    expect(readEam({ name: tables.name, text: writeSetfl(tables) })).toEqual(tables);
  });

  it('come back with all digits of the closed form', () => {
    const tables = mishinCu2001();
    expect(readEam({ name: tables.name, text: writeSetfl(tables) })).toEqual(tables);
  });

  it('are told apart: funcfl, with symbol, citation and the pair energy of its charges', () => {
    const tables = readEam({ name: 'cu.eam', text: funcfl });
    expect(tables.elements[0]).toMatchObject({ symbol: 'Cu', massAmu: 63.55, lattice: 'FCC' });
    expect(tables.citation).toBe('Foiles et al, Phys Rev B, 33, 7983 (1986)');
    // r·φ(1 Å) = 27.2·0.529·3², on the file's own grid but for its last point
    expect(tables.pairTimesR[0]).toHaveLength(5);
    expect(tables.pairTimesR[0][1]).toBeCloseTo(27.2 * 0.529 * 9, 10);
    expect([...tables.density[0]]).toEqual([6, 5, 4, 3, 2]);
  });

  it.each([
    ['', 1, 'the file ends'],
    [funcfl.replace('-3', 'x'), 4, "F: 'x' is no number"],
    [funcfl.replace('6 5 4 3', '6 5 4 3 2 1 0'), 6, 'more than 6 numbers of the density'],
    [funcfl.replace('\n2 1', ''), 6, 'the file ends before 6 numbers of the density'],
    [funcfl.replace('6 0.1', '6.5 0.1'), 3, 'whole number'],
    [funcfl.replace('1.0D+00', '0'), 3, 'must be above 0'],
    [funcfl.replace('29', '290'), 2, 'no atomic number'],
    ['a\nb\nc\n2 Cu\n', 4, '2 elements are announced and 1 named'],
  ])('are refused with the line (%#)', (text, line, message) => {
    expect(() => readEam({ name: 'cu.eam', text })).toThrow(message);
    expect(() => readEam({ name: 'cu.eam', text })).toThrow(
      expect.objectContaining({ code: 'potential-unreadable', details: { line } }),
    );
  });
});
