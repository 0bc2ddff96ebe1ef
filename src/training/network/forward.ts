import type { Activation, Architecture, Head, Layer, Scaling } from './architecture.js';
import type { Ops } from './ops.js';

/** Bounds the logarithm of a standard deviation smoothly to ± this: a network may not be sure beyond e^−5 of a spread. */
const MAX_LN_STD = 5;
const GELU = 1.702;
const NORM_EPSILON = 1e-5;
const COSINE_EPSILON = 1e-6;

/** What a network is run with. */
export interface NetworkValues<T> {
  /** A parameter by its name. */
  readonly parameter: (name: string) => T;
  /** The mask of a dropout layer, [members × n × width]; left out: nothing is dropped. */
  readonly mask?: (name: string) => T;
}

/**
 * The network up to what its heads' dense layers give, before soft-max and units.
 *
 * @param rows  [members × n × nInputs], or [1 × n × nInputs] where all members see the same
 * @returns by tensor, [members × n × rawWidth]
 */
export function forward<T>(
  ops: Ops<T>,
  network: { readonly architecture: Architecture; readonly scaling: Scaling },
  values: NetworkValues<T>,
  rows: T,
): Record<string, T> {
  const { parameter } = values;
  const { architecture, scaling } = network;
  const dense = (name: string, x: T): T =>
    ops.add(ops.matMul(x, parameter(`${name}.weight`)), parameter(`${name}.bias`));
  const walk = (layers: readonly Layer[], path: string, start: T): T => {
    let x = start;
    layers.forEach((layer, i) => {
      const name = `${path}.${i}`;
      if (layer.kind === 'dense') x = dense(name, x);
      else if (layer.kind === 'activation') x = activate(ops, layer.of, x);
      else if (layer.kind === 'dropout')
        x = values.mask === undefined ? x : ops.multiply(x, values.mask(name));
      else if (layer.kind === 'residual') x = ops.add(x, walk(layer.layers, name, x));
      else {
        x = ops.add(ops.multiply(normalise(ops, x), parameter(`${name}.gain`)), parameter(`${name}.bias`));
      }
    });
    return x;
  };
  const input = ops.multiply(
    ops.subtract(featuresOf(ops, architecture, rows), ops.constant(scaling.inputMean)),
    ops.constant(scaling.inputStd.map((s) => 1 / s)),
  );
  const end = walk(architecture.trunk, 'trunk', input);
  return Object.fromEntries(architecture.heads.map((h) => [h.tensor, dense(`head.${h.tensor}`, end)]));
}

function featuresOf<T>(ops: Ops<T>, { nInputs, withSlopes }: Architecture, rows: T): T {
  if (!withSlopes) return rows;
  return ops.concat([rows, ops.subtract(ops.slice(rows, 2, nInputs), ops.slice(rows, 0, nInputs - 2))]);
}

function activate<T>(ops: Ops<T>, of: Activation, x: T): T {
  if (of === 'relu') return ops.relu(x);
  if (of === 'tanh') return ops.tanh(x);
  return ops.multiply(x, ops.sigmoid(of === 'gelu' ? ops.affine(x, GELU, 0) : x));
}

function normalise<T>(ops: Ops<T>, x: T): T {
  const centred = ops.subtract(x, ops.mean(x));
  return ops.divide(centred, ops.sqrt(ops.affine(ops.mean(ops.multiply(centred, centred)), 1, NORM_EPSILON)));
}

const lnStdOf = <T>(ops: Ops<T>, raw: T): T =>
  ops.affine(ops.tanh(ops.affine(ops.slice(raw, 1, 2), 1 / MAX_LN_STD, 0)), MAX_LN_STD, 0);

function logSoftmax<T>(ops: Ops<T>, raw: T): T {
  const shifted = ops.subtract(raw, ops.max(raw));
  return ops.subtract(shifted, ops.log(ops.sum(ops.exp(shifted), 2)));
}

/**
 * Loss of one head.
 *
 * @param target  [members × n × targetWidth], brought to the head's scaling; smoothing of classes is done here
 * @param weight  [members × n × 1]; 0 where the target is not known; sums to 1 over the rows of a member
 * @returns [members × 1 × 1]
 */
export function headLoss<T>(
  ops: Ops<T>,
  head: Head,
  scaling: Scaling,
  told: { readonly raw: T; readonly target: T; readonly weight: T },
): T {
  const loss = rowLoss(ops, head, scaling, told);
  return ops.affine(ops.sum(ops.multiply(loss, told.weight), 1), head.weight, 0);
}

function rowLoss<T>(
  ops: Ops<T>,
  head: Head,
  scaling: Scaling,
  { raw, target }: { readonly raw: T; readonly target: T },
): T {
  if (head.kind === 'classes' || head.kind === 'fractions') {
    const smooth = ops.affine(target, 1 - head.smoothing, head.smoothing / head.width);
    return ops.affine(ops.sum(ops.multiply(smooth, logSoftmax(ops, raw)), 2), -1, 0);
  }
  if (head.kind === 'scalar') {
    const miss = ops.subtract(target, ops.slice(raw, 0, 1));
    const lnStd = lnStdOf(ops, raw);
    const scaled = ops.multiply(miss, ops.exp(ops.affine(lnStd, -1, 0)));
    // Laplace's mean absolute deviation is its standard deviation / √2.
    const distance =
      head.loss === 'laplace'
        ? ops.affine(ops.abs(scaled), Math.SQRT2, 0)
        : ops.affine(ops.multiply(scaled, scaled), 0.5, 0);
    return ops.add(distance, lnStd);
  }
  const miss = ops.subtract(target, raw);
  const squared = ops.mean(ops.multiply(miss, miss));
  if (head.cosineWeight === 0) return squared;
  const { mean, std } = scaling.targets[head.tensor];
  const inUnits = (x: T): T => ops.add(ops.affine(x, std, 0), ops.constant(mean));
  return ops.add(
    squared,
    ops.affine(oneMinusCosine(ops, inUnits(raw), inUnits(target)), head.cosineWeight, 0),
  );
}

function oneMinusCosine<T>(ops: Ops<T>, a: T, b: T): T {
  const length = (x: T): T => ops.sqrt(ops.affine(ops.sum(ops.multiply(x, x), 2), 1, COSINE_EPSILON));
  const cosine = ops.divide(ops.sum(ops.multiply(a, b), 2), ops.multiply(length(a), length(b)));
  return ops.affine(cosine, -1, 1);
}

/** What is served of a head: probabilities, value and ln of its standard deviation, or a curve, in their units. */
export function servedOutput<T>(ops: Ops<T>, head: Head, raw: T, scaling: Scaling): T {
  if (head.kind === 'classes' || head.kind === 'fractions') return ops.exp(logSoftmax(ops, raw));
  const { mean, std } = scaling.targets[head.tensor];
  if (head.kind === 'curve') return ops.add(ops.affine(raw, std, 0), ops.constant(mean));
  return ops.concat([
    ops.affine(ops.slice(raw, 0, 1), std, mean[0]),
    ops.affine(lnStdOf(ops, raw), 1, Math.log(std)),
  ]);
}
