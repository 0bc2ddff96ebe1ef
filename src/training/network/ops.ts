/**
 * The operations networks are made of. One forward pass is written on them; who implements them decides what comes of it:
 * an ONNX graph (`onnx/graph-ops.ts`), tensors on a GPU (`tfjs/tfjs-ops.ts`), or plain loops (`naive-ops.ts`).
 *
 * Every tensor is [members × rows × width]: an ensemble is trained at once. Two operands fit when their axes are equal or 1.
 */
export interface Ops<T> {
  /** [m × n × i] · [m × i × o] */
  matMul(a: T, b: T): T;
  add(a: T, b: T): T;
  subtract(a: T, b: T): T;
  multiply(a: T, b: T): T;
  divide(a: T, b: T): T;
  /** a·factor + offset */
  affine(a: T, factor: number, offset: number): T;
  exp(a: T): T;
  log(a: T): T;
  tanh(a: T): T;
  sigmoid(a: T): T;
  relu(a: T): T;
  abs(a: T): T;
  sqrt(a: T): T;
  /** Over rows (1) or width (2), which stays as an axis of 1. */
  sum(a: T, axis: 1 | 2): T;
  mean(a: T): T;
  /** Over width; no gradient flows through it. */
  max(a: T): T;
  /** Channels [from, to) of the width. */
  slice(a: T, from: number, to: number): T;
  /** Along the width; not part of what is trained. */
  concat(parts: readonly T[]): T;
  /** [1 × 1 × width], the same for all members. */
  constant(values: Float32Array): T;
}
