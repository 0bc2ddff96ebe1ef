import { describe, expect, it } from 'vitest';
import { boxOf, flatCell } from '../box.js';
import { cubicCu, rattled } from '../testing/structures.js';
import { EamEnergy } from './energy.js';
import { mishinCu2001 } from './mishin-cu-2001.js';
import { eamPotential } from './potential.js';

const energy = new EamEnergy(eamPotential(mishinCu2001()));
const structure = rattled(cubicCu(3.6, [2, 3, 1]), 0.15, 5);
const box = boxOf(flatCell(structure), structure.periodic);

function energyOf(positions: Float64Array, cell = box.cell): number {
  energy.compute(positions, structure.kinds, boxOf(cell, structure.periodic));
  return energy.energyEv;
}

describe('embedded-atom energy', () => {
  it('has forces that are the slopes of the energy', () => {
    energy.compute(structure.positions, structure.kinds, box);
    const forces = Float64Array.from(energy.forces);
    const step = 1e-5;
    for (let i = 0; i < forces.length; i += 5) {
      const at = (sign: number): number =>
        energyOf(structure.positions.map((x, k) => (k === i ? x + sign * step : x)));
      const slope = (at(1) - at(-1)) / (2 * step);
      // Rounding of the energies (1e-13 relative of 100 eV, over the step) leaves 1e-6.
      expect(Math.abs(forces[i] + slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
    }
  });

  it('has a virial that is the slope of the energy by strain', () => {
    energy.compute(structure.positions, structure.kinds, box);
    const virial = [...energy.virial];
    const step = 1e-6;
    [
      [0, 0],
      [1, 1],
      [2, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ].forEach(([row, column], k) => {
      const strained = (v: Float64Array, by: number): Float64Array =>
        v.map((x, i) => (i % 3 === row ? x + by * v[i - row + column] : x));
      const at = (by: number): number => energyOf(strained(structure.positions, by), strained(box.cell, by));
      const slope = (at(step) - at(-step)) / (2 * step);
      expect(Math.abs(virial[k] + slope)).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)));
    });
  });

  it('has forces that add up to nothing, and does not change by translation or another cell of the same crystal', () => {
    energy.compute(structure.positions, structure.kinds, box);
    const [before, forces] = [energy.energyEv, Float64Array.from(energy.forces)];
    for (const x of [0, 1, 2]) {
      const total = forces.reduce((sum, f, i) => (i % 3 === x ? sum + f : sum), 0);
      expect(Math.abs(total)).toBeLessThan(1e-11);
    }
    expect(energyOf(structure.positions.map((x, i) => x + [17.3, -4.1, 55.5][i % 3]))).toBeCloseTo(before, 9);
    const sheared = Float64Array.from(box.cell);
    for (const x of [0, 1, 2]) sheared[6 + x] += sheared[x];
    expect(energyOf(structure.positions, sheared)).toBeCloseTo(before, 9);
  });

  it('does not change by rotation of a free cluster', () => {
    const cluster = rattled(cubicCu(3.6, [2, 2, 2], [false, false, false]), 0.1, 6);
    const place = (positions: Float64Array): number => {
      energy.compute(positions, cluster.kinds, boxOf(flatCell(cluster), cluster.periodic));
      return energy.energyEv;
    };
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const turned = cluster.positions.map((x, i, all) =>
      i % 3 === 0 ? c * x - s * all[i + 1] : i % 3 === 1 ? s * all[i - 1] + c * x : x,
    );
    expect(place(turned)).toBeCloseTo(place(cluster.positions), 9);
  });
});
