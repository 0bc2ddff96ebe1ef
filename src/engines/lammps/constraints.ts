import type { AtomicStructure } from '../../science/crystal/structure.js';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { RelaxOptions } from '../../science/energetics/energy-engine.js';

/** Commands after which the fixed atoms do not move, except with the box: they keep their height relative to it. */
export function holdFixed({ fixed }: RelaxOptions): string[] {
  const ids: number[] = [];
  fixed?.forEach((isFixed, i) => {
    if (isFixed === 1) ids.push(i + 1);
  });
  return ids.length === 0 ? [] : [`group fixed id ${rangesOf(ids)}`, 'fix hold fixed setforce 0 0 0'];
}

export function letGo({ fixed }: RelaxOptions): string[] {
  return fixed?.includes(1) ? ['unfix hold', 'group fixed delete'] : [];
}

/** @throws EnergeticsError normal-not-relaxable */
export function requireNormal({ cell: [a, b, c], periodic }: AtomicStructure): void {
  const upright = a[1] === 0 && c[1] === 0 && b[1] > 0;
  if (periodic[1] && upright) return;
  throw new EnergeticsError(
    'normal-not-relaxable',
    'the cell must be periodic along y, its second vector up y and the others normal to y',
    { cell: [a, b, c], periodic },
  );
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
