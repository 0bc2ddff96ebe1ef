import { modelInput } from '../../science/descriptors/model-input.js';
import type { Rng } from '../../science/numerics/rng.js';
import {
  even,
  perturbed,
  type AugmentationPlan,
  type DetectedSpectrum,
} from '../augmentation/augmentation-plan.js';
import { spectrumOf, type LabelledSpectra } from '../datasets/labelled-spectra.js';
import { rebroadened } from '../datasets/rebroaden.js';
import type { Sampling, TaskDefinition } from '../tasks/task-definition.js';
import { drawMixture, pureSpectra } from './mixtures.js';
import type { Pool } from './pool.js';

/** Rows as a network gets them; those that cannot be made are left out. */
export interface DrawnRows extends Pool {
  /** [nRows × as groups] indices of the spectra of a row. */
  readonly sources: Int32Array;
  /** [nRows] index of the (first) spectrum. */
  readonly spectra: Int32Array;
  /** Rms noise of a channel that was told of each row. */
  readonly noise: Float32Array;
  /** Why rows were left out, by reason. */
  readonly refused: ReadonlyMap<string, number>;
}

/** What rows are drawn of: a task's spectra, with whole numbers for their groups. */
export interface RowSource {
  readonly task: Pick<TaskDefinition, 'edge' | 'input' | 'sampling'>;
  readonly spectra: LabelledSpectra;
  /** [n] */
  readonly groups: Int32Array;
}

/** A spectrum before it is made a row, with its truth. */
interface Draft {
  readonly detected: DetectedSpectrum;
  readonly of: readonly number[];
  /** By tensor; absent: those of the spectrum. */
  readonly shares?: { readonly tensor: string; readonly values: readonly number[] };
}

/** Two spectra of each of three kinds. */
const GROUPS_OF_A_MIXTURE = 6;

/** Each of the given spectra so many times, as it is or perturbed by a plan. */
export function rowsOfSpectra(
  source: RowSource,
  which: readonly number[],
  { plan, repeats = 1 }: { readonly plan: AugmentationPlan | null; readonly repeats?: number },
  rng: Rng,
): DrawnRows {
  const { spectra } = source;
  const stepEv = spectra.axis.scaleEv;
  return makeRows(source, repeats * which.length, (k) => {
    const i = which[k % which.length];
    const values = spectrumOf(spectra, i);
    const plain = { values, stepEv, points: spectra.points?.[i] ?? null };
    const detected = plan === null ? { values, stepEv, offsetEv: 0 } : perturbed(plain, plan, rng);
    return { detected, of: [i] };
  });
}

/**
 * Rows to learn from, drawn of the given spectra as the task says.
 *
 * @param nRows  of mixtures: how many; null: as many as the task's bank has
 */
export function drawRows(
  source: RowSource,
  which: readonly number[],
  rng: Rng,
  nRows: number | null = null,
): DrawnRows {
  const { spectra, task } = source;
  const { draw, plan, sticks } = task.sampling;
  const stepEv = spectra.axis.scaleEv;
  if (draw.kind === 'mixtures') {
    const pure = pureSpectra(spectra, which, draw.tensor);
    const n = pure.every((list) => list.length === 0) ? 0 : (nRows ?? draw.rows);
    return makeRows(source, n, () => {
      const mixture = drawMixture(spectra, pure, draw, rng);
      return {
        detected: perturbed({ values: mixture.values, stepEv, points: null }, plan, rng),
        of: mixture.of,
        shares: { tensor: draw.tensor, values: mixture.shares },
      };
    });
  }
  return makeRows(source, draw.copies * which.length, (k) => {
    const i = which[k % which.length];
    if (draw.isFirstAsItIs && k < which.length) {
      return { detected: { values: spectrumOf(spectra, i), stepEv, offsetEv: 0 }, of: [i] };
    }
    const values = sticks === undefined ? spectrumOf(spectra, i) : broadenedAnew(spectra, i, sticks, rng);
    return {
      detected: perturbed({ values, stepEv, points: spectra.points?.[i] ?? null }, plan, rng),
      of: [i],
    };
  });
}

/** The same rows with other groups of their spectra. */
export const regrouped = (rows: DrawnRows, groups: Int32Array): DrawnRows => ({
  ...rows,
  groups: rows.sources.map((i) => groups[i]),
});

function broadenedAnew(
  spectra: LabelledSpectra,
  i: number,
  sticks: NonNullable<Sampling['sticks']>,
  rng: Rng,
): Float64Array {
  if (spectra.sticks === null) return spectrumOf(spectra, i);
  const stretch = even(sticks.stretch, rng);
  const { energiesEv, strengths } = spectra.sticks[i];
  const stretched = energiesEv.map((e) => sticks.zeroEv + (e - sticks.zeroEv) * stretch);
  return rebroadened({ energiesEv: stretched, strengths }, spectra.axis, {
    gaussianEv: even(sticks.gaussianEv, rng),
    lorentzian0Ev: even(sticks.lorentzian0Ev, rng),
    lorentzianSlope: even(sticks.lorentzianSlope, rng),
    zeroEv: sticks.zeroEv,
  });
}

export interface MadeRow {
  readonly row: Float32Array;
  readonly noise: number;
}

/** Spectra that are in memory at once, before they are rows. */
const CHUNK = 4096;

function makeRows(source: RowSource, n: number, draft: (k: number) => Draft): DrawnRows {
  const width = source.task.input.grid.nChannels;
  const each = source.task.sampling.draw.kind === 'mixtures' ? GROUPS_OF_A_MIXTURE : 1;
  const inputs = new Float32Array(n * width);
  const noise = new Float32Array(n);
  const sources = new Int32Array(n * each);
  const refused = new Map<string, number>();
  const kept: Pick<Draft, 'of' | 'shares'>[] = [];
  for (let from = 0; from < n; from += CHUNK) {
    const drafts = Array.from({ length: Math.min(CHUNK, n - from) }, (_, k) => draft(from + k));
    const detected = drafts.map((d) => d.detected);
    rowsByAxis(source, detected, refused).forEach((made, k) => {
      if (made === null) return;
      const { of, shares } = drafts[k];
      const row = kept.length;
      inputs.set(made.row, row * width);
      noise[row] = made.noise;
      for (let g = 0; g < each; g++) sources[row * each + g] = of[Math.min(g, of.length - 1)];
      kept.push({ of, shares });
    });
  }
  const nRows = kept.length;
  const ofRows = sources.subarray(0, nRows * each);
  return {
    nRows,
    inputs: inputs.subarray(0, nRows * width),
    ...targetsOf(source.spectra, kept),
    sources: ofRows,
    groups: ofRows.map((i) => source.groups[i]),
    spectra: Int32Array.from(kept, ({ of }) => of[0]),
    noise: noise.subarray(0, nRows),
    refused,
  };
}

/** A row of each spectrum, null where none can be made; why is counted in `refused`. */
export function rowsByAxis(
  { task, spectra }: Pick<RowSource, 'task' | 'spectra'>,
  all: readonly DetectedSpectrum[],
  refused: Map<string, number>,
): (MadeRow | null)[] {
  const byAxis = new Map<string, number[]>();
  all.forEach(({ stepEv, offsetEv, values }, k) => {
    const key = `${stepEv}/${offsetEv}/${values.length}`;
    const list = byAxis.get(key);
    if (list === undefined) byAxis.set(key, [k]);
    else list.push(k);
  });
  const made = new Array<MadeRow | null>(all.length).fill(null);
  for (const list of byAxis.values()) {
    const { stepEv, offsetEv, values } = all[list[0]];
    const axis = { offsetEv: spectra.axis.offsetEv + offsetEv, scaleEv: stepEv, nChannels: values.length };
    const counts = new Float32Array(list.length * axis.nChannels);
    list.forEach((k, i) => counts.set(all[k].values, i * axis.nChannels));
    const rows = modelInput({ counts }, axis, task);
    list.forEach((k, i) => {
      const reason = rows.reasons[i];
      if (reason === null) {
        const row = rows.rows.subarray(i * rows.nChannels, (i + 1) * rows.nChannels);
        made[k] = { row, noise: rows.noise[i] };
      } else refused.set(reason, (refused.get(reason) ?? 0) + 1);
    });
  }
  return made;
}

function targetsOf(
  spectra: LabelledSpectra,
  drafts: readonly Pick<Draft, 'of' | 'shares'>[],
): Pick<Pool, 'targets' | 'weights'> {
  const targets: Record<string, Float32Array> = {};
  const weights: Record<string, Float32Array> = {};
  for (const [tensor, { width, values }] of Object.entries(spectra.truth)) {
    const target = (targets[tensor] = new Float32Array(drafts.length * width));
    const weight = (weights[tensor] = new Float32Array(drafts.length));
    drafts.forEach(({ of, shares }, row) => {
      const known =
        shares?.tensor === tensor ? shares.values : values.subarray(of[0] * width, (of[0] + 1) * width);
      target.set(known, row * width);
      weight[row] = Number.isNaN(known[0]) ? 0 : 1;
    });
  }
  return { targets, weights };
}
