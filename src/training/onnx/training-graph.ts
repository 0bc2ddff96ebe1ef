import { dropoutsOf, parametersOf, targetWidth } from '../network/architecture.js';
import { totalLoss } from '../network/loss.js';
import type { NetworkForm } from '../network/training-backend.js';
import { GraphOps, type Value } from './graph-ops.js';
import { addGradients } from './gradients.js';
import { encodeOnnx, type OnnxTensorType } from './onnx-model.js';

export const LOSS = 'loss';
export const gradientName = (parameter: string): string => `gradient.${parameter}`;
export const targetName = (tensor: string): string => `target.${tensor}`;
export const weightName = (tensor: string): string => `weight.${tensor}`;
export const maskName = (layer: string): string => `mask.${layer}`;
export const INPUTS = 'inputs';

/**
 * The training step of an ensemble as an ONNX file: in go the parameters and a batch, out come the members' losses and, if
 * asked for, a gradient for each parameter. The runtime that serves networks thereby trains them.
 */
export function trainingGraph(form: NetworkForm, withGradients: boolean): Uint8Array {
  const { architecture, members } = form;
  const graph = new GraphOps();
  const specs = parametersOf(architecture);
  const parameters = specs.map((s) => graph.input(s.name, [members, s.shape[0], s.shape[1]]));
  const byName = new Map(parameters.map((p) => [p.name, p]));
  const inputs = graph.input(INPUTS, [members, 'n', architecture.nInputs]);
  const targets: Record<string, Value> = {};
  const weights: Record<string, Value> = {};
  for (const head of architecture.heads) {
    targets[head.tensor] = graph.input(targetName(head.tensor), [members, 'n', targetWidth(head)]);
    weights[head.tensor] = graph.input(weightName(head.tensor), [members, 'n', 1]);
  }
  const masks = new Map(
    (withGradients ? dropoutsOf(architecture) : []).map(({ name, width }) => [
      name,
      graph.input(maskName(name), [members, 'n', width]),
    ]),
  );
  const values = {
    parameter: (name: string) => byName.get(name)!,
    mask: withGradients ? (name: string) => masks.get(name)! : undefined,
  };
  const loss = totalLoss(graph, form, values, { inputs, targets, weights });
  const outputs: OnnxTensorType[] = [named(graph, loss, LOSS)];
  if (withGradients) {
    addGradients(graph, loss, parameters).forEach((g, i) => {
      outputs.push(named(graph, g, gradientName(parameters[i].name)));
    });
  }
  return encodeOnnx({
    inputs: [...parameters, inputs, ...Object.values(targets), ...Object.values(weights), ...masks.values()],
    outputs,
    nodes: graph.nodes,
    constants: graph.constants,
  });
}

function named(graph: GraphOps, value: Value, name: string): OnnxTensorType {
  graph.nodes.push({ op: 'Identity', inputs: [value.name], output: name });
  return { name, shape: value.shape };
}
