import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { structureOf, symbolsOf } from '../build.js';
import { prototypeCrystal } from '../prototypes.js';
import { integerColumn, readExtxyz, writeExtxyz } from './extxyz.js';

const code = (text: string): unknown => {
  try {
    readExtxyz(text);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'read';
};

describe('extended XYZ', () => {
  it('keeps a structure, energy, forces, any key and any column, in several frames', () => {
    const rng = createRng(3);
    const structure = {
      ...structureOf(prototypeCrystal('rocksalt', ['Mg', 'O'], [4.21])),
      periodic: [true, false, true] as const,
    };
    const forces = structure.positions.map(() => rng.normal());
    const info = new Map([
      ['label', 'Σ5 (210)[001], "as built"'],
      ['stress', '1 2 3'],
      ['converged', 'T'],
      ['note', 'two\nlines \\ and = signs'],
      ['config', 'plain'],
    ]);
    const columns = new Map([
      ['grain', integerColumn(structure.kinds)],
      ['tag', { type: 'S' as const, width: 1, values: symbolsOf(structure).map((s, i) => `${s}_${i}`) }],
      [
        'move_mask',
        { type: 'L' as const, width: 3, values: structure.positions.map((x) => (x > 1 ? 1 : 0)) },
      ],
    ]);
    const frames = [{ structure, energyEv: -12.345678901234567, forces, info, columns }, { structure }];
    const [first, second] = readExtxyz(writeExtxyz(frames));
    expect(first.structure.cell).toEqual(structure.cell);
    expect(first.structure.periodic).toEqual([true, false, true]);
    expect(symbolsOf(first.structure)).toEqual(symbolsOf(structure));
    first.structure.positions.forEach((x, i) =>
      expect(Math.abs(x - structure.positions[i])).toBeLessThan(1e-10),
    );
    first.forces!.forEach((x, i) => expect(Math.abs(x - forces[i])).toBeLessThan(1e-10));
    expect(first.energyEv).toBe(-12.345678901234567);
    expect(first.info).toEqual(info);
    expect(first.columns).toEqual(columns);
    expect(second).toMatchObject({ energyEv: null, forces: null });
    expect(second.info.size + second.columns.size).toBe(0);
  });

  it('reads what others write: Z instead of species, brackets, single quotes, bare keys, no final newline', () => {
    const [frame] = readExtxyz(
      "\n1\r\nLattice='2 0 0 0 3 0 0 0 4' pbc=[T, F, T] Properties=pos:R:3:Z:I:1:energies:R:1 flag vec={1 2 3} arr=[[1, 2], [3, 4]] energy=1e-1\r\n 0.5 .5 5E-1 29 -3.5",
    );
    expect(symbolsOf(frame.structure)).toEqual(['Cu']);
    expect([...frame.structure.positions]).toEqual([0.5, 0.5, 0.5]);
    expect(frame.structure.periodic).toEqual([true, false, true]);
    expect(frame.energyEv).toBe(0.1);
    expect([...frame.info]).toEqual([
      ['flag', 'T'],
      ['vec', '1 2 3'],
      ['arr', '[[1, 2], [3, 4]]'],
    ]);
    expect([...frame.columns.get('energies')!.values]).toEqual([-3.5]);
  });

  it('refuses', () => {
    const lattice = 'Lattice="1 0 0 0 1 0 0 0 1"';
    expect(code(`1\n${lattice}\nCu 0 0 0\n`)).toBe('read');
    expect(code('')).toBe('malformed-file');
    expect(code(`2\n${lattice}\nCu 0 0 0`)).toBe('malformed-file');
    expect(code('1\nno box\nCu 0 0 0\n')).toBe('unsupported-file');
    expect(code(`1\n${lattice}\nCu 0 0 nan\n`)).toBe('malformed-file');
    expect(code(`1\n${lattice}\nCu 0 0\n`)).toBe('malformed-file');
    expect(code(`1\n${lattice}\nXx 0 0 0\n`)).toBe('unknown-element');
    expect(code(`1\n${lattice} Properties=species:S:1:pos:R:2\nCu 0 0 0\n`)).toBe('malformed-file');
    expect(code(`1\n${lattice} Properties=species:S:1:pos:R:3:x:R:99999999999\nCu 0 0 0\n`)).toBe(
      'malformed-file',
    );
    expect(code(`99999999\n${lattice}\nCu 0 0 0\n`)).toBe('limits-exceeded');
    expect(code('1\nLattice="1 0 0 0 1 0 1 1 0"\nCu 0 0 0\n')).toBe('invalid-lattice');
    expect(code(`1\n${lattice} pbc="T maybe F"\nCu 0 0 0\n`)).toBe('malformed-file');
    expect(() => readExtxyz(`1\n${lattice}\nCu 0 0 zero\n`)).toThrow(/^line 3:/);
  });
});
