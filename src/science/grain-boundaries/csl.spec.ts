import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Crystal, Vec3 } from '../crystal/structure.js';
import { applyRow, determinant, inverse, multiply, transpose } from '../crystal/vectors.js';
import { coincidence } from './csl.js';
import { coincidenceRotations, rotationMatrix } from './rotations.js';

const copper = prototypeCrystal('fcc', ['Cu'], [3.615]);
const crystals: Crystal[] = [
  copper,
  prototypeCrystal('bcc', ['Fe'], [2.87]),
  prototypeCrystal('diamond', ['Si'], [5.43]),
  prototypeCrystal('perovskite', ['Sr', 'Ti', 'O'], [3.905]),
];

describe('coincidence and DSC lattices', () => {
  it.each([
    [0, 0, 1],
    [0, 1, 1],
    [1, 1, 1],
    [1, 2, 3],
  ] as Vec3[])(
    'about [%i %i %i]: volumes Σ and 1/Σ; both grains hold the CSL, the DSC holds both',
    (...axis) => {
      for (const crystal of crystals)
        for (const { coincidence: c } of coincidenceRotations(crystal, axis, { maxSigma: 30 })) {
          expect(Math.abs(determinant(c.csl))).toBe(c.sigma);
          expect(Math.abs(determinant(c.dsc)) / c.denominator ** 3).toBeCloseTo(1 / c.sigma, 12);
          const toB = inverse(c.turned);
          const toDsc = inverse(c.dsc);
          const n = c.denominator;
          const wholeIn = (rows: readonly (readonly number[])[]): boolean =>
            rows.flat().every((v) => Math.abs(v - Math.round(v)) < 1e-9);
          expect(wholeIn(c.csl.map((row) => applyRow(row, toB).map((v) => v * n)))).toBe(true);
          expect(wholeIn(multiply(c.turned, toDsc))).toBe(true);
          expect(wholeIn(toDsc.map((row) => row.map((v) => v * n)))).toBe(true);
        }
    },
  );

  it('Σ is the number of lattice points per coincidence, counted', () => {
    for (const { rotation, sigma } of coincidenceRotations(copper, [1, 1, 1], { maxSigma: 13 })) {
      const { lattice } = coincidence(copper, rotation);
      const toB = inverse(multiply(lattice.rows, transpose(rotation)));
      // A block of Σ primitive cells along each row holds whole coincidence cells.
      const numbers = Array.from({ length: sigma }, (_, i) => i);
      const shared = numbers.flatMap((i) =>
        numbers.flatMap((j) =>
          numbers.filter((k) =>
            applyRow(applyRow([i, j, k], lattice.rows), toB).every((v) => Math.abs(v - Math.round(v)) < 1e-6),
          ),
        ),
      );
      expect(sigma ** 3 / shared.length).toBe(sigma);
    }
  });

  it('refuses a rotation without coincidences', () => {
    const odd = rotationMatrix([0, 0, 1], 0.3);
    expect(() => coincidence(copper, odd)).toThrow(
      expect.objectContaining({ code: 'no-coincidence' }) as Error,
    );
  });
});
