import type { DomainModel } from '../../science/descriptors/domain-model.js';
import { DEFAULT_DOMAIN_OPTIONS, fitDomain } from '../../science/descriptors/fit-domain.js';
import { makeReferences, type ModelReferences } from '../../science/descriptors/nearest-references.js';
import { shuffled } from '../../science/numerics/permutation.js';
import { createRng } from '../../science/numerics/rng.js';
import { judgedOf, referencesOf, trainableOf } from '../datasets/labelled-spectra.js';
import type { Sampling } from '../tasks/task-definition.js';
import { drawRows, regrouped, rowsOfSpectra, type DrawnRows, type RowSource } from './draw-rows.js';
import { foldsOf } from './folds.js';
import type { TaskSource } from './guard-rows.js';
import { joinedRows, pickedRows } from './picked-rows.js';
import { rowsOf } from './pool.js';
import { seedOf } from './seed.js';
import { guardLimit, judgedByGuard, TaskGuards, type JudgedByGuard } from './task-guard.js';

/** Groups are divided into so many parts to tell how far out a group lies that was not learnt from. */
const N_PARTS = 5;
const MAX_ROWS = 4000;
const ROWS_OF_A_PART = 1000;
/** Copies of each spectrum that tell how far out its part lies. */
const COPIES = 2;
/** References that are kept with their rows: what a page can show. */
const MAX_REFERENCES = 300;

/** So many times the widest of five may a row lie from the plane: further out nobody knows what a guard says. */
const REACH = 1.5;

/** The domain that ships, and what tells how it does on groups it has not seen. */
export interface TaskDomain {
  readonly domain: DomainModel;
  /** Each of a basis without one part of the groups, in the units of the one that ships. */
  readonly unseen: readonly DomainModel[];
  /** Which of them has not seen a spectrum, [n]. */
  readonly partOf: Int32Array;
}

/**
 * What the rows of a task are like, all perturbations in them: a plane, and a guard that has seen spectra of other kinds. How far
 * out a row may lie is told of groups that neither was made of, a fifth of them at a time, drawn as for training and as they are;
 * what ships has seen all.
 *
 * @param independent  groups of the spectra, [n], that are independent of each other
 */
export function fitTaskDomain(
  source: TaskSource,
  bank: DrawnRows,
  independent: { readonly groups: Int32Array; readonly nGroups: number },
  seed: number,
): TaskDomain {
  const { task, spectra } = source;
  const options = { ...DEFAULT_DOMAIN_OPTIONS, nChannels: task.input.grid.nChannels };
  const rows = regrouped(bank, independent.groups);
  const fewer = fewerRows(source);
  const guards = new TaskGuards({ ...source, groups: independent.groups }, seed);
  const everyGroup = range(independent.nGroups);
  const partOfGroup = new Int32Array(independent.nGroups);
  const parts = foldsOf(independent, { folds: N_PARTS }, seedOf(seed, 'domain')).map((part, k) => {
    for (const group of part) partOfGroup[group] = k;
    const held = new Set(part);
    const isHeld = (i: number): boolean => held.has(independent.groups[i]);
    const rng = createRng(seedOf(seed, 'unseen', k));
    const unseen = drawRows(fewer, trainableOf(spectra).filter(isHeld), rng);
    const asTheyAre = rowsOfSpectra(fewer, judgedOf(spectra).filter(isHeld), { plan: null }, rng);
    const seen = new Set(everyGroup.filter((g) => !held.has(g)));
    const seenRows = new Set(rowsOf(rows, seen));
    const plane = fitDomain(
      pickedRows(rows, (row) => seenRows.has(row), MAX_ROWS),
      {
        ...options,
        heldOut: joinedRows([unseen, asTheyAre].map((r) => pickedRows(r, () => true, MAX_ROWS))),
      },
    );
    const guard = guards.train(seen, seedOf(seed, 'guard', k));
    const guarded = (r: DrawnRows): JudgedByGuard[] => judgedByGuard(guard, r, independent.groups);
    return { plane, guard, drawn: guarded(unseen), asTheyAre: guarded(asTheyAre) };
  });
  const widest = (of: (domain: DomainModel) => number): number =>
    REACH * Math.max(...parts.map((p) => of(p.plane)));
  const units = { residualUnit: widest((d) => d.residualUnit), scoreUnit: widest((d) => d.scoreUnit) };
  const limit = Math.max(
    guardLimit(parts.flatMap((p) => p.drawn)),
    guardLimit(parts.flatMap((p) => p.asTheyAre)),
  );
  const everyRow = pickedRows(rows, () => true, MAX_ROWS);
  const guard = guards.train(new Set(everyGroup), seedOf(seed, 'guard'));
  return {
    domain: {
      ...fitDomain(everyRow, { ...options, heldOut: everyRow }),
      ...units,
      guard: { ...guard, limit },
    },
    unseen: parts.map((part) => ({ ...part.plane, ...units, guard: { ...part.guard, limit } })),
    partOf: independent.groups.map((group) => partOfGroup[group]),
  };
}

/** The same source with less to draw. */
function fewerRows(source: RowSource): RowSource {
  const { sampling } = source.task;
  const draw: Sampling['draw'] =
    sampling.draw.kind === 'each'
      ? { ...sampling.draw, copies: Math.min(COPIES, sampling.draw.copies) }
      : { ...sampling.draw, rows: Math.min(ROWS_OF_A_PART, sampling.draw.rows) };
  return { ...source, task: { ...source.task, sampling: { ...sampling, draw } } };
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The references of a set, for "what is it like": of each group one first, then others, up to 300. */
export function makeTaskReferences(source: RowSource, domain: DomainModel, seed: number): ModelReferences {
  const { spectra, groups } = source;
  const order = shuffled(referencesOf(spectra), createRng(seedOf(seed, 'references')));
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
    group: String(groups[i]),
    row: rows.inputs.subarray(row * width, (row + 1) * width),
  }));
  return makeReferences(domain, entries, true);
}
