import type { Box } from '../box.js';
import { NeighbourList } from '../neighbour-list.js';
import { PAIR_RECORD, type EamPotential } from './potential.js';
import { COEFFICIENTS } from './spline.js';

/** Numbers kept of each pair in range: its vector, the slopes of both densities and of the pair energy over r. */
const KEPT = 6;
const DEFAULT_SKIN_ANGSTROM = 0.6;

/**
 * Energies and forces of an embedded-atom potential.
 *
 * `compute` leaves `energyEv`, `forces` [nAtoms × 3] (eV/Å) and `virial` [xx, yy, zz, yz, xz, xy] (eV; stress = −virial/volume,
 * the derivative of the energy by strain is −virial). Memory is reused: copy what must outlive the next call.
 * Valid for: distances above 0; atoms on top of one another give an energy that is not finite, which the caller must look at.
 * Checked: LAMMPS, finite differences, a naive double loop (energy.spec.ts, test/peers/lammps.spec.ts).
 */
export class EamEnergy {
  energyEv = 0;
  forces = new Float64Array(0);
  readonly virial = new Float64Array(6);
  readonly list: NeighbourList;
  /** ρ at each atom, then F'(ρ). */
  private density = new Float64Array(0);
  private slope = new Float64Array(0);
  private keptI = new Int32Array(0);
  private keptJ = new Int32Array(0);
  private kept = new Float64Array(0);
  private nKept = 0;

  constructor(
    readonly potential: EamPotential,
    skinAngstrom = DEFAULT_SKIN_ANGSTROM,
  ) {
    this.list = new NeighbourList(potential.tables.cutoffAngstrom, skinAngstrom);
  }

  /** kinds [nAtoms]: index into the potential's elements. */
  compute(positions: Float64Array, kinds: Uint8Array, box: Box): void {
    this.list.update(positions, box);
    const nAtoms = kinds.length;
    if (this.density.length !== nAtoms) {
      this.density = new Float64Array(nAtoms);
      this.slope = new Float64Array(nAtoms);
      this.forces = new Float64Array(3 * nAtoms);
    }
    if (this.keptI.length < this.list.nPairs) {
      this.keptI = new Int32Array(this.list.other.length);
      this.keptJ = new Int32Array(this.list.other.length);
      this.kept = new Float64Array(KEPT * this.list.other.length);
    }
    const pairEnergy = this.sumPairs(kinds);
    this.energyEv = pairEnergy + this.embed(kinds);
    this.sumForces();
  }

  /** First pass: densities and the pair energy; keeps what the second one needs of each pair in range. */
  /** Pairs in range, one after the other; no branch on the distance, which no processor foresees. */
  private findInRange(): void {
    const { first, other, image, wrapped, images, nAtoms } = this.list;
    const { kept, keptI, keptJ } = this;
    const cutoff2 = this.potential.tables.cutoffAngstrom ** 2;
    let n = 0;
    for (let i = 0; i < nAtoms; i++) {
      const x = wrapped[3 * i];
      const y = wrapped[3 * i + 1];
      const z = wrapped[3 * i + 2];
      const end = first[i + 1];
      for (let k = first[i]; k < end; k++) {
        const j = other[k];
        const s = 3 * image[k];
        const dx = wrapped[3 * j] + images[s] - x;
        const dy = wrapped[3 * j + 1] + images[s + 1] - y;
        const dz = wrapped[3 * j + 2] + images[s + 2] - z;
        const r2 = dx * dx + dy * dy + dz * dz;
        keptI[n] = i;
        keptJ[n] = j;
        const to = KEPT * n;
        kept[to] = dx;
        kept[to + 1] = dy;
        kept[to + 2] = dz;
        kept[to + 3] = r2;
        n += r2 < cutoff2 ? 1 : 0;
      }
    }
    this.nKept = n;
  }

  /** First pass: densities and the pair energy; keeps what the second one needs of each pair in range. */
  private sumPairs(kinds: Uint8Array): number {
    this.findInRange();
    const { tables, pairs } = this.potential;
    const { density, kept, keptI, keptJ, nKept } = this;
    const nElements = tables.elements.length;
    const recordLength = (tables.nR - 1) * PAIR_RECORD;
    const lastInterval = tables.nR - 2;
    const perStep = 1 / tables.rStepAngstrom;
    density.fill(0);
    let energy = 0;
    for (let n = 0; n < nKept; n++) {
      const i = keptI[n];
      const j = keptJ[n];
      const to = KEPT * n;
      const r = Math.sqrt(kept[to + 3]);
      const inverseR = 1 / r;
      const u = r * perStep;
      let m = u | 0;
      if (m > lastInterval) m = lastInterval;
      const p = Math.min(u - m, 1);
      const kindI = kinds[i];
      const kindJ = kinds[j];
      const at = (kindI * nElements + kindJ) * recordLength + m * PAIR_RECORD;
      const d1 = pairs[at + 1];
      const d2 = pairs[at + 2];
      const d3 = pairs[at + 3];
      const v1 = pairs[at + 5];
      const v2 = pairs[at + 6];
      const v3 = pairs[at + 7];
      const densityFromJ = pairs[at] + p * (d1 + p * (d2 + p * d3));
      const slopeFromJ = (d1 + p * (2 * d2 + 3 * p * d3)) * perStep;
      const pairEnergy = (pairs[at + 4] + p * (v1 + p * (v2 + p * v3))) * inverseR;
      const pairSlope = (v1 + p * (2 * v2 + 3 * p * v3)) * perStep;
      let densityFromI = densityFromJ;
      let slopeFromI = slopeFromJ;
      if (kindI !== kindJ) {
        const back = (kindJ * nElements + kindI) * recordLength + m * PAIR_RECORD;
        densityFromI = pairs[back] + p * (pairs[back + 1] + p * (pairs[back + 2] + p * pairs[back + 3]));
        slopeFromI = (pairs[back + 1] + p * (2 * pairs[back + 2] + 3 * p * pairs[back + 3])) * perStep;
      }
      energy += pairEnergy;
      density[i] += densityFromJ;
      density[j] += densityFromI;
      kept[to + 3] = slopeFromJ * inverseR;
      kept[to + 4] = slopeFromI * inverseR;
      kept[to + 5] = (pairSlope - pairEnergy) * inverseR * inverseR;
    }
    return energy;
  }

  /** F and F' at every atom; beyond the table F goes on along its last slope. */
  private embed(kinds: Uint8Array): number {
    const { tables, embedding } = this.potential;
    const { density, slope } = this;
    const recordLength = (tables.nRho - 1) * COEFFICIENTS;
    const lastInterval = tables.nRho - 2;
    const perStep = 1 / tables.rhoStep;
    const end = (tables.nRho - 1) * tables.rhoStep;
    let energy = 0;
    for (let i = 0; i < density.length; i++) {
      const u = density[i] * perStep;
      const m = Math.max(0, Math.min(Math.trunc(u), lastInterval));
      const p = Math.min(u - m, 1);
      const at = kinds[i] * recordLength + m * COEFFICIENTS;
      const [c1, c2, c3] = [embedding[at + 1], embedding[at + 2], embedding[at + 3]];
      slope[i] = (c1 + p * (2 * c2 + 3 * p * c3)) * perStep;
      energy += embedding[at] + p * (c1 + p * (c2 + p * c3));
      if (density[i] > end) energy += slope[i] * (density[i] - end);
    }
    return energy;
  }

  /** Second pass: forces and virial of the pairs kept. */
  private sumForces(): void {
    const { forces, slope, kept, keptI, keptJ, virial } = this;
    forces.fill(0);
    let [xx, yy, zz, yz, xz, xy] = [0, 0, 0, 0, 0, 0];
    for (let n = 0; n < this.nKept; n++) {
      const i = keptI[n];
      const j = keptJ[n];
      const at = KEPT * n;
      const dx = kept[at];
      const dy = kept[at + 1];
      const dz = kept[at + 2];
      // dE/dr over r: the force on i is along +d, on j along −d.
      const f = slope[i] * kept[at + 3] + slope[j] * kept[at + 4] + kept[at + 5];
      const fx = f * dx;
      const fy = f * dy;
      const fz = f * dz;
      forces[3 * i] += fx;
      forces[3 * i + 1] += fy;
      forces[3 * i + 2] += fz;
      forces[3 * j] -= fx;
      forces[3 * j + 1] -= fy;
      forces[3 * j + 2] -= fz;
      xx -= fx * dx;
      yy -= fy * dy;
      zz -= fz * dz;
      yz -= fy * dz;
      xz -= fx * dz;
      xy -= fx * dy;
    }
    virial.set([xx, yy, zz, yz, xz, xy]);
  }
}
