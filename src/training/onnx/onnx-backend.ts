import { InferenceSession, Tensor } from 'onnxruntime-node';
import { dropoutsOf, parametersOf, targetWidth, type Parameters } from '../network/architecture.js';
import type { Batch, NetworkForm, TrainingBackend, TrainingSession } from '../network/training-backend.js';
import {
  gradientName,
  INPUTS,
  LOSS,
  maskName,
  targetName,
  trainingGraph,
  weightName,
} from './training-graph.js';

/** Trains on the CPU through ONNX Runtime. `threads` 0: as many as there are cores. */
export function onnxBackend(threads: number, device: string): TrainingBackend {
  return { device, open: (form) => open(form, threads) };
}

async function open(form: NetworkForm, threads: number): Promise<TrainingSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    // Threads that wait by spinning take the time of whoever else computes on this machine.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    logSeverityLevel: 3,
  };
  const withGradients = await InferenceSession.create(trainingGraph(form, true), options);
  const lossesOnly = await InferenceSession.create(trainingGraph(form, false), options);
  const feeds = (parameters: Parameters, batch: Batch): Record<string, Tensor> =>
    feedsOf(form, parameters, batch);
  return {
    async gradients(parameters, batch) {
      const results = await withGradients.run({ ...feeds(parameters, batch), ...maskFeeds(form, batch) });
      const gradients = parametersOf(form.architecture).map(({ name }) => [
        name,
        results[gradientName(name)].data as Float32Array,
      ]);
      return {
        losses: results[LOSS].data as Float32Array,
        gradients: Object.fromEntries(gradients) as Parameters,
      };
    },
    async losses(parameters, batch) {
      return (await lossesOnly.run(feeds(parameters, batch)))[LOSS].data as Float32Array;
    },
    async close() {
      await withGradients.release();
      await lossesOnly.release();
    },
  };
}

function feedsOf(form: NetworkForm, parameters: Parameters, batch: Batch): Record<string, Tensor> {
  const { architecture, members } = form;
  const feeds: Record<string, Tensor> = {};
  const put = (name: string, values: Float32Array, rows: number, width: number): void => {
    feeds[name] = new Tensor('float32', values, [members, rows, width]);
  };
  for (const { name, shape } of parametersOf(architecture)) put(name, parameters[name], shape[0], shape[1]);
  put(INPUTS, batch.inputs, batch.nRows, architecture.nInputs);
  for (const head of architecture.heads) {
    put(targetName(head.tensor), batch.targets[head.tensor], batch.nRows, targetWidth(head));
    put(weightName(head.tensor), batch.weights[head.tensor], batch.nRows, 1);
  }
  return feeds;
}

function maskFeeds({ architecture, members }: NetworkForm, batch: Batch): Record<string, Tensor> {
  return Object.fromEntries(
    dropoutsOf(architecture).map(({ name, width }) => [
      maskName(name),
      new Tensor('float32', batch.masks![name], [members, batch.nRows, width]),
    ]),
  );
}
