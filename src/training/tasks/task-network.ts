import type { ModelOutput } from '../../science/descriptors/model-manifest.js';
import type { Architecture, Head } from '../network/architecture.js';
import type { TaskDefinition, TaskOutput } from './task-definition.js';

/** The network of a task. */
export const architectureOf = (task: TaskDefinition): Architecture => ({
  nInputs: task.input.grid.nChannels,
  withSlopes: task.withSlopes,
  spread: task.spread,
  trunk: task.trunk,
  heads: task.outputs.map(headOf),
});

function headOf(output: TaskOutput): Head {
  const { tensor, lossWeight: weight } = output;
  switch (output.kind) {
    case 'scalar':
      return { tensor, weight, kind: 'scalar', loss: output.loss };
    case 'curve':
      return { tensor, weight, kind: 'curve', width: output.axis.n, cosineWeight: output.cosineWeight };
    case 'classes':
      return { tensor, weight, kind: 'classes', width: output.labels.length, smoothing: output.smoothing };
    case 'fractions':
      return { tensor, weight, kind: 'fractions', width: output.labels.length, smoothing: output.smoothing };
  }
}

/** Outputs as a manifest has them, but for their intervals. */
export function uncalibratedOutputs(task: TaskDefinition): ModelOutput[] {
  // Stands for an interval that is not calibrated yet: it holds everything.
  const unknown = {
    ...{ level: 0.9, factor: Number.MAX_VALUE, floorStd: 0, nCalibration: 0 },
    difficulty: task.difficulty,
  };
  return task.outputs.map((output): ModelOutput => {
    const { kind, name, label, tensor } = output;
    switch (kind) {
      case 'scalar':
        return { kind, name, label, tensor, unit: output.unit, width: 2, interval: unknown };
      case 'classes':
        return { kind, name, label, tensor, labels: output.labels, set: { level: 0.9, minProbability: 0 } };
      case 'curve':
        return { kind, name, label, tensor, unit: output.unit, axis: output.axis, interval: unknown };
      case 'fractions':
        return {
          kind,
          name,
          label,
          tensor,
          labels: output.labels,
          interval: unknown,
          mean: output.mean === null ? null : { ...output.mean, interval: unknown },
        };
    }
  });
}
