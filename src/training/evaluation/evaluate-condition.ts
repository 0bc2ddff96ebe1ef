import type { ModelOutput } from '../../science/descriptors/model-manifest.js';
import type { HeldOut } from '../run/held-out.js';
import type { Condition, TaskDefinition } from '../tasks/task-definition.js';
import { evaluateOutputs } from './evaluate-outputs.js';
import type { ConditionEvaluation } from './model-evaluation.js';

export interface Judged {
  readonly task: Pick<TaskDefinition, 'edge' | 'input' | 'baseline'>;
  readonly outputs: readonly ModelOutput[];
  /** null: the model tells no domain. */
  readonly domain: {
    readonly limit: number;
    readonly scores: (held: HeldOut) => readonly number[];
  } | null;
}

/** Scores of one way of testing; those of the task's baseline stand beside them, where they are of the same condition and grouping. */
export function conditionEvaluation(
  { task, outputs, domain }: Judged,
  held: HeldOut,
  of: {
    readonly condition: Condition;
    /** null: nothing was held out; then nothing is compared with the baseline, whose trees had not seen the groups. */
    readonly grouping: string | null;
    /** Of all spectra, by name. */
    readonly groups: readonly string[] | null;
    /** Of all spectra: what counts alike when it is told how much lies inside the intervals. */
    readonly independent: readonly string[];
    /** Of the grouping that is the main one: others say theirs in the name. */
    readonly isFirst: boolean;
  },
): ConditionEvaluation {
  const { condition, grouping, groups, independent, isFirst } = of;
  const baseline = (grouping === null ? undefined : task.baseline[condition.name]?.[grouping]) ?? {};
  const { nRows } = held.answered.truth;
  const nOutside = domain === null ? 0 : domain.scores(held).filter((score) => score > domain.limit).length;
  return {
    name: isFirst ? condition.name : `${condition.name}, by ${grouping}`,
    label: condition.label,
    grouping,
    nSpectra: nRows + held.nRefused,
    nGroups: groups === null ? null : new Set(Array.from(held.spectra, (i) => groups[i])).size,
    abstained: (held.nRefused + nOutside) / Math.max(1, nRows + held.nRefused),
    outputs: evaluateOutputs(outputs, {
      ...held.answered,
      groups: Array.from(held.spectra, (i) => independent[i]),
    }).map((output) => (output.name in baseline ? { ...output, baseline: baseline[output.name] } : output)),
  };
}
