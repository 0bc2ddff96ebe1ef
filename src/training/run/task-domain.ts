import type { DomainModel } from '../../science/descriptors/domain-model.js';
import { DEFAULT_DOMAIN_OPTIONS, fitDomain } from '../../science/descriptors/fit-domain.js';
import { makeReferences, type ModelReferences } from '../../science/descriptors/nearest-references.js';
import { createRng } from '../../science/numerics/rng.js';
import { quantile } from '../../science/numerics/statistics.js';
import { judgedOf, trainableOf } from '../datasets/labelled-spectra.js';
import type { TaskDefinition } from '../tasks/task-definition.js';
import { drawRows, rowsOfSpectra, type DrawnRows, type RowSource } from './draw-rows.js';
import { foldsOf } from './folds.js';
import { rowsOf, shuffled } from './pool.js';
import { seedOf } from './seed.js';

/** Groups are divided into so many parts to tell how far out a group lies that was not learnt from. */
const N_PARTS = 5;
const MAX_HELD_ROWS = 4000;
const ROWS_OF_A_PART = 1000;
const NOISIEST = 0.995;
/** References that are kept with their rows: what a page can show. */
const MAX_REFERENCES = 300;

/**
 * What the rows of a task are like. How far out a row may lie is told of groups that the basis was not made of, a fifth of them at
 * a time, drawn as for training and as they are; the widest of five is kept, with a basis of all.
 *
 * @param independent  groups of the spectra, [n], that are independent of each other
 */
export function fitTaskDomain(
  source: RowSource & { readonly task: TaskDefinition },
  bank: DrawnRows,
  independent: { readonly groups: Int32Array; readonly nGroups: number },
  seed: number,
): DomainModel {
  const { task, spectra } = source;
  const { plan, draw } = task.sampling;
  const quiet: TaskDefinition = {
    ...task,
    sampling: {
      ...task.sampling,
      plan: { ...plan, noise: undefined, dose: undefined, removedBackground: undefined },
      draw:
        draw.kind === 'each'
          ? { ...draw, copies: Math.min(2, draw.copies) }
          : { ...draw, rows: Math.min(3000, draw.rows) },
    },
  };
  const partRows = draw.kind === 'mixtures' ? Math.min(ROWS_OF_A_PART, draw.rows) : null;
  const regrouped: RowSource = { task: quiet, spectra, groups: independent.groups };
  const shapes = drawRows(regrouped, trainableOf(spectra), createRng(seedOf(seed, 'domain-rows')));
  const options = {
    ...DEFAULT_DOMAIN_OPTIONS,
    nChannels: task.input.grid.nChannels,
    maxNoise: plan.dose === undefined ? null : quantile(bank.noise, NOISIEST),
  };
  const everyRow = subset([shapes], () => true);
  const parts = foldsOf(independent, { folds: N_PARTS }, seedOf(seed, 'domain')).map((part, k) => {
    const held = new Set(part);
    const isHeld = (i: number): boolean => held.has(independent.groups[i]);
    const rng = createRng(seedOf(seed, 'unseen', k));
    const unseen = drawRows({ ...regrouped, task }, trainableOf(spectra).filter(isHeld), rng, partRows);
    const asTheyAre = rowsOfSpectra(regrouped, judgedOf(spectra).filter(isHeld), { plan: null }, rng);
    const kept = new Set(range(independent.nGroups).filter((g) => !held.has(g)));
    const seen = new Set(rowsOf(shapes, kept));
    return fitDomain(
      subset([shapes], (row) => seen.has(row)),
      { ...options, heldOut: subset([unseen, asTheyAre], () => true) },
    );
  });
  const widest = (of: (domain: DomainModel) => number): number => Math.max(...parts.map(of));
  return {
    ...fitDomain(everyRow, { ...options, heldOut: everyRow }),
    residualUnit: widest((d) => d.residualUnit),
    scoreUnit: widest((d) => d.scoreUnit),
    limit: widest((d) => d.limit),
  };
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Rows of several draws that are wanted, thinned evenly where they are many. */
function subset(
  draws: readonly DrawnRows[],
  isWanted: (row: number) => boolean,
): { rows: Float32Array; noise: Float32Array } {
  const taken = draws.flatMap((draw) => {
    const wanted = range(draw.nRows).filter(isWanted);
    const every = Math.max(1, Math.ceil(wanted.length / MAX_HELD_ROWS));
    return wanted.filter((_, i) => i % every === 0).map((row) => ({ draw, row }));
  });
  const width = draws[0].inputs.length / draws[0].nRows;
  const rows = new Float32Array(taken.length * width);
  taken.forEach(({ draw, row }, i) =>
    rows.set(draw.inputs.subarray(row * width, (row + 1) * width), i * width),
  );
  return { rows, noise: Float32Array.from(taken, ({ draw, row }) => draw.noise[row]) };
}

/** Spectra that were learnt from, for "what is it like": of each group one first, then others, up to 300. */
export function referencesOf(source: RowSource, domain: DomainModel, seed: number): ModelReferences {
  const { spectra, groups } = source;
  const order = shuffled(trainableOf(spectra), createRng(seedOf(seed, 'references')));
  const seen = new Set<number>();
  const firsts = order.filter((i) => !seen.has(groups[i]) && seen.add(groups[i]));
  const isFirst = new Set(firsts);
  const chosen = [...firsts, ...order.filter((i) => !isFirst.has(i))]
    .slice(0, MAX_REFERENCES)
    .sort((a, b) => a - b);
  const rows = rowsOfSpectra(source, chosen, { plan: null }, createRng(0));
  const width = rows.inputs.length / rows.nRows;
  const entries = Array.from(rows.spectra, (i, row) => ({
    name: spectra.names[i],
    known: spectra.known[i],
    row: rows.inputs.subarray(row * width, (row + 1) * width),
  }));
  return makeReferences(domain, entries, true);
}
