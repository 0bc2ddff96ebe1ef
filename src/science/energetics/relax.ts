import type { AtomicStructure } from '../crystal/structure.js';
import { boxOf, type Box } from './box.js';
import { EnergeticsError } from './energetics-error.js';
import type { EamEnergy } from './eam/energy.js';
import type { Relaxation, RelaxOptions } from './energy-engine.js';
import { bondPreconditioner } from './minimise/bond-preconditioner.js';
import { minimise, type Objective } from './minimise/lbfgs.js';

/** Å; larger steps leave the basin that a candidate starts in. */
const MAX_STEP_ANGSTROM = 0.2;

interface Problem {
  readonly structure: AtomicStructure;
  /** Indices into the potential's elements. */
  readonly kinds: Uint8Array;
  readonly box: Box;
}

/**
 * Relaxes atoms, and the length along the normal where asked, until no component of the gradient exceeds the tolerance.
 *
 * With `relaxNormal` heights are kept in units of the stretch (length over length at the start), fixed atoms' too, and the
 * last coordinate is (stretch − 1)·ℓ·√n, ℓ³ the volume per atom: its stiffness is then like an atom's, and the same tolerance
 * holds. `maxForce` is the largest component of that gradient.
 */
export function relaxStructure(energy: EamEnergy, problem: Problem, options: RelaxOptions): Relaxation {
  const { structure, kinds, box } = problem;
  const { relaxNormal } = options;
  if (relaxNormal) requireNormal(box);
  const free = freeComponents(structure.nAtoms, options.fixed);
  const perStretch = Math.cbrt(box.volumeAngstrom3 / structure.nAtoms) * Math.sqrt(structure.nAtoms);
  const unstretched = Float64Array.from(structure.positions);
  const positions = Float64Array.from(unstretched);
  let current = box;
  let stretch = 1;

  const place = (x: Float64Array): void => {
    for (let k = 0; k < free.length; k++) unstretched[free[k]] = x[k];
    positions.set(unstretched);
    if (!relaxNormal) return;
    stretch = 1 + x[free.length] / perStretch;
    for (let i = 1; i < positions.length; i += 3) positions[i] *= stretch;
    current = stretched(box, stretch);
  };
  const objective: Objective = (x, gradient) => {
    place(x);
    energy.compute(positions, kinds, current);
    for (let k = 0; k < free.length; k++) gradient[k] = -energy.forces[free[k]];
    if (relaxNormal) {
      for (let k = 1; k < free.length; k += 3) gradient[k] *= stretch;
      gradient[free.length] = -energy.virial[1] / stretch / perStretch;
    }
    return energy.energyEv;
  };

  energy.list.update(positions, box);
  const start = new Float64Array(free.length + (relaxNormal ? 1 : 0));
  free.forEach((component, k) => (start[k] = positions[component]));
  const minimum = minimise(objective, start, {
    gradientTolerance: options.forceTolerance,
    maxEvaluations: options.maxEvaluations,
    maxStep: MAX_STEP_ANGSTROM,
    precondition: bondPreconditioner(energy.list, free),
  });
  place(minimum.x);
  return {
    energyEv: minimum.value,
    positions,
    normalLengthAngstrom: stretch * structure.cell[1][1],
    converged: minimum.converged,
    nEvaluations: minimum.nEvaluations,
    maxForce: minimum.maxGradient,
  };
}

/** Coordinates of the atoms that are free, three an atom. */
function freeComponents(nAtoms: number, fixed: Uint8Array | null): Int32Array {
  if (fixed !== null && fixed.length !== nAtoms) {
    throw new EnergeticsError('structure-invalid', 'fixed does not fit the number of atoms', { nAtoms });
  }
  const free: number[] = [];
  for (let i = 0; i < nAtoms; i++) if (fixed?.[i] !== 1) free.push(3 * i, 3 * i + 1, 3 * i + 2);
  return Int32Array.from(free);
}

function stretched(box: Box, stretch: number): Box {
  const cell = Float64Array.from(box.cell);
  cell[4] *= stretch;
  return boxOf(cell, box.periodic);
}

function requireNormal({ cell, periodic }: Box): void {
  // The second vector may lean: what is stretched is its height, and the atoms' with it.
  const normal = cell[1] === 0 && cell[7] === 0 && cell[4] > 0;
  if (!periodic[1] || !normal) {
    throw new EnergeticsError(
      'normal-not-relaxable',
      'the cell must be periodic along y, its second vector up y and the others normal to y',
      { cell: [...cell], periodic },
    );
  }
}
