import { readExtxyz } from '../../src/science/crystal/exchange/extxyz.js';
import type { AtomicStructure, Vec3 } from '../../src/science/crystal/structure.js';
import { add, cross, dot, norm, scale, subtract } from '../../src/science/crystal/vectors.js';

/** Energies by the formulas as printed, summed over every image within reach: slow, and nothing of ours or of LAMMPS in them. */

const positionOf = ({ positions }: AtomicStructure, i: number): Vec3 => [
  positions[3 * i],
  positions[3 * i + 1],
  positions[3 * i + 2],
];

/** Every lattice vector that can bring two atoms of the cell closer than `reach`. */
function images({ cell, periodic }: AtomicStructure, reach: number): Vec3[] {
  const [a, b, c] = cell;
  const volume = Math.abs(dot(a, cross(b, c)));
  const heights = [cross(b, c), cross(c, a), cross(a, b)].map((normal) => volume / norm(normal));
  // Positions need not lie inside the cell: three more on each side.
  const most = heights.map((height, axis) => (periodic[axis] ? Math.ceil(reach / height) + 3 : 0));
  const all: Vec3[] = [];
  for (let i = -most[0]; i <= most[0]; i++) {
    for (let j = -most[1]; j <= most[1]; j++) {
      for (let k = -most[2]; k <= most[2]; k++) all.push(add(add(scale(a, i), scale(b, j)), scale(c, k)));
    }
  }
  return all;
}

/** From each atom to each neighbour, images and its own included. */
function neighbours(
  structure: AtomicStructure,
  reach: number,
): { kind: number; to: Vec3; distance: number }[][] {
  const shifts = images(structure, reach);
  return Array.from({ length: structure.nAtoms }, (_, i) => {
    const found = [];
    for (let j = 0; j < structure.nAtoms; j++) {
      const between = subtract(positionOf(structure, j), positionOf(structure, i));
      for (const shift of shifts) {
        const to = add(between, shift);
        const distance = norm(to);
        if (distance > 1e-6 && distance < reach) found.push({ kind: structure.kinds[j], to, distance });
      }
    }
    return found;
  });
}

/**
 * Silicon, eV. F. H. Stillinger, T. A. Weber, Phys. Rev. B 31, 5262 (1985), equations 2.3 to 2.6, with ε = 2.1683 eV;
 * the crystal's atom has −2ε.
 */
export function stillingerWeberEv(structure: AtomicStructure): number {
  const [epsilon, sigma, a, lambda, gamma] = [2.1683, 2.0951, 1.8, 21, 1.2];
  const [A, B] = [7.049556277, 0.6022245584];
  let energy = 0;
  for (const around of neighbours(structure, a * sigma)) {
    for (const { distance: r } of around) {
      energy += 0.5 * epsilon * A * (B * (sigma / r) ** 4 - 1) * Math.exp(sigma / (r - a * sigma));
    }
    around.forEach((one, k) => {
      for (const other of around.slice(k + 1)) {
        const cosine = dot(one.to, other.to) / (one.distance * other.distance);
        const fades = gamma * sigma * (1 / (one.distance - a * sigma) + 1 / (other.distance - a * sigma));
        energy += epsilon * lambda * (cosine + 1 / 3) ** 2 * Math.exp(fades);
      }
    });
  }
  return energy;
}

/** 1/(4πε₀), eV·Å */
const COULOMB = 14.399645;
const RANGE = 10;

/**
 * MgO, kinds 0 = Mg²⁺ and 1 = O²⁻, periodic; eV. Buckingham terms of G. V. Lewis, C. R. A. Catlow, J. Phys. C 18, 1149
 * (1985), within 10 Å; charges by Ewald's sum.
 */
export function magnesiaEv(structure: AtomicStructure): number {
  const charge = (kind: number): number => (kind === 0 ? 2 : -2);
  const alpha = 0.4;
  let energy = 0;
  neighbours(structure, RANGE).forEach((around, i) => {
    const own = structure.kinds[i];
    for (const { kind, distance: r } of around) {
      if (own !== kind) energy += 0.5 * 1428.5 * Math.exp(-r / 0.2945);
      if (own === 1 && kind === 1) energy += 0.5 * (22764.3 * Math.exp(-r / 0.149) - 27.88 / r ** 6);
    }
  });
  neighbours(structure, 6 / alpha).forEach((around, i) => {
    const own = charge(structure.kinds[i]);
    for (const { kind, distance: r } of around) {
      energy += (0.5 * COULOMB * own * charge(kind) * erfc(alpha * r)) / r;
    }
    energy -= (COULOMB * own * own * alpha) / Math.sqrt(Math.PI);
  });
  return energy + reciprocal(structure, alpha, charge);
}

function reciprocal(structure: AtomicStructure, alpha: number, charge: (kind: number) => number): number {
  const [a, b, c] = structure.cell;
  const volume = Math.abs(dot(a, cross(b, c)));
  const basis = [cross(b, c), cross(c, a), cross(a, b)].map((v) => scale(v, (2 * Math.PI) / volume));
  const reach = 12 * alpha;
  const most = [a, b, c].map((v) => Math.ceil((reach * norm(v)) / (2 * Math.PI)));
  let energy = 0;
  for (let h = -most[0]; h <= most[0]; h++) {
    for (let k = -most[1]; k <= most[1]; k++) {
      for (let l = -most[2]; l <= most[2]; l++) {
        const g = add(add(scale(basis[0], h), scale(basis[1], k)), scale(basis[2], l));
        const squared = dot(g, g);
        if (squared === 0 || squared > reach * reach) continue;
        let [re, im] = [0, 0];
        for (let i = 0; i < structure.nAtoms; i++) {
          const phase = dot(g, positionOf(structure, i));
          re += charge(structure.kinds[i]) * Math.cos(phase);
          im += charge(structure.kinds[i]) * Math.sin(phase);
        }
        energy += (Math.exp(-squared / (4 * alpha * alpha)) / squared) * (re * re + im * im);
      }
    }
  }
  return ((2 * Math.PI * COULOMB) / volume) * energy;
}

/** By its series below 2, by its continued fraction above: to about 1e-14. */
function erfc(x: number): number {
  const factor = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 2) {
    let [term, sum] = [x, x];
    for (let n = 1; n < 60; n++) sum += term *= (2 * x * x) / (2 * n + 1);
    return 1 - 2 * factor * sum;
  }
  let fraction = x;
  for (let n = 80; n >= 1; n--) fraction = x + n / 2 / fraction;
  return factor / fraction;
}

/** The first structure of an extxyz text, its kinds in the order of these elements. */
export function structureIn(extxyz: string, elements: readonly string[]): AtomicStructure {
  const { structure } = readExtxyz(extxyz)[0];
  const kinds = structure.kinds.map((kind) => elements.indexOf(structure.elements[kind]));
  return { ...structure, elements, kinds };
}
