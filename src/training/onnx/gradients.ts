import { TrainingError } from '../training-error.js';
import type { GraphOps, Shape, TapeEntry, Value } from './graph-ops.js';

/**
 * Writes the backward pass into the graph: reverse-mode differentiation over its tape.
 *
 * @param loss  [members × 1 × 1]; members are summed, so each one's gradient is its own
 * @param of    the tensors to differentiate with respect to
 * @returns a gradient for each of `of`, of its shape
 * @throws TrainingError invalid-architecture  the loss does not depend on one of them
 * Checked: graph.spec.ts, against finite differences of the naive forward pass and against tfjs.
 */
export function addGradients(graph: GraphOps, loss: Value, of: readonly Value[]): Value[] {
  const gradients = new Map<string, Value>();
  const one = graph.node('ConstantOfShape', [graph.integers([...loss.shape] as number[])], loss.shape);
  gradients.set(loss.name, graph.node('Add', [one.name, graph.scalar(1)], loss.shape));
  const entries = graph.tape.toReversed();
  const wanted = dependentOn(graph.tape, of);
  for (const entry of entries) {
    const upstream = gradients.get(entry.output.name);
    if (upstream === undefined) continue;
    entry.inputs.forEach((input, i) => {
      if (!wanted.has(input.name)) return;
      const part = reduceTo(
        graph,
        pullBack(graph, entry, i, full(graph, upstream, entry.output)),
        input.shape,
      );
      const sofar = gradients.get(input.name);
      gradients.set(
        input.name,
        sofar === undefined ? part : graph.node('Add', [sofar.name, part.name], input.shape),
      );
    });
  }
  return of.map((value) => {
    const found = gradients.get(value.name);
    if (found === undefined) {
      throw new TrainingError('invalid-architecture', `the loss does not depend on ${value.name}`);
    }
    return found;
  });
}

/** Tensors that change when one of `of` changes: gradients of the others (inputs, targets) are not made. */
function dependentOn(tape: readonly TapeEntry[], of: readonly Value[]): Set<string> {
  const names = new Set(of.map((v) => v.name));
  for (const entry of tape) if (entry.inputs.some((v) => names.has(v.name))) names.add(entry.output.name);
  return names;
}

const isSame = (a: Shape, b: Shape): boolean => a.every((d, i) => d === b[i]);

/** A gradient that is the same along an axis is spread over it. */
function full(graph: GraphOps, gradient: Value, like: Value): Value {
  if (isSame(gradient.shape, like.shape)) return gradient;
  const shape = graph.node('Shape', [like.name], [1, 1, 3]);
  return graph.node('Expand', [gradient.name, shape.name], like.shape);
}

/** An operand that was repeated along an axis gets the sum over it. */
function reduceTo(graph: GraphOps, gradient: Value, shape: Shape): Value {
  const axes = shape.flatMap((d, axis) => (d === 1 && gradient.shape[axis] !== 1 ? [axis] : []));
  if (axes.length === 0) return gradient;
  return graph.node('ReduceSum', [gradient.name, graph.integers(axes)], shape, { keepdims: 1 });
}

const swapped = ({ shape }: Value): Shape => [shape[0], shape[2], shape[1] as number];

type Pull = (graph: GraphOps, entry: TapeEntry, operand: number, g: Value) => Value;

const op = (graph: GraphOps, name: string, a: Value, b: Value): Value =>
  graph.node(name, [a.name, b.name], a.shape);
const negative = (graph: GraphOps, a: Value): Value => graph.node('Neg', [a.name], a.shape);

const PULLS: Readonly<Record<string, Pull>> = {
  matMul(graph, { inputs: [a, b] }, operand, g) {
    const other = operand === 0 ? b : a;
    const turned = graph.node('Transpose', [other.name], swapped(other), { perm: [0, 2, 1] });
    const pair = operand === 0 ? [g, turned] : [turned, g];
    const shape: Shape = [g.shape[0], pair[0].shape[1], pair[1].shape[2]];
    return graph.node('MatMul', [pair[0].name, pair[1].name], shape);
  },
  add: (_graph, _entry, _operand, g) => g,
  subtract: (graph, _entry, operand, g) => (operand === 0 ? g : negative(graph, g)),
  multiply: (graph, { inputs }, operand, g) => op(graph, 'Mul', g, inputs[1 - operand]),
  divide(graph, { inputs: [, b], output }, operand, g) {
    const share = op(graph, 'Div', g, b);
    return operand === 0 ? share : negative(graph, op(graph, 'Mul', share, output));
  },
  affine: (graph, { numbers: [factor] }, _operand, g) =>
    factor === 1 ? g : graph.node('Mul', [g.name, graph.scalar(factor)], g.shape),
  exp: (graph, { output }, _operand, g) => op(graph, 'Mul', g, output),
  log: (graph, { inputs: [a] }, _operand, g) => op(graph, 'Div', g, a),
  tanh(graph, { output }, _operand, g) {
    return op(graph, 'Sub', g, op(graph, 'Mul', g, op(graph, 'Mul', output, output)));
  },
  sigmoid(graph, { output }, _operand, g) {
    const part = op(graph, 'Mul', g, output);
    return op(graph, 'Sub', part, op(graph, 'Mul', part, output));
  },
  relu: (graph, { output }, _operand, g) =>
    op(graph, 'Mul', g, graph.node('Sign', [output.name], output.shape)),
  abs: (graph, { inputs: [a] }, _operand, g) => op(graph, 'Mul', g, graph.node('Sign', [a.name], a.shape)),
  sqrt(graph, { output }, _operand, g) {
    const half = graph.node('Mul', [g.name, graph.scalar(0.5)], g.shape);
    return op(graph, 'Div', half, output);
  },
  sum: (graph, { inputs: [a] }, _operand, g) => full(graph, g, a),
  mean(graph, { inputs: [a] }, _operand, g) {
    return full(graph, graph.node('Mul', [g.name, graph.scalar(1 / a.shape[2])], g.shape), a);
  },
  slice(graph, { inputs: [a], numbers: [from, to] }, _operand, g) {
    const pads = graph.integers([0, 0, from, 0, 0, a.shape[2] - to]);
    return graph.node('Pad', [g.name, pads], a.shape);
  },
};

function pullBack(graph: GraphOps, entry: TapeEntry, operand: number, upstream: Value): Value {
  const pull = PULLS[entry.kind];
  if (pull === undefined) {
    throw new TrainingError('invalid-architecture', `'${entry.kind}' cannot be trained through`);
  }
  return pull(graph, entry, operand, upstream);
}
