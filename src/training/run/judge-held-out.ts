import { writeDomain } from '../../science/descriptors/domain-model.js';
import { writeReferences } from '../../science/descriptors/nearest-references.js';
import type { LabelledSpectra } from '../datasets/labelled-spectra.js';
import { calibrated } from '../evaluation/calibrate.js';
import { crossFittedCoverage, type FittedOn } from '../evaluation/cross-fitted-coverage.js';
import { conditionEvaluation } from '../evaluation/evaluate-condition.js';
import { evaluateDomainByParts, unseenScores } from '../evaluation/evaluate-domain.js';
import type { ConditionEvaluation } from '../evaluation/model-evaluation.js';
import { madeUpOutside } from '../evaluation/outside-spectra.js';
import type { Folding, TaskDefinition } from '../tasks/task-definition.js';
import { uncalibratedOutputs } from '../tasks/task-network.js';
import type { DrawnRows } from './draw-rows.js';
import { foldsOf, groupNumbers } from './folds.js';
import { joined, type HeldOut } from './held-out.js';
import { seedOf } from './seed.js';
import { fitTaskDomain, makeTaskReferences } from './task-domain.js';
import type { TrainedTask } from './trained-task.js';

/** What is judged: answers of networks about groups they had not seen, by folding and condition. */
export interface Judging {
  readonly task: TaskDefinition;
  readonly spectra: LabelledSpectra;
  readonly seed: number;
  readonly bank: DrawnRows;
  readonly folded: readonly (readonly HeldOut[])[];
}

/** Up to so many groups, each is a part of its own when coverage is counted; of more, five parts are made. */
const MAX_OWN_PARTS = 100;
const N_PARTS = 5;

export const independentOf = ({ independent, grouping }: Folding): string => independent ?? grouping;

/**
 * All that answers about unseen groups tell: intervals, domain, scores. The intervals that ship are fitted on every group; how
 * many truths lie inside is counted on groups that the interval in question was not fitted on, and how far outside a spectrum
 * lies is told by a domain whose basis is of other groups.
 */
export function judgeHeldOut(judging: Judging): Omit<TrainedTask, 'model'> {
  const { task, spectra, seed, bank, folded } = judging;
  const [first] = task.foldings;
  const names = spectra.groups[independentOf(first)];
  const everything = joined(folded[0]);
  const fittedOn: FittedOn = {
    outputs: uncalibratedOutputs(task),
    held: everything,
    groups: {
      // Every condition weighs alike, and in it every group.
      keys: folded[0].flatMap((held, c) => Array.from(held.spectra, (i) => `${c}/${names[i]}`)),
      nIndependent: new Set(Array.from(everything.spectra, (i) => names[i])).size,
    },
  };
  const outputs = calibrated(fittedOn.outputs, everything.answered, fittedOn.groups);
  const independent = groupNumbers(spectra, independentOf(first));
  const source = { task, spectra, groups: independent.groups };
  const fitted = fitTaskDomain(source, bank, independent, seed);
  const domain = { limit: fitted.domain.limit, scores: (held: HeldOut) => unseenScores(fitted, task, held) };
  const conditions = folded.flatMap((held, k) => {
    const folding = task.foldings[k];
    const independentNames = spectra.groups[independentOf(folding)];
    const evaluated = held.map((h, c) =>
      conditionEvaluation({ task, outputs, domain }, h, {
        condition: task.conditions[c],
        grouping: folding.grouping,
        groups: spectra.groups[folding.grouping],
        independent: independentNames,
        isFirst: k === 0,
      }),
    );
    const parts = partsFor(spectra, folding, seed);
    return withCoverage(evaluated, crossFittedCoverage(fittedOn, held, { parts, names: independentNames }));
  });
  const outside = madeUpOutside(spectra.axis, task.edge.nominalEv, seedOf(seed, 'outside'));
  return {
    domain: writeDomain(fitted.domain),
    references: writeReferences(makeTaskReferences(source, fitted.domain, seed)),
    outputs,
    conditions,
    domainEvaluation: evaluateDomainByParts(fitted, task, { held: folded[0][0], names }, outside),
    spectra,
  };
}

/** Part of every spectrum, [n]: groups that are independent by this folding stay together. */
function partsFor(spectra: LabelledSpectra, folding: Folding, seed: number): Int32Array {
  const numbers = groupNumbers(spectra, independentOf(folding));
  const folds = numbers.nGroups <= MAX_OWN_PARTS ? ('each' as const) : N_PARTS;
  const partOf = new Map<number, number>();
  foldsOf(numbers, { folds }, seedOf(seed, 'coverage', folding.grouping)).forEach((groups, k) =>
    groups.forEach((g) => partOf.set(g, k)),
  );
  return numbers.groups.map((g) => partOf.get(g)!);
}

/** @param coverage  by condition, and in it by the name of an output */
const withCoverage = (
  conditions: readonly ConditionEvaluation[],
  coverage: ReturnType<typeof crossFittedCoverage>,
): ConditionEvaluation[] =>
  conditions.map((condition, c) => ({
    ...condition,
    outputs: condition.outputs.map((o) => ({ ...o, coverage: coverage[c].get(o.name) ?? null })),
  }));
