import { DescriptorError } from './descriptor-error.js';
import type {
  ClassesOutput,
  CurveOutput,
  FractionsOutput,
  ModelOutput,
  ScalarOutput,
} from './model-manifest.js';

/** A network's answer to many rows, its members taken together; arrays are row-major. */
export type Answer =
  | {
      readonly kind: 'scalar';
      readonly output: ScalarOutput;
      readonly values: Float64Array;
      readonly std: Float64Array;
    }
  /** probabilities [n × labels] */
  | { readonly kind: 'classes'; readonly output: ClassesOutput; readonly probabilities: Float64Array }
  /** values, std [n × labels]; `mean` [n] of the output's `mean.values`, null where it states none. */
  | {
      readonly kind: 'fractions';
      readonly output: FractionsOutput;
      readonly values: Float64Array;
      readonly std: Float64Array;
      readonly mean: { readonly values: Float64Array; readonly std: Float64Array } | null;
    }
  /** values, std [n × axis.n] */
  | {
      readonly kind: 'curve';
      readonly output: CurveOutput;
      readonly values: Float64Array;
      readonly std: Float64Array;
    };

/** Numbers an output has for each row and member. */
export function widthOf(output: ModelOutput): number {
  if (output.kind === 'scalar') return output.width;
  return output.kind === 'curve' ? output.axis.n : output.labels.length;
}

/**
 * Takes the members of an ensemble together: the mean of what they say, and as standard deviation the root of the variance
 * between members plus the mean variance that each states of its own (a mixture of equal Gaussians).
 *
 * @param tensor  [members × n × width]; for one member [n × width]
 * @throws DescriptorError model-answer-invalid  another number of values than that, or one that is not finite
 * Fractions: of the mean of `mean.values` weighted by them, each member's mean is taken first, so that what members agree on
 *   is not doubted.
 * Source: Lakshminarayanan, Pritzel & Blundell, Simple and scalable predictive uncertainty estimation using deep ensembles,
 *   NeurIPS (2017), section 2.4. Checked: against draws from the mixture (combine-members.spec.ts).
 */
export function combineMembers(output: ModelOutput, tensor: Float32Array, members: number): Answer {
  const width = widthOf(output);
  const n = tensor.length / (members * width);
  if (!Number.isInteger(n)) {
    throw new DescriptorError(
      'model-answer-invalid',
      `The output ${output.name} has ${tensor.length} values, which are no rows of ${width} for ${members} members.`,
    );
  }
  if (!tensor.every(Number.isFinite)) {
    throw new DescriptorError(
      'model-answer-invalid',
      `The output ${output.name} holds values that are no numbers.`,
    );
  }
  if (output.kind === 'scalar') return { kind: 'scalar', output, ...scalar(tensor, n, members, width) };
  const { values, std } = spread(tensor, members);
  if (output.kind === 'classes') return { kind: 'classes', output, probabilities: values };
  if (output.kind === 'curve') return { kind: 'curve', output, values, std };
  const mean =
    output.mean === null ? null : spread(weightedMeans(tensor, output.mean.values, members * n), members);
  return { kind: 'fractions', output, values, std, mean };
}

/** Mean and standard deviation over members of each of the other values. */
function spread(tensor: ArrayLike<number>, members: number): { values: Float64Array; std: Float64Array } {
  const size = tensor.length / members;
  const values = new Float64Array(size);
  const std = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let m = 0; m < members; m++) sum += tensor[m * size + i];
    values[i] = sum / members;
    let squares = 0;
    for (let m = 0; m < members; m++) squares += (tensor[m * size + i] - values[i]) ** 2;
    std[i] = Math.sqrt(squares / members);
  }
  return { values, std };
}

function scalar(
  tensor: Float32Array,
  n: number,
  members: number,
  width: number,
): { values: Float64Array; std: Float64Array } {
  if (width === 1) return spread(tensor, members);
  const { values, std } = spread(
    Float64Array.from({ length: members * n }, (_, i) => tensor[2 * i]),
    members,
  );
  for (let i = 0; i < n; i++) {
    let own = 0;
    for (let m = 0; m < members; m++) own += Math.exp(2 * tensor[2 * (m * n + i) + 1]);
    std[i] = Math.hypot(std[i], Math.sqrt(own / members));
  }
  return { values, std };
}

function weightedMeans(fractions: Float32Array, weights: readonly number[], nRows: number): Float64Array {
  const width = weights.length;
  return Float64Array.from({ length: nRows }, (_, i) =>
    weights.reduce((sum, weight, k) => sum + weight * fractions[i * width + k], 0),
  );
}
