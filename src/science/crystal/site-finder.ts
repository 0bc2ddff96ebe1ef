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
  const margin = faceDistances(cell).map((height) => Math.min(toleranceAngstrom / height, 0.5 / n));
  const binOf = (x: number): number => Math.min(n - 1, Math.floor((x - Math.floor(x)) * n));
  const key = (element: string, x: number, y: number, z: number): string =>
    `${element} ${(x * n + y) * n + z}`;
  const bins = new Map<string, number[]>();
  sites.forEach(({ element, fractional: [x, y, z] }, i) => {
    const at = key(element, binOf(x), binOf(y), binOf(z));
    bins.set(at, [...(bins.get(at) ?? []), i]);
  });
  const isAt = (i: number, place: Vec3): boolean => {
    const f = sites[i].fractional;
    const away = [nearest(place[0] - f[0]), nearest(place[1] - f[1]), nearest(place[2] - f[2])] as const;
    return norm(applyRow(away, cell)) <= toleranceAngstrom;
  };
  return (element, at, shift) => {
    const place: Vec3 = [at[0] + shift[0], at[1] + shift[1], at[2] + shift[2]];
    const [xs, ys, zs] = place.map((x, k) => new Set([binOf(x - margin[k]), binOf(x + margin[k])]));
    for (const x of xs) {
      for (const y of ys) {
        for (const z of zs) {
          const hit = bins.get(key(element, x, y, z))?.find((i) => isAt(i, place));
          if (hit !== undefined) return hit;
        }
      }
    }
    return null;
  };
}
