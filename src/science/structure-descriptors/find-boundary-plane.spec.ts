import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLammpsDump } from '../crystal/exchange/lammps-dump.js';
import { nearestNeighbourDistance } from '../crystal/lattice.js';
import { prototypeCrystal } from '../crystal/prototypes.js';
import { candidateStructure } from '../grain-boundaries/candidate-structure.js';
import { PLAIN_CANDIDATE } from '../grain-boundaries/candidate.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { describeStructure } from './describe-structure.js';
import { findBoundaryPlane } from './find-boundary-plane.js';
import { block } from './testing/structures.js';

const GRIP = '../shared/data/gb/grip';
const DUMPS = [
  'Cu210_lammps_0.936_0.455_0.97_1.76_1_11_900_1000.dump',
  'Cu210_lammps_0.951_0.000_0.62_0.01_1_1_900_24000.dump',
  'Cu210_lammps_0.953_0.857_1.18_2.59_2_7_500_12000.dump',
];

describe('findBoundaryPlane', () => {
  it.each([
    ['copper', 'periodic', prototypeCrystal('fcc', ['Cu'], [3.615])],
    ['copper', 'free-surfaces', prototypeCrystal('fcc', ['Cu'], [3.615])],
    ['iron', 'periodic', prototypeCrystal('bcc', ['Fe'], [2.87])],
    ['iron', 'free-surfaces', prototypeCrystal('bcc', ['Fe'], [2.87])],
    ['silicon', 'free-surfaces', prototypeCrystal('diamond', ['Si'], [5.431])],
    ['MgO', 'periodic', prototypeCrystal('rocksalt', ['Mg', 'O'], [4.21])],
    ['SrTiO3', 'free-surfaces', prototypeCrystal('perovskite', ['Sr', 'Ti', 'O'], [3.905])],
    ['UO2', 'free-surfaces', prototypeCrystal('fluorite', ['U', 'O'], [5.47])],
  ] as const)('finds where candidates were built: %s, %s', (_, cell, crystal) => {
    const bond = nearestNeighbourDistance(crystal);
    for (const plane of [
      [2, 1, 0],
      [3, 1, 0],
    ] as const) {
      const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma: 5, plane });
      const candidate = candidateStructure(
        boundary,
        { ...PLAIN_CANDIDATE, dxAngstrom: 0.4, gapAngstrom: 0.8, overlapAngstrom: 0.6 * bond },
        { cell, grainThicknessAngstrom: 10 * bond, bondLengthAngstrom: bond },
      );
      const { place, contrast } = findBoundaryPlane(candidate.structure);
      expect(place.axis).toBe(1);
      expect(contrast).toBeGreaterThan(0.3);
      const period = candidate.structure.cell[1][1];
      const truth = candidate.boundaryHeightsAngstrom;
      expect(place.heightsAngstrom).toHaveLength(truth.length);
      for (const height of truth) {
        const misses = place.heightsAngstrom.map((found) => {
          const d = found - height;
          return Math.abs(cell === 'periodic' ? d - period * Math.round(d / period) : d);
        });
        expect(Math.min(...misses)).toBeLessThan(bond / 2);
      }
    }
  });

  it('finds a coherent twin, one layer of hcp', () => {
    const copper = prototypeCrystal('fcc', ['Cu'], [3.615]);
    const boundary = makeBoundary({ crystal: copper, axis: [1, 1, 1], sigma: 3, plane: [1, 1, 1] });
    const [u, v] = boundary.cnid;
    const found = [1, 2].flatMap((third) => {
      const { structure, boundaryHeightsAngstrom } = candidateStructure(
        boundary,
        {
          ...PLAIN_CANDIDATE,
          gapAngstrom: boundary.grainA.planeSpacingAngstrom,
          dxAngstrom: (third * (u[0] + v[0])) / 3,
          dzAngstrom: (third * (u[1] + v[1])) / 3,
        },
        { cell: 'free-surfaces', grainThicknessAngstrom: 25, bondLengthAngstrom: 2.556 },
      );
      const { place, contrast } = findBoundaryPlane(structure);
      return contrast < 0.5 ? [place.heightsAngstrom[0] - boundaryHeightsAngstrom[0]] : [];
    });
    // The layer that both grains share is the last of one of them.
    expect(found.length).toBeGreaterThan(0);
    for (const miss of found) expect(Math.abs(miss)).toBeLessThan(1.2 * 2.087);
  });

  it.each([
    ['a perfect crystal', block('fcc', ['Cu'], [3.615], [3, 6, 3])],
    ['a wire', { ...block('fcc', ['Cu'], [3.615], [3, 6, 3]), periodic: [true, false, false] as const }],
  ])('finds none in %s', (_, structure) => {
    expect(() => findBoundaryPlane(structure)).toThrow(
      expect.objectContaining({ code: 'boundary-not-found' }),
    );
  });

  it.skipIf(!existsSync(GRIP)).each(DUMPS)(
    'finds and describes a boundary of another program (skipped without shared/data): %s',
    (name) => {
      const [{ structure }] = readLammpsDump(readFileSync(join(GRIP, name), 'utf8'), { elements: ['Cu'] });
      const { place, contrast } = findBoundaryPlane(structure);
      expect(place.axis).toBe(2);
      expect(place.heightsAngstrom).toHaveLength(1);
      expect(contrast).toBeGreaterThan(0.5);
      const { zone } = describeStructure(structure, { place });
      // Σ5 (210) of Mishin copper: 0.322 Å at [n] = 0, the others are denser or alike.
      expect(zone.excess_volume_angstrom).toBeGreaterThan(0.15);
      expect(zone.excess_volume_angstrom).toBeLessThan(0.4);
      if (name.includes('_0.951_')) expect(zone.excess_volume_angstrom).toBeCloseTo(0.322, 2);
    },
  );
});
