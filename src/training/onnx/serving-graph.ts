import { parametersOf, rawWidth, type Parameters } from '../network/architecture.js';
import { forward, servedOutput } from '../network/forward.js';
import type { NetworkForm } from '../network/training-backend.js';
import { GraphOps, type Value } from './graph-ops.js';
import { encodeOnnx, type OnnxTensorType } from './onnx-model.js';

/** Name of the serving input. */
export const SPECTRA = 'spectra';

/** Something else in the same graph: it is given the rows, and then makes of each answer another. */
export type Beside = (graph: GraphOps, rows: Value) => (tensor: string, served: Value) => Value;

/**
 * The network as it is served: `spectra` [n × nInputs] in, for each head its tensor [members × n × width] in its units out.
 */
export function servingGraph(form: NetworkForm, parameters: Parameters, beside?: Beside): Uint8Array {
  const { architecture, members } = form;
  const graph = new GraphOps();
  const rows = graph.node('Unsqueeze', [SPECTRA, graph.integers([0])], [1, 'n', architecture.nInputs]);
  const stored = new Map(
    parametersOf(architecture).map(({ name, shape }) => [
      name,
      graph.stored(name, [members, shape[0], shape[1]], parameters[name]),
    ]),
  );
  const raw = forward(graph, form, { parameter: (name) => stored.get(name)! }, rows);
  const blend = beside?.(graph, rows) ?? ((_tensor: string, served: Value) => served);
  const outputs: OnnxTensorType[] = architecture.heads.map((head) => {
    const served = blend(head.tensor, servedOutput(graph, head, raw[head.tensor], form.scaling));
    graph.nodes.push({ op: 'Identity', inputs: [served.name], output: head.tensor });
    return { name: head.tensor, shape: [members, 'n', rawWidth(head)] };
  });
  return encodeOnnx({
    inputs: [{ name: SPECTRA, shape: ['n', architecture.nInputs] }],
    outputs,
    nodes: graph.nodes,
    constants: graph.constants,
  });
}
