import { describe, expect, it } from 'vitest';
import { readCandidates, type ColumnOptions } from './csv-candidates.js';

const NOTHING_SAID: ColumnOptions = {
  energy: null,
  priors: [],
  periodic: {},
  mirrored: [],
  categorical: [],
  ignored: [],
  parameters: [],
};
const read = (csv: string, said: Partial<ColumnOptions> = {}) =>
  readCandidates(csv, { ...NOTHING_SAID, ...said });

describe('readCandidates', () => {
  it('takes what varies as parameters, never energies or counts of iterations', () => {
    const table = read('dx_A,gap_A,dz_A,natoms,E_gb_J_m2,iters\n0,1,0,54,0.9,97\n0.2,1.1,0,54,0.8,131\n');
    expect(table.columns.map(({ name, unit }) => [name, unit])).toEqual([
      ['dx_A', 'Å'],
      ['gap_A', 'Å'],
    ]);
    expect(table.leftOut.map(({ column }) => column)).toEqual(['dz_A', 'natoms', 'E_gb_J_m2', 'iters']);
    expect([...table.values]).toEqual([0, 1, 0.2, 1.1]);
    expect(table.replay).toEqual({ column: 'E_gb_J_m2', energies: [0.9, 0.8] });
  });

  it('numbers candidates by row from 0, with any separator, quotes and decimal commas', () => {
    const expected = [1.5, 2, 2.5, 3];
    expect([...read('a,b\n1.5,2\n2.5,3').values]).toEqual(expected);
    expect([...read('a\tb\r\n1.5\t2\r\n2.5\t3\r\n\r\n').values]).toEqual(expected);
    expect([...read('\ufeff# made by hand\n"a";b\n1,5;"2"\n2,5;3\n').values]).toEqual(expected);
  });

  it('replays the relaxed energy, not the unrelaxed one; candidates without one failed', () => {
    const csv = 'x,E_unrelaxed_J_m2,E_gb_J_m2\n1,5,0.9\n2,6,\n3,7,nan\n';
    expect(read(csv).replay).toEqual({ column: 'E_gb_J_m2', energies: [0.9, null, null] });
    expect(read(csv, { energy: 'E_unrelaxed_J_m2' }).replay?.energies).toEqual([5, 6, 7]);
    const withPrior = read(csv, { priors: ['E_unrelaxed_J_m2'] });
    expect(withPrior.priors).toEqual([{ name: 'E_unrelaxed_J_m2', energies: [5, 6, 7] }]);
    expect(withPrior.replay?.column).toBe('E_gb_J_m2');
  });

  it('knows columns by their name without unit, and takes what the user says', () => {
    const csv = 'dx_A,dz,kind,iters\n0,1,a,1\n1,2,b,2\n2,3,a,3\n';
    const table = read(csv, {
      periodic: { dx: 5.7 },
      mirrored: ['dz'],
      categorical: ['kind'],
      parameters: ['iters'],
    });
    expect(table.columns).toMatchObject([
      { name: 'dx_A', period: 5.7, mirrored: false, categorical: false },
      { name: 'dz', period: null, mirrored: true },
      { name: 'kind', categorical: true },
      { name: 'iters' },
    ]);
    expect(table.labels).toEqual([null, null, ['a', 'b'], null]);
    expect([...table.values].filter((_, i) => i % 4 === 2)).toEqual([0, 1, 0]);
    expect(read(csv, { ignored: ['kind', 'dz'] }).columns.map(({ name }) => name)).toEqual(['dx_A']);
  });

  it.each([
    ['', {}, 'empty'],
    ['a,b\n', {}, 'no rows'],
    ['1,2\n3,4\n', {}, 'names of the columns'],
    ['a,a\n1,2\n', {}, 'Two columns are called a'],
    ['a,b\n1,2\n3\n', {}, 'Line 3 has 1 cells'],
    ['a,b\n1,2\n3,x\n', {}, 'b of candidate 1 is "x"'],
    ['a,energy\n1,2\n3,x\n', {}, 'energy of candidate 1 is "x"'],
    ['a,b\n1,2\n3,4\n', { periodic: { c: 1 } }, 'no column c'],
    ['a,b\n1,2\n3,4\n', { ignored: ['a', 'b'] }, 'No column is left'],
  ])('refuses %j with the reason', (csv, said, why) => {
    expect(() => read(csv, said)).toThrow(why);
  });
});
