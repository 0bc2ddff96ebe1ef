import { faceDistances } from './neighbours.js';
import type { Crystal, Vec3 } from './structure.js';
import { applyRow, norm } from './vectors.js';

/** Index of the site of this element that lies at `at` + `shift` (fractional), modulo cells; null: none. */
export type FindSite = (element: string, at: Vec3, shift: Vec3) => number | null;

const nearest = (x: number): number => x - Math.round(x);

/** Finds the sites of a crystal by place: sorted once into about as many bins as there are sites. */
export function siteFinder(crystal: Crystal, toleranceAngstrom: number): FindSite {
  const { cell, sites } = crystal;
  const n = Math.max(1, Math.floor(Math.cbrt(sites.length)));
  const [mx, my, mz] = faceDistances(cell).map((height) => Math.min(toleranceAngstrom / height, 0.5 / n));
  const binOf = (x: number): number => Math.min(n - 1, Math.floor((x - Math.floor(x)) * n));
  /** Both bins of a place near an edge; one elsewhere. */
  const binsOf = (x: number, margin: number): readonly number[] => {
    const [low, high] = [binOf(x - margin), binOf(x + margin)];
    return low === high ? [low] : [low, high];
  };
  const bins = new Map<string, Map<number, number[]>>();
  sites.forEach(({ element, fractional: [x, y, z] }, i) => {
    const ofElement = bins.get(element) ?? new Map<number, number[]>();
    bins.set(element, ofElement);
    const at = (binOf(x) * n + binOf(y)) * n + binOf(z);
    const bin = ofElement.get(at);
    if (bin === undefined) ofElement.set(at, [i]);
    else bin.push(i);
  });
  const isAt = (i: number, place: Vec3): boolean => {
    const f = sites[i].fractional;
    const away: Vec3 = [nearest(place[0] - f[0]), nearest(place[1] - f[1]), nearest(place[2] - f[2])];
    return norm(applyRow(away, cell)) <= toleranceAngstrom;
  };
  return (element, at, shift) => {
    const ofElement = bins.get(element);
    const place: Vec3 = [at[0] + shift[0], at[1] + shift[1], at[2] + shift[2]];
    for (const x of binsOf(place[0], mx)) {
      for (const y of binsOf(place[1], my)) {
        for (const z of binsOf(place[2], mz)) {
          const hit = ofElement?.get((x * n + y) * n + z)?.find((i) => isAt(i, place));
          if (hit !== undefined) return hit;
        }
      }
    }
    return null;
  };
}
