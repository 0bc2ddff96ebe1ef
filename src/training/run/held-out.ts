import { qualityOf } from '../../science/descriptors/row-difficulty.js';
import { createRng } from '../../science/numerics/rng.js';
import { judgedOf, trainableOf } from '../datasets/labelled-spectra.js';
import type { Answered } from '../evaluation/evaluate-outputs.js';
import { withNetwork, type RawAnswers } from '../onnx/predict.js';
import type { Condition, TaskDefinition } from '../tasks/task-definition.js';
import { drawRows, rowsOfSpectra, type DrawnRows, type RowSource } from './draw-rows.js';
import { pureSpectra } from './mixtures.js';
import { seedOf } from './seed.js';

/** What networks said of rows they had not seen. */
export interface HeldOut {
  readonly answered: Answered;
  /** [nRows] */
  readonly spectra: Int32Array;
  readonly inputs: Float32Array;
  readonly noise: Float32Array;
  /** Rows that could not be made. */
  readonly nRefused: number;
}

/** Rows of a condition, of spectra in the given groups. Of one kind alone there are no mixtures: none is drawn. */
export function conditionRows(
  source: RowSource,
  condition: Condition,
  isIn: (spectrum: number) => boolean,
  seed: number,
): DrawnRows {
  const rng = createRng(seedOf(seed, 'condition', condition.name));
  if (condition.drawn !== undefined) {
    const which = trainableOf(source.spectra).filter(isIn);
    return drawRows(source, nKindsOf(source, which) > 1 ? which : [], rng, condition.drawn);
  }
  return rowsOfSpectra(source, judgedOf(source.spectra).filter(isIn), condition, rng);
}

function nKindsOf({ spectra, task }: RowSource, which: readonly number[]): number {
  const { draw } = task.sampling;
  if (draw.kind !== 'mixtures') return Infinity;
  return pureSpectra(spectra, which, draw.tensor).filter((list) => list.length > 0).length;
}

/** Asks the networks of a fold about the groups they have not seen; one answer a condition. */
export async function heldOutAnswers(
  task: TaskDefinition,
  source: RowSource,
  fold: { readonly model: Uint8Array; readonly members: number; readonly groups: ReadonlySet<number> },
  seed: number,
): Promise<HeldOut[]> {
  const { model, members, groups } = fold;
  const { tensor, grid } = task.input;
  return withNetwork(model, { tensor, nChannels: grid.nChannels, members }, async (predict) => {
    const found: HeldOut[] = [];
    for (const condition of task.conditions) {
      const rows = conditionRows(source, condition, (i) => groups.has(source.groups[i]), seed);
      found.push(answeredRows(rows, await predict(rows.inputs), members));
    }
    return found;
  });
}

export const answeredRows = (rows: DrawnRows, raw: RawAnswers, members: number): HeldOut => ({
  answered: { raw, members, truth: rows, quality: qualityOf(rows.inputs, rows.noise) },
  spectra: rows.spectra,
  inputs: rows.inputs,
  noise: rows.noise,
  nRefused: [...rows.refused.values()].reduce((a, b) => a + b, 0),
});

const concat = (parts: readonly Float32Array[]): Float32Array => {
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

/** Answers of several folds as one; each fold has as many members. */
export function joined(all: readonly HeldOut[]): HeldOut {
  const parts = all.filter((p) => p.answered.truth.nRows > 0);
  const [{ answered }] = parts;
  const { members } = answered;
  const perTensor = <K extends string>(
    of: Readonly<Record<K, Float32Array>>,
    join: (tensor: K) => Float32Array,
  ): Record<string, Float32Array> =>
    Object.fromEntries(Object.keys(of).map((tensor) => [tensor, join(tensor as K)]));
  const member = (values: Float32Array, m: number): Float32Array =>
    values.subarray((m * values.length) / members, ((m + 1) * values.length) / members);
  return {
    answered: {
      members,
      raw: perTensor(answered.raw, (tensor) =>
        concat(
          Array.from({ length: members }, (_, m) =>
            concat(parts.map((p) => member(p.answered.raw[tensor], m))),
          ),
        ),
      ),
      truth: {
        nRows: parts.reduce((n, p) => n + p.answered.truth.nRows, 0),
        targets: perTensor(answered.truth.targets, (t) =>
          concat(parts.map((p) => p.answered.truth.targets[t])),
        ),
        weights: perTensor(answered.truth.weights, (t) =>
          concat(parts.map((p) => p.answered.truth.weights[t])),
        ),
      },
      quality: {
        evenness: concat(parts.map((p) => p.answered.quality.evenness)),
        noise: concat(parts.map((p) => p.answered.quality.noise)),
      },
    },
    spectra: Int32Array.from(parts.flatMap((p) => [...p.spectra])),
    inputs: concat(parts.map((p) => p.inputs)),
    noise: concat(parts.map((p) => p.noise)),
    nRefused: all.reduce((n, p) => n + p.nRefused, 0),
  };
}
