import * as tf from '@tensorflow/tfjs-core';
import { dropoutsOf, parametersOf, targetWidth, type Parameters } from '../network/architecture.js';
import { totalLoss, type BatchTensors } from '../network/loss.js';
import type { Batch, NetworkForm, TrainingBackend, TrainingSession } from '../network/training-backend.js';
import { registerGradients } from './register-gradients.js';
import { TFJS_OPS } from './tfjs-ops.js';

/**
 * Trains through TensorFlow.js on the backend that is set.
 *
 * @param device  for the card
 */
export function tfjsBackend(device: string): TrainingBackend {
  registerGradients();
  return { device, open: (form) => Promise.resolve(open(form)) };
}

function open(form: NetworkForm): TrainingSession {
  const names = parametersOf(form.architecture).map((s) => s.name);
  const lossOf = (
    values: readonly tf.Tensor[],
    batch: BatchTensors<tf.Tensor>,
    mask?: (name: string) => tf.Tensor,
  ): tf.Tensor =>
    totalLoss(TFJS_OPS, form, { parameter: (name) => values[names.indexOf(name)], mask }, batch);
  return {
    async gradients(parameters, batch) {
      const [losses, ...gradients] = tf.tidy(() => {
        const tensors = batchTensors(form, batch);
        const masks = maskTensors(form, batch);
        let kept: tf.Tensor = tf.scalar(0);
        const values = parameterTensors(form, parameters);
        const { grads } = tf.valueAndGrads((...p: tf.Tensor[]) => {
          kept = tf.keep(lossOf(p, tensors, (name) => masks[name]));
          return tf.sum(kept);
        })(values);
        return [kept, ...grads];
      });
      const read = await Promise.all(gradients.map((g) => g.data() as Promise<Float32Array>));
      const found = (await losses.data()) as Float32Array;
      tf.dispose([losses, ...gradients]);
      return { losses: found, gradients: Object.fromEntries(names.map((n, i) => [n, read[i]])) };
    },
    async losses(parameters, batch) {
      const loss = tf.tidy(() => lossOf(parameterTensors(form, parameters), batchTensors(form, batch)));
      const values = (await loss.data()) as Float32Array;
      loss.dispose();
      return values;
    },
    close: () => Promise.resolve(),
  };
}

const parameterTensors = ({ architecture, members }: NetworkForm, parameters: Parameters): tf.Tensor[] =>
  parametersOf(architecture).map(({ name, shape }) => tf.tensor3d(parameters[name], [members, ...shape]));

function batchTensors({ architecture, members }: NetworkForm, batch: Batch): BatchTensors<tf.Tensor> {
  const tensor = (values: Float32Array, width: number): tf.Tensor =>
    tf.tensor3d(values, [members, batch.nRows, width]);
  const { heads } = architecture;
  return {
    inputs: tensor(batch.inputs, architecture.nInputs),
    targets: Object.fromEntries(
      heads.map((h) => [h.tensor, tensor(batch.targets[h.tensor], targetWidth(h))]),
    ),
    weights: Object.fromEntries(heads.map((h) => [h.tensor, tensor(batch.weights[h.tensor], 1)])),
  };
}

const maskTensors = ({ architecture, members }: NetworkForm, batch: Batch): Record<string, tf.Tensor> =>
  Object.fromEntries(
    dropoutsOf(architecture).map(({ name, width }) => [
      name,
      tf.tensor3d(batch.masks![name], [members, batch.nRows, width]),
    ]),
  );
