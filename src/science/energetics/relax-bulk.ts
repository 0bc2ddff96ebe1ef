import { crystalFromStructure, structureOf } from '../crystal/build.js';
import { nearestNeighbourDistance, volumePerAtom } from '../crystal/lattice.js';
import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { norm, scale } from '../crystal/vectors.js';
import { EnergeticsError } from './energetics-error.js';
import type { EnergyEngine } from './energy-engine.js';

export interface RelaxedBulk {
  readonly crystal: Crystal;
  /** Lengths of the cell's vectors, Å. */
  readonly lengthsAngstrom: Vec3;
  /** Total energy over atoms: minus the cohesive energy where free atoms have none. */
  readonly energyPerAtomEv: number;
  readonly volumePerAtomAngstrom3: number;
  readonly nEvaluations: number;
}

/** Distances of nearest neighbours between which a crystal is looked for, Å: carbon has 1.54, caesium 5.2. */
const NEAREST_ANGSTROM = { from: 1.4, to: 5.5 };
const SCAN_FACTOR = 1.02;
/** Strain of the difference quotients, and the one below which Newton's method is done. */
const STRAIN_STEP = 2e-3;
const STRAIN_TOLERANCE = 1e-6;
const NEWTON_STEPS = 12;
const FORCE_TOLERANCE = 1e-5;

/**
 * The crystal at the engine's lowest energy: lengths of its cell, and sites where symmetry leaves them free.
 *
 * The size given does not matter: the deepest minimum over uniform scaling is looked for first. Then each distinct length
 * (equal ones stay equal) is relaxed by Newton's method. Angles stay.
 *
 * @throws EnergeticsError not-converged  no minimum between nearest neighbours 1.4 and 5.5 Å apart, or none found from there
 * Valid for: cells whose angles symmetry fixes; engines that take cells of a few atoms.
 * Checked: copper of Mishin 2001, published a and energy; hexagonal metals against LAMMPS (relax-bulk.spec.ts, test/peers).
 */
export async function relaxBulk(crystal: Crystal, engine: EnergyEngine): Promise<RelaxedBulk> {
  const bulk = new Bulk(crystal, engine);
  await bulk.scan();
  const groups = equalLengths(crystal.cell);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const strains = await bulk.newtonStrains(groups);
    await bulk.strain(strains.map((strain) => Math.max(-0.02, Math.min(strain, 0.02))));
    if (strains.every((strain) => Math.abs(strain) < STRAIN_TOLERANCE)) return bulk.result();
  }
  throw new EnergeticsError('not-converged', `the cell of ${crystal.name} did not settle`, {
    crystal: crystal.name,
  });
}

/** Of each vector of the cell, which length it shares: [0, 0, 1] for a = b ≠ c. */
function equalLengths(cell: Mat3): Vec3 {
  const [a, b, c] = cell.map(norm);
  const isSame = (x: number, y: number): boolean => Math.abs(x - y) < 1e-6 * x;
  const second = isSame(a, b) ? 0 : 1;
  if (isSame(a, c)) return [0, second, 0];
  return [0, second, isSame(b, c) ? second : second + 1];
}

function strained(crystal: Crystal, strains: readonly number[]): Crystal {
  const [a, b, c] = crystal.cell;
  const cell: Mat3 = [scale(a, 1 + strains[0]), scale(b, 1 + strains[1]), scale(c, 1 + strains[2])];
  return { ...crystal, cell };
}

class Bulk {
  private nEvaluations = 0;
  private energyEv = NaN;

  constructor(
    private crystal: Crystal,
    private readonly engine: EnergyEngine,
  ) {}

  result(): RelaxedBulk {
    const [a, b, c] = this.crystal.cell;
    return {
      crystal: this.crystal,
      lengthsAngstrom: [norm(a), norm(b), norm(c)],
      energyPerAtomEv: this.energyEv / this.crystal.sites.length,
      volumePerAtomAngstrom3: volumePerAtom(this.crystal),
      nEvaluations: this.nEvaluations,
    };
  }

  /** Takes the deepest minimum over uniform scaling, of the scales tried. */
  async scan(): Promise<void> {
    const nearest = nearestNeighbourDistance(this.crystal);
    const energies: number[] = [];
    const factors: number[] = [];
    for (let d = NEAREST_ANGSTROM.from; d <= NEAREST_ANGSTROM.to; d *= SCAN_FACTOR) {
      const factor = d / nearest;
      factors.push(factor);
      energies.push(await this.energyAt([factor - 1, factor - 1, factor - 1]));
    }
    const minima = [...energies.keys()].filter(
      (k) => energies[k] < energies[k - 1] && energies[k] < energies[k + 1],
    );
    if (minima.length === 0) {
      throw new EnergeticsError('not-converged', `${this.crystal.name} has no energy minimum`, {
        crystal: this.crystal.name,
        nearestAngstrom: NEAREST_ANGSTROM,
      });
    }
    const deepest = minima.reduce((best, k) => (energies[k] < energies[best] ? k : best));
    await this.strain([0, 1, 2].map(() => factors[deepest] - 1));
  }

  /** Strains the crystal and lets its sites relax. */
  async strain(strains: readonly number[]): Promise<void> {
    const crystal = strained(this.crystal, strains);
    const structure = structureOf(crystal);
    const relaxed = await this.engine.relax(structure, {
      fixed: null,
      forceTolerance: FORCE_TOLERANCE,
      maxEvaluations: 500,
      relaxNormal: false,
    });
    if (!relaxed.converged) {
      throw new EnergeticsError('not-converged', `the sites of ${crystal.name} did not settle`, {
        maxForce: relaxed.maxForce,
      });
    }
    this.nEvaluations += relaxed.nEvaluations;
    this.energyEv = relaxed.energyEv;
    this.crystal = crystalFromStructure({ ...structure, positions: relaxed.positions }, crystal.name);
  }

  /** Newton's step of each vector's strain, from differences of fourth (slope) and second order (curvature). */
  async newtonStrains(groups: Vec3): Promise<number[]> {
    const n = Math.max(...groups) + 1;
    const h = STRAIN_STEP;
    const at = (steps: readonly number[]): Promise<number> =>
      this.energyAt(groups.map((group) => (steps[group] ?? 0) * h));
    const unit = (k: number, size: number): number[] =>
      Array.from({ length: n }, (_, i) => (i === k ? size : 0));
    const here = await at([]);
    const slopes: number[] = [];
    const curvatures = Array.from({ length: n }, () => new Array<number>(n).fill(0));
    for (let k = 0; k < n; k++) {
      const [down2, down, up, up2] = [
        await at(unit(k, -2)),
        await at(unit(k, -1)),
        await at(unit(k, 1)),
        await at(unit(k, 2)),
      ];
      slopes.push((down2 - 8 * down + 8 * up - up2) / (12 * h));
      curvatures[k][k] = (up + down - 2 * here) / (h * h);
    }
    for (let k = 0; k < n; k++) {
      for (let l = 0; l < k; l++) {
        const both = (sign: number): number[] => unit(k, 1).map((x, i) => x + (i === l ? sign : 0));
        const minus = (steps: readonly number[]): number[] => steps.map((x) => -x);
        const same = (await at(both(1))) + (await at(minus(both(1))));
        const opposite = (await at(both(-1))) + (await at(minus(both(-1))));
        curvatures[k][l] = curvatures[l][k] = (same - opposite) / (4 * h * h);
      }
    }
    const step = solve(curvatures, slopes);
    return groups.map((group) => -step[group]);
  }

  private async energyAt(strains: readonly number[]): Promise<number> {
    this.nEvaluations++;
    return (await this.engine.evaluate(structureOf(strained(this.crystal, strains)))).energyEv;
  }
}

/** Solves a symmetric positive definite system of one to three equations by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    if (!(rows[k][k] > 0))
      throw new EnergeticsError('not-converged', 'the crystal is unstable against strain');
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  return rows.map((row, k) => row[n] / row[k]);
}
