import { createRng, type Rng } from '../../science/numerics/rng.js';
import { mean } from '../../science/numerics/statistics.js';
import type { AugmentationPlan } from '../augmentation/augmentation-plan.js';
import { perturbed } from '../augmentation/augmentation-plan.js';
import { drawForeign, stretchedAbout, type ForeignPlan } from '../augmentation/foreign-spectra.js';
import { spectrumOf, trainableOf } from '../datasets/labelled-spectra.js';
import type { TaskDefinition } from '../tasks/task-definition.js';
import { drawRows, rowsByAxis, type DrawnRows, type RowSource } from './draw-rows.js';
import { seedOf } from './seed.js';

/** Rows of other kinds, and the group that each was made of; −1: of none. */
export interface ForeignRows {
  /** [n × nChannels] */
  readonly inputs: Float32Array;
  readonly groups: Int32Array;
}

/** Electrons in the highest channel, where a task's own rows have no noise: counting must not tell the kinds apart. */
const DOSE = [300, 1e5] as const;
/** Share of rows that are mixtures of two: a specimen is seldom one compound. */
const MIXED_SHARE = 0.8;

export type TaskSource = RowSource & { readonly task: TaskDefinition };

/** As spectra are perturbed for training, and with noise in any case. */
const noisy = (plan: AugmentationPlan): AugmentationPlan =>
  plan.dose === undefined && plan.noise === undefined ? { ...plan, dose: DOSE } : plan;

/** Rows of spectra of other kinds, measured as those of the task are. */
export function drawForeignRows(source: TaskSource, seed: number): ForeignRows {
  const { task, spectra, groups } = source;
  const { grid, alignment } = task.input;
  const rng = createRng(seedOf(seed, 'foreign'));
  const which = trainableOf(spectra);
  const isAbsolute = alignment === 'none';
  const startEv = (isAbsolute ? 0 : task.edge.nominalEv) + grid.startEv;
  const plan: ForeignPlan = {
    axis: spectra.axis,
    windowEv: [startEv, startEv + grid.nChannels * grid.stepEv],
    featureEv: task.edge.nominalEv,
    isAbsolute,
    nSpectra: which.length,
    spectrum: (i) => spectrumOf(spectra, which[i]),
  };
  const measured = noisy(task.sampling.plan);
  const drawn = Array.from({ length: task.guard.rows }, () => {
    const { values, of } = drawForeign(plan, rng);
    const plain = { values, stepEv: spectra.axis.scaleEv, points: null };
    return { detected: perturbed(plain, measured, rng), group: of === null ? -1 : groups[which[of]] };
  });
  const made = rowsByAxis(
    source,
    drawn.map((d) => d.detected),
    new Map(),
  );
  const kept = made.flatMap((row, k) => (row === null ? [] : [{ row: row.row, group: drawn[k].group }]));
  const inputs = new Float32Array(kept.length * grid.nChannels);
  kept.forEach(({ row }, i) => inputs.set(row, i * grid.nChannels));
  return { inputs, groups: Int32Array.from(kept, ({ group }) => group) };
}

/** Rows as for training, as many as a guard learns from. */
export function drawInsideRows(source: TaskSource, seed: number): DrawnRows {
  const { sampling, guard } = source.task;
  const which = trainableOf(source.spectra);
  const draw =
    sampling.draw.kind === 'each'
      ? { ...sampling.draw, copies: Math.max(1, Math.round(guard.rows / which.length)) }
      : { ...sampling.draw, rows: Math.min(guard.rows, sampling.draw.rows) };
  const task = { ...source.task, sampling: { ...sampling, draw, plan: noisy(sampling.plan) } };
  return drawRows({ ...source, task }, which, createRng(seedOf(seed, 'inside')));
}

/**
 * The same rows, most of them mixed with another, and their features nearer together or further apart as in compounds that were
 * not learnt from.
 *
 * @param rows  [n × nChannels]
 */
export function varied(rows: Float32Array, task: TaskDefinition, rng: Rng): Float32Array {
  const { grid, alignment, normalisation } = task.input;
  const { nChannels } = grid;
  const n = rows.length / nChannels;
  const featureEv = alignment === 'none' ? task.edge.nominalEv : 0;
  const about = (featureEv - grid.startEv) / grid.stepEv;
  const out = new Float32Array(rows.length);
  for (let i = 0; i < n; i++) {
    const share = rng.uniform() < MIXED_SHARE ? rng.uniform() : 1;
    const other = rng.integer(n) * nChannels;
    const mixed = Float64Array.from(
      { length: nChannels },
      (_, k) => share * rows[i * nChannels + k] + (1 - share) * rows[other + k],
    );
    const row = stretchedAbout(mixed, about, Math.exp(task.guard.spacingStd * rng.normal()));
    const unit = normalisation === 'area' ? mean(row) : 1;
    out.set(
      row.map((v) => v / unit),
      i * nChannels,
    );
  }
  return out;
}
