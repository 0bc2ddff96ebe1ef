import type { Architecture, Scaling } from './architecture.js';
import { forward, headLoss, type NetworkValues } from './forward.js';
import type { Ops } from './ops.js';

/** The tensors of a batch, [members × n × width]. */
export interface BatchTensors<T> {
  readonly inputs: T;
  readonly targets: Readonly<Record<string, T>>;
  readonly weights: Readonly<Record<string, T>>;
}

/**
 * The loss of every member: its heads' losses, each times its weight.
 *
 * @returns [members × 1 × 1]
 */
export function totalLoss<T>(
  ops: Ops<T>,
  network: { readonly architecture: Architecture; readonly scaling: Scaling },
  values: NetworkValues<T>,
  batch: BatchTensors<T>,
): T {
  const raw = forward(ops, network, values, batch.inputs);
  return network.architecture.heads
    .map((head) =>
      headLoss(ops, head, network.scaling, {
        raw: raw[head.tensor],
        target: batch.targets[head.tensor],
        weight: batch.weights[head.tensor],
      }),
    )
    .reduce((a, b) => ops.add(a, b));
}
