import { describe, expect, it } from 'vitest';
import type { Mat3, Vec3 } from '../crystal/structure.js';
import { applyRow, determinant, dot, inverse } from '../crystal/vectors.js';
import { createRng } from '../numerics/rng.js';
import {
  coprime,
  extendedGcd,
  gcd,
  hermiteForm,
  planeBasis,
  rationalMatrix,
  reducePair,
  wholeRatio,
} from './integer-lattice.js';

const rng = createRng(5);
const whole = (size: number): number => rng.integer(2 * size + 1) - size;
const wholes = (n: number, size: number): number[] => Array.from({ length: n }, () => whole(size));
const times = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('whole numbers', () => {
  it('gcd and its combination, signs and zeros included', () => {
    expect(gcd(12, -18, 30)).toBe(6);
    expect(gcd(0, 0)).toBe(0);
    times(50).forEach(() => {
      const [a, b] = wholes(2, 500);
      const { g, p, q } = extendedGcd(a, b);
      expect(g).toBe(gcd(a, b));
      expect(p * a + q * b).toBe(g);
    });
  });

  it('coprime directions; ratios of measured numbers', () => {
    expect(coprime([0, -4, 6])).toEqual([0, -2, 3]);
    expect(() => coprime([0, 0, 0])).toThrow(expect.objectContaining({ code: 'not-integer' }) as Error);
    expect(() => coprime([0.5, 1, 0])).toThrow(expect.objectContaining({ code: 'not-integer' }) as Error);
    expect(wholeRatio([0.5, 1 / 3, 0])).toEqual([3, 2, 0]);
    expect(() => wholeRatio([1, Math.SQRT2, 0])).toThrow(
      expect.objectContaining({ code: 'not-integer' }) as Error,
    );
    expect(
      rationalMatrix(
        [
          [0.8, -0.6],
          [0.6, 0.8],
        ],
        10,
        1e-9,
      ),
    ).toEqual({
      numerators: [
        [4, -3],
        [3, 4],
      ],
      denominator: 5,
    });
    expect(rationalMatrix([[Math.SQRT1_2]], 100, 1e-9)).toBeNull();
  });
});

describe('hermiteForm', () => {
  it('is one for all bases of a lattice, and spans what was given', () => {
    times(40).forEach(() => {
      const rows = [wholes(3, 9), wholes(3, 9), wholes(3, 9), wholes(3, 9)];
      const form = hermiteForm(rows);
      const mixed = rows.map((row, i) => row.map((v, k) => v + rows[(i + 1) % 4][k] * (i < 3 ? 2 : 0)));
      expect(hermiteForm([...mixed].reverse())).toEqual(form);
      if (form.length < 3) return;
      const basis = form as unknown as Mat3;
      for (const row of rows) {
        const coordinates = applyRow(row as unknown as Vec3, inverse(basis));
        for (const c of coordinates) expect(Math.abs(c - Math.round(c))).toBeLessThan(1e-9);
      }
      // Its volume is the gcd of the volumes of all threes of rows: nothing more is spanned.
      const threes = [0, 1, 2, 3].map((left) => rows.filter((_row, i) => i !== left));
      expect(determinant(basis)).toBeCloseTo(
        gcd(...threes.map((t) => Math.round(determinant(t as unknown as Mat3)))),
        6,
      );
    });
  });
});

describe('planeBasis', () => {
  it('spans the plane, and all of space with the step', () => {
    times(50).forEach(() => {
      const v: Vec3 = [whole(12), whole(12), whole(12)];
      if (gcd(...v) === 0) return;
      const h = coprime(v);
      const { inPlane, step } = planeBasis(h);
      expect(inPlane.map((e) => dot(e, h))).toEqual([0, 0]);
      expect(dot(step, h)).toBe(1);
      expect(Math.abs(determinant([...inPlane, step]))).toBe(1);
    });
  });
});

describe('reducePair', () => {
  it('finds the shortest two vectors, as a search over many does', () => {
    times(30).forEach(() => {
      const [a, b] = [wholes(2, 30), wholes(2, 30)];
      if (a[0] * b[1] === a[1] * b[0]) return;
      const inner = (p: number[], q: number[]): number => p[0] * q[0] + p[1] * q[1];
      const add = (p: number[], f: number, q: number[]): number[] => p.map((v, i) => v + f * q[i]);
      const [u, v] = reducePair([a, b], inner, add);
      const all = times(161).flatMap((i) =>
        times(161).map((j) =>
          add(
            a.map((x) => x * (i - 80)),
            j - 80,
            b,
          ),
        ),
      );
      const lengths = all.filter((p) => inner(p, p) > 0);
      const shortest = Math.min(...lengths.map((p) => inner(p, p)));
      expect(inner(u, u)).toBe(shortest);
      const second = Math.min(...lengths.filter((p) => p[0] * u[1] !== p[1] * u[0]).map((p) => inner(p, p)));
      expect(inner(v, v)).toBe(second);
    });
  });
});
