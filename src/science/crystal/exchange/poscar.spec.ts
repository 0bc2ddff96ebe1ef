import { describe, expect, it } from 'vitest';
import { positionOf, structureFromAtoms, structureOf, symbolsOf } from '../build.js';
import { prototypeCrystal } from '../prototypes.js';
import { determinant } from '../vectors.js';
import { poscarOrder, readPoscar, writePoscar } from './poscar.js';

const code = (text: string): unknown => {
  try {
    readPoscar(text);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'read';
};

const CUBE = '1 0 0\n0 1 0\n0 0 1';

describe('POSCAR', () => {
  it.each(['direct', 'cartesian'] as const)('comes back, %s, with fixed atoms', (coordinates) => {
    const structure = structureOf(prototypeCrystal('fluorite', ['Ca', 'F'], [5.46]), [1, 2, 1]);
    const fixed = structure.kinds.map((_, i) => i % 2);
    const text = writePoscar(structure, { comment: 'a\nb', coordinates, fixed });
    const back = readPoscar(text);
    expect(back.comment).toBe('a b');
    const order = poscarOrder(structure);
    expect(symbolsOf(back.structure)).toEqual(Array.from(order, (i) => symbolsOf(structure)[i]));
    order.forEach((from, to) => {
      positionOf(back.structure, to).forEach((x, k) =>
        expect(x).toBeCloseTo(positionOf(structure, from)[k], 9),
      );
      expect(back.fixed![3 * to]).toBe(fixed[from]);
    });
  });

  it('groups the atoms by element, as the format wants', () => {
    const structure = structureFromAtoms({
      cell: [
        [4, 0, 0],
        [0, 4, 0],
        [0, 0, 4],
      ],
      periodic: [true, true, true],
      symbols: ['O', 'Mg', 'O'],
      positions: new Float64Array([0, 0, 0, 1, 1, 1, 2, 2, 2]),
    });
    expect(writePoscar(structure).split('\n').slice(5, 7)).toEqual(['O Mg', '2 1']);
  });

  it('scales: by a factor, to a volume, along each axis', () => {
    const read = (scaling: string, mode: string) =>
      readPoscar(`x\n${scaling}\n1 0 0\n0 2 0\n0 0 4\nCu_pv\n1\n${mode}\n0.5 0.5 0.5 T T T Cu\n`).structure;
    expect(determinant(read('2', 'Direct').cell)).toBeCloseTo(64, 12);
    expect([...read('2', 'Cartesian').positions]).toEqual([1, 1, 1]);
    expect([...read('2', 'Direct').positions]).toEqual([1, 2, 4]);
    expect(determinant(read('-27', 'Direct').cell)).toBeCloseTo(27, 12);
    expect([...read('1 2 3', 'k').positions]).toEqual([0.5, 1, 1.5]);
  });

  it('refuses', () => {
    expect(code(`x\n1\n${CUBE}\nCu\n1\nDirect\n0 0 0\n`)).toBe('read');
    expect(code(`x\n1\n${CUBE}\n1\nDirect\n0 0 0\n\n`)).toBe('unsupported-file');
    expect(code(`x\n0\n${CUBE}\nCu\n1\nDirect\n0 0 0\n`)).toBe('malformed-file');
    expect(code(`x\n1\n${CUBE}\nCu O\n1\nDirect\n0 0 0\n`)).toBe('malformed-file');
    expect(code(`x\n1\n${CUBE}\nCu\n2\nDirect\n0 0 0`)).toBe('malformed-file');
    expect(code(`x\n1\n${CUBE}\nCu\n-1\nDirect\n0 0 0\n`)).toBe('malformed-file');
    expect(code(`x\n1\n${CUBE}\nCu\n99999999\nDirect\n0 0 0\n`)).toBe('limits-exceeded');
    expect(code(`x\n1\n${CUBE}\nQq\n1\nDirect\n0 0 0\n`)).toBe('unknown-element');
    expect(code(`x\n1\n${CUBE}\nCu\n1\nSomething else\nDirect\n0 0 0\n`)).toBe('malformed-file');
    expect(code(`x\n1\n${CUBE}\nCu\n1\nXirect\n0 0 0\n`)).toBe('malformed-file');
    expect(code(`x\n-1\n1 0 0\n0 1 0\n1 1 0\nCu\n1\nDirect\n0 0 0\n`)).toBe('invalid-lattice');
    expect(code('')).toBe('malformed-file');
  });
});
