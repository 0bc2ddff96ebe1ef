import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { AtomicStructure, Vec3 } from '../crystal/structure.js';
import { builtInEngine } from '../energetics/built-in-engine.js';
import { mishinCu2001 } from '../energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../energetics/eam/potential.js';
import type { PlaneVector } from './boundary.js';
import { bicrystalBuilder, type Bicrystal } from './bicrystal.js';
import { makeBoundary } from './make-boundary.js';

const A = 3.615;
const copper = prototypeCrystal('fcc', ['Cu'], [A]);
const engine = builtInEngine(eamPotential(mishinCu2001()));
const energyOf = async (structure: AtomicStructure): Promise<number> =>
  (await engine.evaluate(structure)).energyEv;

/** One grain alone in the box. */
function grain({ structure, grainOf }: Bicrystal, which: 0 | 1): AtomicStructure {
  const atoms = [...grainOf.keys()].filter((i) => grainOf[i] === which);
  return {
    ...structure,
    nAtoms: atoms.length,
    kinds: Uint8Array.from(atoms, (i) => structure.kinds[i]),
    positions: Float64Array.from(atoms.flatMap((i) => [...structure.positions.subarray(3 * i, 3 * i + 3)])),
  };
}

describe('unrelaxed energies (Mishin Cu)', () => {
  // The potential ends at 5.5 Å: grains of 14 Å keep boundaries and surfaces apart, so that both are equal to rounding.
  it.each([
    ['symmetric tilt', [0, 0, 1], 5, [2, 1, 0]],
    ['asymmetric tilt', [0, 0, 1], 5, [1, 0, 0]],
    ['twist', [0, 0, 1], 5, [0, 0, 1]],
    ['mixed', [0, 0, 1], 5, [2, 2, 1]],
  ] as [string, Vec3, number, Vec3][])(
    'two boundaries in a periodic cell, one between surfaces: %s',
    async (...row) => {
      const [, axis, sigma, plane] = row;
      const build = bicrystalBuilder(makeBoundary({ crystal: copper, axis, sigma, plane }));
      const bulk =
        (await energyOf({
          cell: copper.cell,
          periodic: [true, true, true],
          elements: ['Cu'],
          kinds: new Uint8Array(4),
          positions: Float64Array.from(
            copper.sites.flatMap(({ fractional }) => fractional.map((f) => f * A)),
          ),
          nAtoms: 4,
        })) / 4;
      for (const state of [{ dxAngstrom: 0.4, dzAngstrom: 1.1, gapAngstrom: 1.9 }, { gapAngstrom: 1.5 }]) {
        const options = { ...state, grainThicknessAngstrom: 14 };
        const periodic = build({ ...options, cell: 'periodic' });
        const free = build({ ...options, cell: 'free-surfaces' });
        const excess = async (s: AtomicStructure): Promise<number> => (await energyOf(s)) - s.nAtoms * bulk;
        const surfaces = ((await excess(grain(free, 0))) + (await excess(grain(free, 1)))) / 2;
        const one = ((await excess(free.structure)) - surfaces) / free.areaAngstrom2;
        const two = (await excess(periodic.structure)) / (2 * periodic.areaAngstrom2);
        expect(one).toBeGreaterThan(0);
        expect(two).toBeCloseTo(one, 9);
      }
    },
  );

  it.each([
    ['symmetric tilt', [0, 0, 1], 5, [2, 1, 0]],
    ['asymmetric tilt', [0, 0, 1], 5, [1, 0, 0]],
    ['twist', [0, 0, 1], 5, [0, 0, 1]],
    ['twist about [111]', [1, 1, 1], 7, [1, 1, 1]],
    ['mixed', [0, 0, 1], 5, [2, 2, 1]],
  ] as [string, Vec3, number, Vec3][])(
    'do not change when B is shifted by the CNID cell: %s',
    async (...row) => {
      const [, axis, sigma, plane] = row;
      const boundary = makeBoundary({ crystal: copper, axis, sigma, plane });
      const build = bicrystalBuilder(boundary);
      const at = ([dxAngstrom, dzAngstrom]: PlaneVector): Promise<number> =>
        energyOf(
          build({
            cell: 'free-surfaces',
            grainThicknessAngstrom: 8,
            dxAngstrom,
            dzAngstrom,
            gapAngstrom: 1.6,
          }).structure,
        );
      const [u, v] = boundary.cnid;
      const energy = await at([0.3, 0.2]);
      expect(await at([0.3 + u[0], 0.2 + u[1]])).toBeCloseTo(energy, 8);
      expect(await at([0.3 + v[0], 0.2 + v[1]])).toBeCloseTo(energy, 8);
      // The cell is primitive: half of a vector is another state, unless the boundary hardly has any corrugation.
      expect(Math.abs((await at([0.3 + u[0] / 2, 0.2 + u[1] / 2])) - energy)).toBeGreaterThan(1e-6);
      const [[ux], [, wz]] = boundary.periods;
      const share = (ux * wz) / Math.abs(u[0] * v[1] - u[1] * v[0]);
      expect(share).toBeCloseTo(Math.round(share), 9);
    },
  );
});
