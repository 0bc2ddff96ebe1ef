import type { Ops } from './ops.js';

/** A tensor of doubles, row-major. */
export interface Naive {
  readonly shape: readonly [number, number, number];
  readonly values: Float64Array;
}

export const naive = (shape: readonly [number, number, number], values: ArrayLike<number>): Naive => ({
  shape,
  values: Float64Array.from(values),
});

type Index = (m: number, r: number, c: number) => number;

/** Element as if every axis of 1 were repeated. */
const at =
  ({ shape: [M, R, C], values }: Naive): Index =>
  (m, r, c) =>
    values[((M === 1 ? 0 : m) * R + (R === 1 ? 0 : r)) * C + (C === 1 ? 0 : c)];

function fill(shape: readonly [number, number, number], value: Index): Naive {
  const values = new Float64Array(shape[0] * shape[1] * shape[2]);
  let i = 0;
  for (let m = 0; m < shape[0]; m++)
    for (let r = 0; r < shape[1]; r++) for (let c = 0; c < shape[2]; c++) values[i++] = value(m, r, c);
  return { shape, values };
}

function binary(a: Naive, b: Naive, of: (x: number, y: number) => number): Naive {
  const [x, y] = [at(a), at(b)];
  const shape = a.shape.map((d, i) => Math.max(d, b.shape[i])) as unknown as Naive['shape'];
  return fill(shape, (m, r, c) => of(x(m, r, c), y(m, r, c)));
}

const unary =
  (of: (x: number) => number) =>
  (a: Naive): Naive => ({ shape: a.shape, values: a.values.map(of) });

function reduceWidth(a: Naive, of: (row: Float64Array) => number): Naive {
  const [M, R, C] = a.shape;
  return fill([M, R, 1], (m, r) => of(a.values.subarray((m * R + r) * C, (m * R + r + 1) * C)));
}

const total = (row: Float64Array): number => row.reduce((s, v) => s + v, 0);

/** The operations as their definitions say, in double precision: what the fast ones are checked against. */
export const NAIVE_OPS: Ops<Naive> = {
  matMul(a, b) {
    const [x, y] = [at(a), at(b)];
    return fill([Math.max(a.shape[0], b.shape[0]), a.shape[1], b.shape[2]], (m, r, c) => {
      let sum = 0;
      for (let k = 0; k < a.shape[2]; k++) sum += x(m, r, k) * y(m, k, c);
      return sum;
    });
  },
  add: (a, b) => binary(a, b, (x, y) => x + y),
  subtract: (a, b) => binary(a, b, (x, y) => x - y),
  multiply: (a, b) => binary(a, b, (x, y) => x * y),
  divide: (a, b) => binary(a, b, (x, y) => x / y),
  affine: (a, factor, offset) => unary((x) => x * factor + offset)(a),
  exp: unary(Math.exp),
  log: unary(Math.log),
  tanh: unary(Math.tanh),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  relu: unary((x) => Math.max(0, x)),
  abs: unary(Math.abs),
  sqrt: unary(Math.sqrt),
  sum(a, axis) {
    if (axis === 2) return reduceWidth(a, total);
    const get = at(a);
    return fill([a.shape[0], 1, a.shape[2]], (m, _r, c) => {
      let sum = 0;
      for (let r = 0; r < a.shape[1]; r++) sum += get(m, r, c);
      return sum;
    });
  },
  mean: (a) => reduceWidth(a, (row) => total(row) / row.length),
  max: (a) => reduceWidth(a, (row) => Math.max(...row)),
  slice: (a, from, to) => fill([a.shape[0], a.shape[1], to - from], (m, r, c) => at(a)(m, r, from + c)),
  concat(parts) {
    const width = parts.reduce((sum, p) => sum + p.shape[2], 0);
    const [M, R] = parts[0].shape;
    const values = new Float64Array(M * R * width);
    let from = 0;
    for (const part of parts) {
      const [, , C] = part.shape;
      for (let row = 0; row < M * R; row++)
        values.set(part.values.subarray(row * C, (row + 1) * C), row * width + from);
      from += C;
    }
    return { shape: [M, R, width], values };
  },
  constant: (values) => naive([1, 1, values.length], values),
};
