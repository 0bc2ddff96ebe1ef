import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { BandedCholesky } from './banded-cholesky.js';
import { minimise, type LbfgsOptions, type Objective } from './lbfgs.js';

const options: LbfgsOptions = {
  gradientTolerance: 1e-8,
  maxEvaluations: 500,
  maxStep: 1,
  precondition: (v) => v.forEach((x, i) => (v[i] = 0.01 * x)),
};

/** Σ k_i x_i²/2 with stiffnesses over three decades. */
const quadratic: Objective = (x, g) => {
  let value = 0;
  x.forEach((xi, i) => {
    const stiffness = 10 ** ((3 * i) / (x.length - 1));
    g[i] = stiffness * xi;
    value += 0.5 * stiffness * xi * xi;
  });
  return value;
};

const rosenbrock: Objective = (x, g) => {
  const [a, b] = [1 - x[0], x[1] - x[0] * x[0]];
  g[0] = -2 * a - 400 * x[0] * b;
  g[1] = 200 * b;
  return a * a + 100 * b * b;
};

describe('L-BFGS', () => {
  it('finds the minimum of a quadratic', () => {
    const found = minimise(quadratic, new Float64Array(20).fill(1), options);
    expect(found).toMatchObject({ converged: true });
    expect(found.value).toBeLessThan(1e-15);
  });

  it('needs two steps when the Hessian is known', () => {
    const exact = (v: Float64Array): void => {
      v.forEach((x, i) => (v[i] = x / 10 ** ((3 * i) / (v.length - 1))));
    };
    const found = minimise(quadratic, new Float64Array(20).fill(0.5), { ...options, precondition: exact });
    expect(found).toMatchObject({ converged: true, nEvaluations: 2 });
  });

  it("follows Rosenbrock's valley", () => {
    const found = minimise(rosenbrock, Float64Array.from([-1.2, 1]), options);
    expect(found.converged).toBe(true);
    expect(found.x[0]).toBeCloseTo(1, 7);
    expect(found.x[1]).toBeCloseTo(1, 7);
    expect(found.nEvaluations).toBeLessThan(80);
  });

  it('steps back from where the value is not finite', () => {
    const found = minimise(
      (x, g) => {
        g[0] = 1 - 1 / x[0];
        return x[0] > 0 ? x[0] - Math.log(x[0]) : NaN;
      },
      Float64Array.from([0.02]),
      { ...options, maxStep: 10, precondition: () => undefined },
    );
    expect(found.converged).toBe(true);
    expect(found.x[0]).toBeCloseTo(1, 7);
  });

  it('says so when evaluations run out, or when no step leads down', () => {
    const short = minimise(rosenbrock, Float64Array.from([-1.2, 1]), { ...options, maxEvaluations: 5 });
    expect(short).toMatchObject({ converged: false, nEvaluations: 5 });
    const wrong: Objective = (x, g) => {
      g[0] = -1;
      return x[0];
    };
    const stuck = minimise(wrong, Float64Array.from([0]), options);
    expect(stuck.converged).toBe(false);
    expect(stuck.x[0]).toBe(0);
  });
});

describe('banded Cholesky', () => {
  it('solves what the matrix multiplies', () => {
    const [n, bandwidth] = [12, 3];
    const rng = createRng(4);
    const dense = Array.from({ length: n }, () => new Array<number>(n).fill(0));
    const band = new BandedCholesky(n, bandwidth);
    const add = (i: number, j: number, value: number): void => {
      band.add(i, j, value);
      dense[i][j] += value;
      if (i !== j) dense[j][i] += value;
    };
    for (let i = 0; i < n; i++) {
      add(i, i, 8);
      for (let j = Math.max(0, i - bandwidth); j < i; j++) add(j, i, rng.normal());
    }
    band.factorise();
    const x = Float64Array.from({ length: 3 * n }, () => rng.normal());
    const v = x.map((_, k) =>
      dense[(k - (k % 3)) / 3].reduce((sum, a, j) => sum + a * x[3 * j + (k % 3)], 0),
    );
    band.solve3(v);
    v.forEach((value, k) => expect(value).toBeCloseTo(x[k], 12));
  });
});
