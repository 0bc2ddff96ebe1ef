import { GraphOps, type Shape, type Value } from '../onnx/graph-ops.js';
import { encodeOnnx, type OnnxTensorType } from '../onnx/onnx-model.js';
import { SPECTRA } from '../onnx/serving-graph.js';
import type { Block, KernelPlan } from './kernel-plan.js';

/** Rows are [1 × n × width] here, as members are in networks. */
const shape = (width: number): Shape => [1, 'n', width];
const LOG_OFFSET = 0.1;
const TINY = 1e-6;

/** What a kernel machine has learnt. Values are row-major. */
export interface KernelMachine {
  readonly plan: KernelPlan;
  readonly nChannels: number;
  readonly nSupport: number;
  /** By block: features of the support spectra [nSupport × width], and the distance at which the kernel is 1/e. */
  readonly blocks: ReadonlyMap<Block, { readonly support: Float32Array; readonly scale: number }>;
  readonly heads: readonly KernelHead[];
}

export interface KernelHead {
  readonly tensor: string;
  readonly kind: 'classes' | 'scalar' | 'curve';
  readonly width: number;
  /** [nSupport × width] and [width]. */
  readonly weights: Float32Array;
  readonly mean: Float32Array;
  /** Of scalars: spread of the target, and inverse of the kernel of the support, [nSupport × nSupport]. */
  readonly std: number;
  readonly inverse: Float32Array | null;
}

/** Features of spectra, by block: what distances are taken between. */
export function featureGraph(plan: KernelPlan, nChannels: number, blocks: readonly Block[]): Uint8Array {
  const graph = new GraphOps();
  const rows = input(graph, nChannels);
  const outputs = blocks.map((block) => named(graph, features(graph, rows, block, plan), block));
  return file(graph, nChannels, outputs);
}

/** The machine as it is served: the same outputs as a network of one member. */
export function kernelGraph(machine: KernelMachine): Uint8Array {
  const graph = new GraphOps();
  const answers = kernelAnswers(graph, input(graph, machine.nChannels), machine);
  const outputs = machine.heads.map(({ tensor }) => named(graph, answers.get(tensor)!, tensor));
  return file(graph, machine.nChannels, outputs);
}

/** Adds the machine to a graph; what it answers, by tensor, [1 × n × width]. */
export function kernelAnswers(graph: GraphOps, rows: Value, machine: KernelMachine): Map<string, Value> {
  const kernels = new Map<Block, Value>();
  for (const [block, { support, scale }] of machine.blocks) {
    const x = features(graph, rows, block, machine.plan);
    kernels.set(block, kernelTo(graph, x, { support, scale, n: machine.nSupport }));
  }
  const stored = new Map<Float32Array, Value>();
  const inverses: Inverses = (values) => {
    const n = machine.nSupport;
    const value = stored.get(values) ?? graph.stored(`inverse.${stored.size}`, [1, n, n], values);
    stored.set(values, value);
    return value;
  };
  return new Map(
    machine.heads.map((head) => {
      const used = machine.plan.blocks[head.tensor].map((block) => kernels.get(block)!);
      const kernel = graph.affine(
        used.reduce((a, b) => graph.add(a, b)),
        1 / used.length,
        0,
      );
      return [head.tensor, headOutput(graph, machine, head, { kernel, inverses })];
    }),
  );
}

const input = (graph: GraphOps, nChannels: number): Value =>
  graph.node('Unsqueeze', [SPECTRA, graph.integers([0])], shape(nChannels));

function named(graph: GraphOps, value: Value, name: string): OnnxTensorType {
  graph.nodes.push({ op: 'Identity', inputs: [value.name], output: name });
  return { name, shape: value.shape };
}

const file = (graph: GraphOps, nChannels: number, outputs: readonly OnnxTensorType[]): Uint8Array =>
  encodeOnnx({
    inputs: [{ name: SPECTRA, shape: ['n', nChannels] }],
    outputs,
    nodes: graph.nodes,
    constants: graph.constants,
  });

function features(graph: GraphOps, rows: Value, block: Block, plan: KernelPlan): Value {
  if (block === 'values') return rows;
  if (block === 'log') return graph.log(graph.affine(graph.relu(rows), 1, LOG_OFFSET));
  const n = rows.shape[2];
  const sums = Float32Array.from({ length: n * n }, (_, i) => (Math.floor(i / n) <= i % n ? 1 : 0));
  const cumulative = graph.matMul(rows, graph.stored(`sums.${block}`, [1, n, n], sums));
  return block === 'cumulative' ? cumulative : aligned(graph, rows, cumulative, plan);
}

/** The cumulative sum from some channels before the onset on, linear between channels. */
function aligned(graph: GraphOps, rows: Value, cumulative: Value, plan: KernelPlan): Value {
  const { onsetBelowChannel, alignedChannels, alignedBefore } = plan;
  const half = graph.affine(graph.max(graph.slice(rows, 0, onsetBelowChannel)), 0.5, 0);
  const above = graph.node('Greater', [rows.name, half.name], rows.shape);
  const first = graph.node(
    'ArgMax',
    [graph.node('Cast', [above.name], rows.shape, { to: 1 }).name],
    shape(1),
    {
      axis: 2,
      keepdims: 1,
    },
  );
  const last = rows.shape[2] - 1;
  /** Values `offset` channels behind the first one above half height. */
  const at = (of: Value, offsets: readonly number[]): Value => {
    const places = graph.node('Add', [first.name, graph.integers(offsets)], shape(offsets.length));
    const above0 = graph.node('Max', [places.name, graph.integers([0])], places.shape);
    const inside = graph.node('Min', [above0.name, graph.integers([last])], places.shape);
    return graph.node('GatherElements', [of.name, inside.name], places.shape, { axis: 2 });
  };
  const before = at(rows, [-1]);
  const rise = graph.affine(graph.relu(graph.subtract(at(rows, [0]), before)), 1, TINY);
  const part = graph.divide(graph.relu(graph.subtract(half, before)), rise);
  const offsets = Array.from({ length: alignedChannels + 1 }, (_, k) => k - alignedBefore - 1);
  const from = at(
    cumulative,
    offsets.map((o) => o - 1),
  );
  const to = at(cumulative, offsets);
  const moved = graph.add(from, graph.multiply(graph.subtract(to, from), part));
  return graph.subtract(graph.slice(moved, 1, alignedChannels + 1), graph.slice(moved, 0, 1));
}

/** exp(−distance/scale) to each support spectrum. */
function kernelTo(
  graph: GraphOps,
  x: Value,
  { support, scale, n }: { support: Float32Array; scale: number; n: number },
): Value {
  const width = x.shape[2];
  const turned = new Float32Array(support.length);
  const squares = new Float32Array(n);
  for (let s = 0; s < n; s++) {
    for (let c = 0; c < width; c++) {
      turned[c * n + s] = -2 * support[s * width + c];
      squares[s] += support[s * width + c] ** 2;
    }
  }
  const name = `support.${graph.nodes.length}`;
  const products = graph.matMul(x, graph.stored(name, [1, width, n], turned));
  const own = graph.sum(graph.multiply(x, x), 2);
  const square = graph.relu(graph.add(graph.add(products, own), graph.constant(squares)));
  return graph.exp(graph.affine(graph.sqrt(square), -1 / scale, 0));
}

/** Stores an inverse once, however many heads share it. */
type Inverses = (values: Float32Array) => Value;

function headOutput(
  graph: GraphOps,
  machine: KernelMachine,
  head: KernelHead,
  { kernel, inverses }: { readonly kernel: Value; readonly inverses: Inverses },
): Value {
  const { nSupport, plan } = machine;
  const weights = graph.stored(`weights.${head.tensor}`, [1, nSupport, head.width], head.weights);
  const value = graph.add(graph.matMul(kernel, weights), graph.constant(head.mean));
  if (head.kind === 'curve') return value;
  if (head.kind === 'classes') {
    const positive = graph.affine(graph.relu(graph.affine(value, 1, -TINY)), 1, TINY);
    const shares = graph.divide(positive, graph.sum(positive, 2));
    return graph.add(
      graph.affine(shares, 1 - plan.priorShare, 0),
      graph.constant(head.mean.map((m) => plan.priorShare * m)),
    );
  }
  const inverse = inverses(head.inverse!);
  const known = graph.sum(graph.multiply(graph.matMul(kernel, inverse), kernel), 2);
  // Variance of a Gaussian process: what the support spectra do not tell of this one.
  const variance = graph.affine(graph.relu(graph.affine(known, -1, 1 - TINY)), 1, TINY);
  return graph.concat([value, graph.affine(graph.log(variance), 0.5, Math.log(head.std))]);
}
