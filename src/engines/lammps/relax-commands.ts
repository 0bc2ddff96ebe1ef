import type { AtomicStructure } from '../../science/crystal/structure.js';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { RelaxOptions } from '../../science/energetics/energy-engine.js';
import type { DumpedState } from './read-dump.js';

/** After a minimisation. */
export interface LammpsState extends DumpedState {
  readonly energyEv: number;
  readonly normalPressureBar: number;
  readonly nEvaluations: number;
}

/** In turn, each from where the one before stopped; a conjugate gradient's line search can come to nothing. */
const STYLES = ['cg', 'fire', 'cg', 'fire'];
/** Only this one can change the box. */
const STYLES_WITH_NORMAL = ['cg', 'cg', 'cg', 'cg'];
const BAR_ANGSTROM3_PER_EV = 1.602176634e6;

export const stylesFor = ({ relaxNormal }: RelaxOptions): readonly string[] =>
  relaxNormal ? STYLES_WITH_NORMAL : STYLES;

export function minimiseBy(style: string, forceTolerance: number, maxEvaluations: number): string[] {
  return [
    `min_style ${style}`, // forgets what min_modify has set
    'min_modify norm inf dmax 0.1',
    `minimize 0 ${forceTolerance} ${maxEvaluations} ${maxEvaluations}`,
  ];
}

/** What does not move, and whether the box does. Fixed atoms keep their height relative to the cell. */
export function constraints({ nAtoms }: AtomicStructure, options: RelaxOptions): string[] {
  const commands = options.relaxNormal ? ['fix normal all box/relax y 0.0 vmax 0.01 fixedpoint 0 0 0'] : [];
  const ids: number[] = [];
  for (let i = 0; i < nAtoms; i++) if (options.fixed?.[i] === 1) ids.push(i + 1);
  if (ids.length > 0) commands.push(`group fixed id ${rangesOf(ids)}`, 'fix hold fixed setforce 0 0 0');
  return commands;
}

export function withoutConstraints({ fixed, relaxNormal }: RelaxOptions): string[] {
  const commands = relaxNormal ? ['unfix normal'] : [];
  if (fixed?.includes(1)) commands.push('unfix hold', 'group fixed delete');
  return commands;
}

/**
 * Whether the forces and, where asked, the normal stress are below the tolerance. The force on the normal's length is
 * V·σ/(ℓ·√n) with ℓ³ the volume of an atom, as in the built-in engine.
 */
export function judge(
  state: LammpsState,
  structure: AtomicStructure,
  options: RelaxOptions,
): { readonly maxForce: number; readonly converged: boolean } {
  let maxForce = 0;
  for (let i = 0; i < state.forces.length; i++) {
    if (options.fixed?.[Math.floor(i / 3)] !== 1) maxForce = Math.max(maxForce, Math.abs(state.forces[i]));
  }
  if (options.relaxNormal) maxForce = Math.max(maxForce, normalForce(state, structure));
  return { maxForce, converged: maxForce <= options.forceTolerance };
}

/** @throws EnergeticsError normal-not-relaxable */
export function requireNormal({ cell: [a, b, c], periodic }: AtomicStructure): void {
  const upright = a[1] === 0 && c[1] === 0 && b[0] === 0 && b[2] === 0 && b[1] > 0;
  if (periodic[1] && upright) return;
  throw new EnergeticsError(
    'normal-not-relaxable',
    'the cell must be periodic along y, its second vector along y and the others normal to it',
    { cell: [a, b, c], periodic },
  );
}

function normalForce({ normalPressureBar, normalLengthAngstrom }: LammpsState, structure: AtomicStructure) {
  const [a, , c] = structure.cell;
  const volume = Math.abs(a[0] * c[2] - a[2] * c[0]) * normalLengthAngstrom;
  const length = Math.cbrt(volume / structure.nAtoms) * Math.sqrt(structure.nAtoms);
  return (Math.abs(normalPressureBar) * volume) / BAR_ANGSTROM3_PER_EV / length;
}

/** Rising ids as LAMMPS's list of them: '1:4 7'. */
function rangesOf(ids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const id of ids) {
    const last = ranges.at(-1);
    if (last?.[1] === id - 1) last[1] = id;
    else ranges.push([id, id]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(' ');
}
