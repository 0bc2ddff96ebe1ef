import type { Ops } from '../network/ops.js';
import { TrainingError } from '../training-error.js';
import type { Attribute, OnnxConstant, OnnxNode } from './onnx-model.js';

/** Members (1: the same for all), rows ('n': any number), width. */
export type Shape = readonly [number, number | 'n', number];

/** A tensor of a graph under construction. */
export interface Value {
  readonly name: string;
  readonly shape: Shape;
}

/** An operation as the gradients read it. */
export interface TapeEntry {
  readonly kind: keyof Ops<Value>;
  readonly inputs: readonly Value[];
  readonly output: Value;
  /** Of 'affine': factor; of 'sum': axis; of 'slice': from, to. */
  readonly numbers: readonly number[];
}

const along = (a: number | 'n', b: number | 'n'): number | 'n' => {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  throw new TrainingError('invalid-architecture', `axes of ${a} and ${b} do not fit`);
};

const joint = (a: Shape, b: Shape): Shape => [
  along(a[0], b[0]) as number,
  along(a[1], b[1]),
  along(a[2], b[2]) as number,
];

/** Operations written down as an ONNX graph, with the tape that gradients are made from. */
export class GraphOps implements Ops<Value> {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];
  readonly tape: TapeEntry[] = [];
  private count = 0;
  private readonly scalars = new Map<number, string>();

  input(name: string, shape: Shape): Value {
    return { name, shape };
  }

  /** A node that is not on the tape. */
  node(op: string, inputs: readonly string[], shape: Shape, attributes?: Record<string, Attribute>): Value {
    const output = `t${this.count++}`;
    this.nodes.push({ op, inputs, output, attributes });
    return { name: output, shape };
  }

  integers(values: readonly number[]): string {
    const name = `i${this.count++}`;
    this.constants.push({ name, shape: [values.length], values });
    return name;
  }

  scalar(value: number): string {
    const known = this.scalars.get(value);
    if (known !== undefined) return known;
    const name = `s${this.count++}`;
    this.constants.push({ name, shape: [], values: Float32Array.of(value) });
    this.scalars.set(value, name);
    return name;
  }

  /** A tensor that goes into the file: [members × rows × width]. */
  stored(name: string, shape: readonly [number, number, number], values: Float32Array): Value {
    this.constants.push({ name, shape, values });
    return { name, shape };
  }

  matMul(a: Value, b: Value): Value {
    if (a.shape[2] !== b.shape[1]) {
      throw new TrainingError(
        'invalid-architecture',
        `a layer takes ${b.shape[1]} values and is given ${a.shape[2]}`,
      );
    }
    const shape: Shape = [along(a.shape[0], b.shape[0]) as number, a.shape[1], b.shape[2]];
    return this.record('matMul', [a, b], this.node('MatMul', [a.name, b.name], shape));
  }

  add = (a: Value, b: Value): Value => this.binary('add', 'Add', a, b);
  subtract = (a: Value, b: Value): Value => this.binary('subtract', 'Sub', a, b);
  multiply = (a: Value, b: Value): Value => this.binary('multiply', 'Mul', a, b);
  divide = (a: Value, b: Value): Value => this.binary('divide', 'Div', a, b);
  exp = (a: Value): Value => this.unary('exp', 'Exp', a);
  log = (a: Value): Value => this.unary('log', 'Log', a);
  tanh = (a: Value): Value => this.unary('tanh', 'Tanh', a);
  sigmoid = (a: Value): Value => this.unary('sigmoid', 'Sigmoid', a);
  relu = (a: Value): Value => this.unary('relu', 'Relu', a);
  abs = (a: Value): Value => this.unary('abs', 'Abs', a);
  sqrt = (a: Value): Value => this.unary('sqrt', 'Sqrt', a);

  affine(a: Value, factor: number, offset: number): Value {
    let out = a;
    if (factor !== 1) out = this.node('Mul', [out.name, this.scalar(factor)], a.shape);
    if (offset !== 0) out = this.node('Add', [out.name, this.scalar(offset)], a.shape);
    if (out === a) return a;
    return this.record('affine', [a], out, [factor]);
  }

  sum(a: Value, axis: 1 | 2): Value {
    const shape: Shape = axis === 1 ? [a.shape[0], 1, a.shape[2]] : [a.shape[0], a.shape[1], 1];
    const out = this.node('ReduceSum', [a.name, this.integers([axis])], shape, { keepdims: 1 });
    return this.record('sum', [a], out, [axis]);
  }

  mean(a: Value): Value {
    const shape: Shape = [a.shape[0], a.shape[1], 1];
    return this.record('mean', [a], this.node('ReduceMean', [a.name], shape, { axes: [2], keepdims: 1 }));
  }

  max(a: Value): Value {
    return this.node('ReduceMax', [a.name], [a.shape[0], a.shape[1], 1], { axes: [2], keepdims: 1 });
  }

  slice(a: Value, from: number, to: number): Value {
    const inputs = [a.name, this.integers([from]), this.integers([to]), this.integers([2])];
    const out = this.node('Slice', inputs, [a.shape[0], a.shape[1], to - from]);
    return this.record('slice', [a], out, [from, to]);
  }

  concat(parts: readonly Value[]): Value {
    const width = parts.reduce((total, p) => total + p.shape[2], 0);
    return this.node(
      'Concat',
      parts.map((p) => p.name),
      [parts[0].shape[0], parts[0].shape[1], width],
      { axis: 2 },
    );
  }

  constant(values: Float32Array): Value {
    return this.stored(`c${this.count++}`, [1, 1, values.length], values);
  }

  private unary(kind: keyof Ops<Value>, op: string, a: Value): Value {
    return this.record(kind, [a], this.node(op, [a.name], a.shape));
  }

  private binary(kind: keyof Ops<Value>, op: string, a: Value, b: Value): Value {
    return this.record(kind, [a, b], this.node(op, [a.name, b.name], joint(a.shape, b.shape)));
  }

  private record(
    kind: keyof Ops<Value>,
    inputs: readonly Value[],
    output: Value,
    numbers: readonly number[] = [],
  ): Value {
    this.tape.push({ kind, inputs, output, numbers });
    return output;
  }
}
