import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { coincidenceRotations, inequivalentRotations } from './rotations.js';
import { sigmasUpTo } from './sigmas.js';

interface Row {
  readonly axis: number[];
  readonly bound: number;
  readonly sigmas: Record<string, number[]>;
  readonly c2a2: [number, number];
  readonly c2b2a2: [number, number, number];
}
const file = new URL('../../../test/reference/coincidence.json', import.meta.url);
const peers = JSON.parse(readFileSync(file, 'utf8')) as Record<
  'cubic' | 'tetragonal' | 'hexagonal' | 'orthorhombic',
  Row[]
>;
const degrees = (rad: number): number => Math.round((rad * 180e4) / Math.PI) / 1e4;

/** Angles up to 180° by Σ, as pymatgen's tables have them. */
function tableOf(crystal: Crystal, axis: Vec3, maxSigma: number): Record<string, number[]> {
  const table: Record<string, number[]> = {};
  for (const { sigma, angleRad } of coincidenceRotations(crystal, axis, { maxSigma })) {
    if (angleRad <= Math.PI + 1e-9) (table[sigma] ??= []).push(degrees(angleRad));
  }
  return table;
}

function primitive(name: string, cell: Mat3): Crystal {
  return { name, cell, sites: [{ element: 'Xx', fractional: [0, 0, 0] }] };
}
const box = (a: number, b: number, c: number): Mat3 => [
  [a, 0, 0],
  [0, b, 0],
  [0, 0, c],
];

describe('coincidence rotations', () => {
  const cubic = (['fcc', 'bcc', 'diamond'] as const).map((name) => prototypeCrystal(name, ['Xx'], [4]));
  cubic.push(prototypeCrystal('perovskite', ['Sr', 'Ti', 'O'], [3.9]));

  it.each(peers.cubic)('cubic about $axis: the table of pymatgen, whatever the centring', (row) => {
    for (const crystal of cubic)
      expect(tableOf(crystal, row.axis as unknown as Vec3, row.bound)).toEqual(row.sigmas);
  });

  it.each(peers.tetragonal)(
    'tetragonal about $axis: the table of pymatgen',
    ({ axis, bound, sigmas, c2a2 }) => {
      const crystal = primitive('tetragonal', box(3, 3, 3 * Math.sqrt(c2a2[0] / c2a2[1])));
      expect(tableOf(crystal, axis as unknown as Vec3, bound)).toEqual(sigmas);
    },
  );

  it.each(peers.orthorhombic)(
    'orthorhombic about $axis: the table of pymatgen',
    ({ axis, bound, sigmas, c2b2a2 }) => {
      const [c, b, a] = c2b2a2.map((v) => 2 * Math.sqrt(v));
      expect(tableOf(primitive('ortho', box(a, b, c)), axis as unknown as Vec3, bound)).toEqual(sigmas);
    },
  );

  it.each(peers.hexagonal)(
    'hexagonal about $axis: the table of pymatgen',
    ({ axis, bound, sigmas, c2a2 }) => {
      const crystal = prototypeCrystal('hcp', ['Xx'], [3, 3 * Math.sqrt(c2a2[0] / c2a2[1])]);
      const [u, v, t, w] = axis;
      expect(tableOf(crystal, [u - t, v - t, w], bound)).toEqual(sigmas);
    },
  );

  it('hexagonal about [001] does not depend on c/a', () => {
    const table = (ca: number) => tableOf(prototypeCrystal('hcp', ['Xx'], [3, 3 * ca]), [0, 0, 1], 40);
    expect(table(1.6237)).toEqual(table(1.8561));
    expect(Object.keys(table(1.6237)).map(Number)).toEqual([7, 13, 19, 31, 37]);
  });

  it('an irrational cell has rotations across its long axis only within a wider tolerance, and then a strain', () => {
    const crystal = prototypeCrystal('hcp', ['Mg'], [3.2094, 5.2105]);
    expect(() => coincidenceRotations(crystal, [2, 1, 0], { maxSigma: 15 })).toThrow(
      expect.objectContaining({ code: 'axis-without-lattice-plane' }) as Error,
    );
    // c²/a² = 2.636, 8/3 is 1.2 % off: the table of the ideal ratio, a strain of about half that.
    const near = coincidenceRotations(crystal, [2, 1, 0], { maxSigma: 15, metricTolerance: 0.02 });
    expect([...new Set(near.map((r) => r.sigma))]).toEqual([10, 11, 14]);
    for (const { coincidence } of near) {
      expect(coincidence.strain).toBeGreaterThan(0.001);
      expect(coincidence.strain).toBeLessThan(0.02);
    }
  });

  it.each([
    [0, 0, 1],
    [1, 1, 1],
  ] as Vec3[])('equivalent angles about [%i %i %i] are told apart from others', (...axis) => {
    const all = coincidenceRotations(cubic[0], axis, { maxSigma: 100 });
    const kept = inequivalentRotations(cubic[0], all);
    // Σ65 and Σ85 about [001] and Σ91 about [111] have two kinds of rotation, the others one.
    for (const sigma of new Set(all.map((r) => r.sigma))) {
      const kinds = kept.filter((r) => r.sigma === sigma);
      expect(kinds).toHaveLength([65, 85, 91].includes(sigma) ? 2 : 1);
    }
  });
});

describe('sigmasUpTo', () => {
  it.each([
    [1, 0, 0],
    [2, 0, 0],
    [0, 0, 8],
  ])('Σ of axis %i%i%i does not depend on its length', (...axis) => {
    expect(sigmasUpTo(50, axis as unknown as Vec3)).toEqual([5, 13, 17, 25, 29, 37, 41]);
  });

  it.each(peers.cubic)('about $axis: the table of pymatgen', ({ axis, bound, sigmas }) => {
    expect(sigmasUpTo(bound, axis as unknown as Vec3)).toEqual(Object.keys(sigmas).map(Number));
  });
});
