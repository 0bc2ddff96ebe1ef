import type { Rng } from '../../science/numerics/rng.js';
import { parametersOf, type Parameters } from '../network/architecture.js';
import { forward, servedOutput } from '../network/forward.js';
import { NAIVE_OPS, naive } from '../network/naive-ops.js';
import type { NetworkForm } from '../network/training-backend.js';
import { TrainingError } from '../training-error.js';
import { withNetwork } from './predict.js';
import { SPECTRA } from './serving-graph.js';

const N_ROWS = 4;
/** Of single precision through some layers of some hundred terms, relative to values above 1. */
const TOLERANCE = 1e-5;

/**
 * Runs the written network on random spectra, and the trained one in plain loops of doubles on the same.
 *
 * @throws TrainingError export-differs  by more than 1e−5 (of values above 1: of them)
 */
export async function checkExport(
  model: Uint8Array,
  form: NetworkForm,
  parameters: Parameters,
  rng: Rng,
): Promise<void> {
  const { architecture, members, scaling } = form;
  const { nInputs } = architecture;
  // Like spectra in size and spread: the scaling's first features are the channels themselves.
  const rows = Float32Array.from(
    { length: N_ROWS * nInputs },
    (_, i) => scaling.inputMean[i % nInputs] + scaling.inputStd[i % nInputs] * rng.normal(),
  );
  const served = await withNetwork(model, { tensor: SPECTRA, nChannels: nInputs, members }, (p) => p(rows));
  const tensors = new Map(
    parametersOf(architecture).map(({ name, shape }) => [name, naive([members, ...shape], parameters[name])]),
  );
  const values = { parameter: (name: string) => tensors.get(name)! };
  const raw = forward(NAIVE_OPS, form, values, naive([1, N_ROWS, nInputs], rows));
  for (const head of architecture.heads) {
    const expected = servedOutput(NAIVE_OPS, head, raw[head.tensor], scaling).values;
    const found = served[head.tensor];
    expected.forEach((v, i) => {
      if (Math.abs(found[i] - v) <= TOLERANCE * Math.max(1, Math.abs(v))) return;
      throw new TrainingError(
        'export-differs',
        `output ${head.tensor}: the written network says ${found[i]}, the trained one ${v}`,
      );
    });
  }
}
