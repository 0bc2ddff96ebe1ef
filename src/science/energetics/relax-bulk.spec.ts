import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prototypeCrystal, type PrototypeName } from '../crystal/prototypes.js';
import { builtInEngine } from './built-in-engine.js';
import { mishinCu2001 } from './eam/mishin-cu-2001.js';
import { eamPotential } from './eam/potential.js';
import { readEam } from './eam/read-eam.js';
import { relaxBulk } from './relax-bulk.js';

const POTENTIALS = '/usr/share/lammps/potentials';
const copper = builtInEngine(eamPotential(mishinCu2001()));

describe('bulk', () => {
  it('is copper as published, whatever the size it is given in', async () => {
    for (const a of [2, 3.6, 7]) {
      const bulk = await relaxBulk(prototypeCrystal('fcc', ['Cu'], [a]), copper);
      // Mishin 2001: a = 3.615 Å, E = −3.54 eV; to more digits 3.61493 and −3.54022 (grain-boundary relaxations with LAMMPS).
      expect(bulk.lengthsAngstrom[0]).toBeCloseTo(3.61493, 4);
      expect(bulk.energyPerAtomEv).toBeCloseTo(-3.54022, 5);
      expect(bulk.volumePerAtomAngstrom3).toBeCloseTo(3.61493 ** 3 / 4, 3);
    }
  });

  it('keeps equal lengths equal and finds close packing: hcp copper has nearly the ideal axial ratio', async () => {
    const hcp = await relaxBulk(prototypeCrystal('hcp', ['Cu'], [2.5, 4.9]), copper);
    const [a, b, c] = hcp.lengthsAngstrom;
    expect(a).toBeCloseTo(b, 10);
    expect(Math.abs(c / a / Math.sqrt(8 / 3) - 1)).toBeLessThan(0.01);
    expect(hcp.energyPerAtomEv).toBeGreaterThan(-3.54022);
  });

  it('says when there is no minimum', async () => {
    const flat = {
      ...copper,
      evaluate: async () => ({ energyEv: 0, forces: new Float64Array(12) }),
    };
    await expect(relaxBulk(prototypeCrystal('fcc', ['Cu'], [3.6]), flat)).rejects.toMatchObject({
      code: 'not-converged',
    });
  });

  // Lattice parameters as the potentials' own files state them.
  it.skipIf(!existsSync(POTENTIALS)).each<[string, PrototypeName, string, number]>([
    ['Al_mm.eam.fs', 'fcc', 'Al', 4.04527],
    ['Fe_mm.eam.fs', 'bcc', 'Fe', 2.855312],
    ['Cu_u3.eam', 'fcc', 'Cu', 3.615],
    ['Ni_u3.eam', 'fcc', 'Ni', 3.52],
  ])('of %s is as its file says (needs lammps-data)', async (file, structure, element, a) => {
    const text = readFileSync(`${POTENTIALS}/${file}`, 'utf8');
    const engine = builtInEngine(eamPotential(readEam({ name: file, text })));
    const bulk = await relaxBulk(prototypeCrystal(structure, [element], [4]), engine);
    expect(Math.abs(bulk.lengthsAngstrom[0] - a)).toBeLessThan(2e-3);
  });
});
