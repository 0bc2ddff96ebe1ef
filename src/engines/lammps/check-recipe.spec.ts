import { describe, expect, it } from 'vitest';
import { checkLammpsRecipe, type LammpsRecipe } from './check-recipe.js';

const base: LammpsRecipe = {
  name: 'lammps',
  elements: ['Mg', 'O'],
  commands: ['pair_style eam/alloy', 'pair_coeff * * MgO.eam.alloy Mg O'],
  files: ['/somewhere/MgO.eam.alloy'],
  executable: null,
};
const refusal = expect.objectContaining({ code: 'recipe-refused' }) as Error;

describe('what a recipe may have LAMMPS do', () => {
  it.each([
    ['pair_style eam/alloy', 'pair_coeff * * MgO.eam.alloy Mg O'],
    [
      'pair_style buck/coul/long 10.0',
      'pair_coeff 1*2 2 1428.5 0.2945 0.0',
      'set type 1 charge +2',
      'kspace_style ewald 1.0e-6',
    ],
    [
      '  pair_style hybrid/overlay eam/alloy zbl 1.0 2.0 ',
      'pair_modify shift yes',
      'mass 1 24.305',
      'neighbor 2.0 bin',
    ],
    [
      'pair_style buck/coul/dsf 0.25 -12',
      'neigh_modify every 1',
      'kspace_modify slab 3.0',
      'set type 2 charge -2',
    ],
  ])('allows %s', (...commands) => {
    expect(() => checkLammpsRecipe({ ...base, commands })).not.toThrow();
  });

  it.each([
    'shell rm -rf x',
    'include other.in',
    'jump SELF a',
    'python f input 1',
    'plugin load x',
    'print "x" file out',
    'write_data x',
    'write_restart x',
    'dump 1 all atom 1 x',
    'read_data x',
    'read_restart x',
    'log x',
    'variable x getenv HOME',
    'run 1000000000',
    'pair_write 1 1 10 r 1 2 file x',
    'pair_coeff * * /etc/passwd Mg O',
    'pair_coeff * * ../MgO.eam.alloy Mg O',
    'pair_coeff * * a/../../MgO.eam.alloy Mg O',
    'pair_coeff * * Cu_mishin1.eam.alloy Mg O',
    'pair_coeff * * ~/MgO.eam.alloy Mg O',
    'pair_coeff * * $(x) Mg O',
    'pair_coeff * * ${x} Mg O',
    'pair_coeff * * "MgO.eam.alloy" Mg O',
    'pair_coeff * * MgO.eam.alloy Mg O &',
    'pair_coeff * * MgO.eam.alloy Mg O # why',
    'pair_coeff * * MgO.eam.alloy Mg O\nshell ls',
    'pair_coeff * * MgO.eam.alloy Mg O\r',
    'pair_coeff * * python potentials.LJ Mg O',
    'pair_style python 10.0',
    'pair_style hybrid python 10.0',
    'pair_style mliap model mliappy LATER',
    'pair_style kim SW_StillingerWeber_1985_Si__MO_405512056662_006',
    'set group all x 0',
    'set type 1 charge 2 x 0',
    'PAIR_STYLE lj/cut 1',
    '',
    'pair_coeff * * É',
    `pair_coeff ${'1'.repeat(3000)}`,
  ])('refuses %j', (command) => {
    expect(() => checkLammpsRecipe({ ...base, commands: [...base.commands, command] })).toThrow(refusal);
  });

  it('refuses no potential, no elements, elements twice, commands without end', () => {
    expect(() => checkLammpsRecipe({ ...base, commands: ['mass 1 2'] })).toThrow(refusal);
    expect(() => checkLammpsRecipe({ ...base, elements: [] })).toThrow(refusal);
    expect(() => checkLammpsRecipe({ ...base, elements: ['Mg', 'Mg'] })).toThrow(refusal);
    const many = Array<string>(1000).fill('mass 1 2');
    expect(() => checkLammpsRecipe({ ...base, commands: [...base.commands, ...many] })).toThrow(refusal);
  });
});
