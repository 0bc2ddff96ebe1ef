import { describe, expect, it } from 'vitest';
import { structureOf } from './build.js';
import { nearestNeighbourDistance, volumePerAtom } from './lattice.js';
import { neighbourPairs } from './neighbours.js';
import { prototypeCrystal, type PrototypeName } from './prototypes.js';

const IDEAL = Math.sqrt(8 / 3);

describe('prototypes', () => {
  // Coordination and nearest distance of each structure type: any textbook (e.g. Kittel, chapter 1).
  it.each<[PrototypeName, string[], number[], number, number[]]>([
    ['fcc', ['Cu'], [1], Math.SQRT1_2, [12, 12, 12, 12]],
    ['bcc', ['Fe'], [1], Math.sqrt(3) / 2, [8, 8]],
    ['hcp', ['Mg'], [1, IDEAL], 1, [12, 12]],
    ['diamond', ['Si'], [1], Math.sqrt(3) / 4, Array<number>(8).fill(4)],
    ['zincblende', ['Zn', 'S'], [1], Math.sqrt(3) / 4, Array<number>(8).fill(4)],
    ['wurtzite', ['Zn', 'O'], [1, IDEAL], Math.sqrt(3 / 8), [4, 4, 4, 4]],
    ['rocksalt', ['Mg', 'O'], [1], 0.5, Array<number>(8).fill(6)],
    ['fluorite', ['Ca', 'F'], [1], Math.sqrt(3) / 4, [8, 8, 8, 8, ...Array<number>(8).fill(4)]],
    ['perovskite', ['Sr', 'Ti', 'O'], [1], 0.5, [0, 6, 2, 2, 2]],
  ])('%s: bond length and coordination', (...[name, elements, lattice, bond, coordination]) => {
    const crystal = prototypeCrystal(name, elements, lattice);
    expect(nearestNeighbourDistance(crystal)).toBeCloseTo(bond, 12);
    const pairs = neighbourPairs(structureOf(crystal), bond * 1.001);
    const counted = crystal.sites.map((_, atom) =>
      [...pairs.i, ...pairs.j].reduce((n, other) => n + (other === atom ? 1 : 0), 0),
    );
    expect(counted).toEqual(coordination);
  });

  it('has the stoichiometry and density of the real thing', () => {
    // Mass densities, CRC Handbook: Cu 8.96, Si 2.329, MgO 3.6, CaF2 3.18, SrTiO3 5.12 g/cm³; lattices of the same source.
    const gramPerCm3PerUAngstrom3 = 1.6605390666;
    const density = (name: PrototypeName, masses: Record<string, number>, lattice: number[]): number => {
      const crystal = prototypeCrystal(name, Object.keys(masses), lattice);
      const mass = crystal.sites.reduce((sum, site) => sum + masses[site.element], 0) / crystal.sites.length;
      return (mass / volumePerAtom(crystal)) * gramPerCm3PerUAngstrom3;
    };
    expect(density('fcc', { Cu: 63.546 }, [3.6149])).toBeCloseTo(8.93, 1);
    expect(density('diamond', { Si: 28.085 }, [5.431])).toBeCloseTo(2.329, 2);
    expect(density('rocksalt', { Mg: 24.305, O: 15.999 }, [4.212])).toBeCloseTo(3.58, 1);
    expect(density('fluorite', { Ca: 40.078, F: 18.998 }, [5.4626])).toBeCloseTo(3.18, 1);
    expect(density('perovskite', { Sr: 87.62, Ti: 47.867, O: 15.999 }, [3.905])).toBeCloseTo(5.12, 1);
  });

  it('refuses what does not fit', () => {
    expect(() => prototypeCrystal('rocksalt', ['Mg'], [4])).toThrow(
      expect.objectContaining({ code: 'wrong-element-count' }),
    );
    expect(() => prototypeCrystal('hcp', ['Mg'], [3.2])).toThrow(
      expect.objectContaining({ code: 'wrong-lattice-count' }),
    );
    expect(() => prototypeCrystal('fcc', ['Cu'], [0])).toThrow(
      expect.objectContaining({ code: 'invalid-lattice' }),
    );
  });
});
