import { strFromU8, strToU8 } from 'fflate';
import type { Parameters, Scaling } from '../network/architecture.js';
import type { RoundState, TrainedEnsemble } from './train-ensemble.js';

/** Keeps bytes by name, whole or not at all: what a killed training goes on from. */
export interface CheckpointStore {
  load(name: string): Promise<Uint8Array | null>;
  save(name: string, bytes: Uint8Array): Promise<void>;
}

interface Header {
  readonly json: unknown;
  readonly arrays: readonly { readonly name: string; readonly length: number }[];
}

/** JSON, then float32 arrays: [length of the header, uint32][header][floats]. */
function pack(json: unknown, arrays: Readonly<Record<string, Float32Array>>): Uint8Array {
  const entries = Object.entries(arrays);
  const header: Header = { json, arrays: entries.map(([name, { length }]) => ({ name, length })) };
  const text = strToU8(JSON.stringify(header));
  const floats = entries.reduce((n, [, values]) => n + values.length, 0);
  const bytes = new Uint8Array(4 + text.length + 4 * floats);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = 4 + text.length;
  for (const [, values] of entries) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

function unpack(bytes: Uint8Array): { json: unknown; arrays: Record<string, Float32Array> } {
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(strFromU8(bytes.subarray(4, 4 + size))) as Header;
  const arrays: Record<string, Float32Array> = {};
  let at = 4 + size;
  for (const { name, length } of header.arrays) {
    // A copy: what follows the header need not lie on a multiple of four.
    arrays[name] = new Float32Array(bytes.slice(at, at + 4 * length).buffer);
    at += 4 * length;
  }
  return { json: header.json, arrays };
}

const prefixed = (prefix: string, of: Parameters): Parameters =>
  Object.fromEntries(Object.entries(of).map(([name, values]) => [`${prefix}/${name}`, values]));

const withPrefix = (prefix: string, arrays: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([name, values]) =>
      name.startsWith(`${prefix}/`) ? [[name.slice(prefix.length + 1), values]] : [],
    ),
  );

const PARTS = ['weights', 'averaged', 'first', 'second'] as const;

export function packState(state: RoundState): Uint8Array {
  const { optimiser, best, epoch, bestLoss, bestEpoch } = state;
  return pack(
    // JSON has no Infinity: a member that was never judged has no loss yet.
    { epoch, steps: optimiser.steps, bestLoss: [...bestLoss], bestEpoch: [...bestEpoch] },
    Object.assign(prefixed('best', best), ...PARTS.map((p) => prefixed(p, optimiser[p]))) as Parameters,
  );
}

export function unpackState(bytes: Uint8Array): RoundState {
  const { json, arrays } = unpack(bytes);
  const { epoch, steps, bestLoss, bestEpoch } = json as {
    epoch: number;
    steps: number;
    bestLoss: (number | null)[];
    bestEpoch: number[];
  };
  const [weights, averaged, first, second] = PARTS.map((p) => withPrefix(p, arrays));
  return {
    epoch,
    optimiser: { weights, averaged, first, second, steps },
    best: withPrefix('best', arrays),
    bestLoss: Float64Array.from(bestLoss, (v) => v ?? Infinity),
    bestEpoch: Int32Array.from(bestEpoch),
  };
}

export function packEnsemble(trained: TrainedEnsemble): Uint8Array {
  const { parameters, scaling, bestEpoch, validationLoss } = trained;
  const means = Object.fromEntries(Object.entries(scaling.targets).map(([tensor, t]) => [tensor, t.mean]));
  const stds = Object.fromEntries(Object.entries(scaling.targets).map(([tensor, t]) => [tensor, t.std]));
  return pack(
    { bestEpoch, validationLoss, stds },
    {
      ...prefixed('parameters', parameters),
      ...prefixed('means', means),
      inputMean: scaling.inputMean,
      inputStd: scaling.inputStd,
    },
  );
}

export function unpackEnsemble(bytes: Uint8Array): TrainedEnsemble {
  const { json, arrays } = unpack(bytes);
  const { bestEpoch, validationLoss, stds } = json as {
    bestEpoch: number[];
    validationLoss: (number | null)[];
    stds: Record<string, number>;
  };
  const targets: Record<string, { mean: Float32Array; std: number }> = {};
  for (const [tensor, mean] of Object.entries(withPrefix('means', arrays))) {
    targets[tensor] = { mean, std: stds[tensor] };
  }
  const scaling: Scaling = { inputMean: arrays.inputMean, inputStd: arrays.inputStd, targets };
  return {
    parameters: withPrefix('parameters', arrays),
    scaling,
    bestEpoch,
    validationLoss: validationLoss.map((v) => v ?? Infinity),
  };
}
