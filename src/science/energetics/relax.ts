import type { AtomicStructure } from '../crystal/structure.js';
import { boxOf, type Box } from './box.js';
import { EnergeticsError } from './energetics-error.js';
import type { EamEnergy } from './eam/energy.js';
import type { Relaxation, RelaxOptions } from './energy-engine.js';
import { minimise, type Objective } from './minimise/lbfgs.js';

/** Å; larger steps leave the basin that a candidate starts in. */
const MAX_STEP_ANGSTROM = 0.2;
/** Å²/eV: about the inverse of the stiffest mode of a metal. */
const INVERSE_CURVATURE = 0.06;

interface Problem {
  readonly structure: AtomicStructure;
  /** Indices into the potential's elements. */
  readonly kinds: Uint8Array;
  readonly box: Box;
}

/**
 * Relaxes atoms, and the length along the normal where asked, to the forces' tolerance.
 *
 * The normal's coordinate is the strain times ℓ·√n (ℓ³ = volume per atom), so that its stiffness is like an atom's and
 * its force, −dE/d(coordinate), is held to the same tolerance; atoms keep their height relative to the cell.
 */
export function relaxStructure(energy: EamEnergy, problem: Problem, options: RelaxOptions): Relaxation {
  const { structure, kinds, box } = problem;
  const free = freeComponents(structure.nAtoms, options.fixed);
  const positions = Float64Array.from(structure.positions);
  const length0 = box.cell[4];
  if (options.relaxNormal) requireNormal(box);
  const lengthScale = Math.cbrt(box.volumeAngstrom3 / Math.max(1, structure.nAtoms));
  const normalScale = lengthScale * Math.sqrt(structure.nAtoms);
  const nNormal = options.relaxNormal ? 1 : 0;
  const start = new Float64Array(free.length + nNormal);
  free.forEach((component, k) => (start[k] = positions[component]));

  let current = box;
  let stretch = 1;
  const place = (x: Float64Array): void => {
    for (let k = 0; k < free.length; k++) positions[free[k]] = x[k];
    if (nNormal === 0) return;
    stretch = Math.max(0.5, 1 + x[free.length] / normalScale);
    const cell = Float64Array.from(box.cell);
    cell[4] = length0 * stretch;
    current = boxOf(cell, box.periodic);
    stretchHeights(positions, structure.positions, { free, stretch });
  };
  const objective: Objective = (x, gradient) => {
    place(x);
    energy.compute(positions, kinds, current);
    for (let k = 0; k < free.length; k++) gradient[k] = -energy.forces[free[k]];
    if (nNormal === 1) {
      for (let k = 0; k < free.length; k++) if (free[k] % 3 === 1) gradient[k] *= stretch;
      gradient[free.length] = -energy.virial[1] / stretch / normalScale;
    }
    return energy.energyEv;
  };
  const minimum = minimise(objective, start, {
    gradientTolerance: options.forceTolerance,
    maxEvaluations: options.maxEvaluations,
    maxStep: MAX_STEP_ANGSTROM,
    inverseCurvature: INVERSE_CURVATURE,
  });
  place(minimum.x);
  return {
    energyEv: minimum.value,
    positions,
    normalLengthAngstrom: length0 * stretch,
    converged: minimum.converged,
    nEvaluations: minimum.nEvaluations,
    maxForce: minimum.maxGradient,
  };
}

function freeComponents(nAtoms: number, fixed: Uint8Array | null): Int32Array {
  if (fixed !== null && fixed.length !== nAtoms) {
    throw new EnergeticsError('structure-invalid', 'fixed does not fit the number of atoms', { nAtoms });
  }
  const free: number[] = [];
  for (let i = 0; i < nAtoms; i++) if (fixed?.[i] !== 1) free.push(3 * i, 3 * i + 1, 3 * i + 2);
  return Int32Array.from(free);
}

/** Heights are optimised in units of the first cell: y = stretch · coordinate; those of fixed atoms go with the cell. */
function stretchHeights(
  positions: Float64Array,
  original: Float64Array,
  { free, stretch }: { free: Int32Array; stretch: number },
): void {
  const isFree = new Uint8Array(positions.length);
  for (const component of free) isFree[component] = 1;
  for (let i = 1; i < positions.length; i += 3) {
    positions[i] = stretch * (isFree[i] === 1 ? positions[i] : original[i]);
  }
}

function requireNormal({ cell, periodic }: Box): void {
  const along = cell[3] === 0 && cell[5] === 0 && cell[4] > 0;
  const normal = cell[1] === 0 && cell[7] === 0;
  if (!periodic[1] || !along || !normal) {
    throw new EnergeticsError(
      'normal-not-relaxable',
      'the cell must be periodic along y, its second vector along y and the others normal to it',
      { cell: [...cell], periodic },
    );
  }
}
