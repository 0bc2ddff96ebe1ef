import type { ModelOrigin, ModelOutput } from '../science/descriptors/model-manifest.js';
import { judgedOf } from './datasets/labelled-spectra.js';
import type {
  ConditionEvaluation,
  DomainEvaluation,
  ModelEvaluation,
  OutputEvaluation,
} from './evaluation/model-evaluation.js';
import type { TrainedTask } from './run/trained-task.js';
import type { TaskDefinition } from './tasks/task-definition.js';

const METRICS: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  accuracyGroupsAlike: 'accuracy with groups alike',
  macroF1: 'macro-F1',
  balancedAccuracy: 'balanced accuracy',
  mae: 'mean absolute error',
  maeGroupsAlike: 'mean absolute error with groups alike',
  r2: 'R²',
  medianCosine: 'median cosine',
};

const number = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(3);
const percent = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** What a model is, for people: prose of its task, and numbers of its evaluation. */
export function modelCard(
  task: TaskDefinition,
  of: { readonly trained: TrainedTask; readonly evaluation: ModelEvaluation; readonly origin: ModelOrigin },
): string {
  const { trained, evaluation, origin } = of;
  const { card } = task;
  const [dataset] = origin.datasets;
  const [first] = evaluation.conditions;
  return (
    [
      `# ${task.title}`,
      `${task.task} ${task.version} · ${STATUS[task.status]}`,
      '## Intended use',
      card.intendedUse,
      '## Out of scope',
      list(card.outOfScope),
      '## What it tells',
      list(trained.outputs.map(describeOutput)),
      '## Data',
      `${dataset.name}. Licence: ${dataset.licence}. ${dataset.attribution}.`,
      card.data,
      `${judgedOf(trained.spectra).length} spectra; for tests they are divided by ${first.grouping}, of which there are ${first.nGroups}. Checksums of the files are in manifest.json.`,
      '## Accuracy',
      accuracyText(task),
      accuracyTable(evaluation.conditions),
      '## Calibration',
      calibrationText(task),
      coverageTable(evaluation.conditions),
      '## What it does not know',
      domainText(task),
      list(
        (evaluation.domain ?? []).map(
          (d) =>
            `${d.label}: ${number(d.auroc)} (${d.nOutside} against ${d.nInside}); ${percent(d.rejected)} are put outside`,
        ),
      ),
      ...missedLines(evaluation.domain ?? []),
      abstentionLine(evaluation.conditions),
      '## Failure modes',
      list(card.failureModes),
      '## How it was made',
      list([
        `${describeMaker(task)}, made on ${origin.device} in ${Math.round((origin.durationS ?? 0) / 60)} min, with those for the tests; seed ${origin.seed}`,
        `software: ${origin.software}`,
      ]),
      'Again, from the same data:',
      `\`\`\`\n${origin.command}\n\`\`\``,
    ].join('\n\n') + '\n'
  );
}

const STATUS = {
  released: 'released',
  preview: 'preview: the data are too few for more',
  benchmark: 'benchmark: shows the method, and is for no measurement',
} as const;

function describeOutput(output: ModelOutput): string {
  const unit = 'unit' in output && output.unit !== '' ? `, ${output.unit}` : '';
  const labels = 'labels' in output ? `: ${output.labels.join(', ')}` : '';
  const mean =
    output.kind === 'fractions' && output.mean !== null ? `; and their mean: ${output.mean.label}` : '';
  return `${output.label}${unit}${labels}${mean}`;
}

function describeMaker(task: TaskDefinition): string {
  const beside = task.kernel === null ? '' : Object.keys(task.kernel.blocks).join(', ');
  if (task.kernel?.share === 1)
    return 'kernel ridge regression, written as an ONNX graph: no network, and no layers';
  const networks = `${task.plan.members} networks with ${layersOf(task)}`;
  return task.kernel === null
    ? networks
    : `${networks}; kernel ridge regression (fitted on the CPU) has a share of ${task.kernel.share} in ${beside}`;
}

const layersOf = (task: TaskDefinition): string => {
  const widths = task.trunk.flatMap((l) => (l.kind === 'dense' ? [l.width] : []));
  const blocks = task.trunk.filter((l) => l.kind === 'residual').length;
  return `one layer of ${widths[0]} and ${blocks} residual block${blocks === 1 ? '' : 's'}`;
};

/** The way of testing: names of other groupings than the first one say theirs. */
const titleOf = ({ name, grouping }: ConditionEvaluation, [first]: readonly ConditionEvaluation[]): string =>
  grouping === first.grouping ? `${name}, by ${grouping}` : name;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function accuracyTable(conditions: readonly ConditionEvaluation[]): string {
  const scores = ({ metrics, baseline, unit }: OutputEvaluation): string =>
    Object.entries(METRICS)
      .filter(([name]) => metrics[name] !== undefined && metrics[name] !== null)
      .map(([name, label]) => {
        const before = baseline?.[name] === undefined ? '' : ` (trees: ${number(baseline[name])})`;
        return `${label} ${number(metrics[name])}${name.startsWith('mae') && unit !== '' ? ` ${unit}` : ''}${before}`;
      })
      .join(', ');
  return table(
    ['condition', 'spectra', 'output', 'scores'],
    conditions.flatMap((c) =>
      c.outputs.map((o) => [`${titleOf(c, conditions)}: ${c.label}`, String(c.nSpectra), o.label, scores(o)]),
    ),
  );
}

function coverageTable(conditions: readonly ConditionEvaluation[]): string {
  return table(
    ['condition', 'output', 'inside', 'half the width'],
    conditions.flatMap((c) =>
      c.outputs.map((o) => [
        titleOf(c, conditions),
        o.label,
        percent(o.coverage?.share ?? null),
        halfWidth(o),
      ]),
    ),
  );
}

/** Median of groups, by the intervals that ship; curves have one at each point, sets of labels none. */
const halfWidth = ({ metrics, unit }: OutputEvaluation): string => {
  const width = metrics.halfWidthGroupsAlike;
  return width === undefined || width === null ? '–' : `${number(width)}${unit === '' ? '' : ` ${unit}`}`;
};

/** What counts alike and as independent: by the first folding. */
const aliked = ({ foldings: [{ independent, grouping }] }: TaskDefinition): string => independent ?? grouping;

const accuracyText = (task: TaskDefinition): string =>
  `Each figure is of ${task.kernel?.share === 1 ? 'a machine' : 'networks'} that had seen no spectrum of the same group; what is shipped has seen all. Figures are means over spectra; "with groups alike" each ${aliked(task)} weighs the same, however many spectra it has.`;

const calibrationText = (task: TaskDefinition): string =>
  `Share of truths inside what is to hold 90 % of them (intervals; of classes, sets of labels), counted on groups that the interval was not fitted on: for each ${aliked(task)}, or part of them where they are many, an interval is fitted on all others. The intervals that ship are fitted on every ${aliked(task)}, all conditions of the first grouping together, groups counting alike, without a surcharge for their number.${difficultyText(task)}`;

/** Of tasks whose rows are not all alike. */
function difficultyText({ difficulty: { evenness, noise, typicalNoise } }: TaskDefinition): string {
  const by = [
    ...(evenness > 0
      ? [
          `its evenness (squared mean over mean square, more of a blurred spectrum) to the power of ${evenness}`,
        ]
      : []),
    ...(noise > 0 ? [`(1 + noise/${typicalNoise}) to the power of ${noise}`] : []),
  ];
  return by.length === 0
    ? ''
    : ` Their width is what members differ by, times ${by.join(' and ')}; the powers were set by hand so that the conditions below need about the same factor, with these spectra in view.`;
}

const domainText = (task: TaskDefinition): string =>
  `Chance that a spectrum of another kind scores further outside than one it is for (AUROC): made-up spectra of 2,000 counts against those of the first condition, each ${aliked(task)} weighing alike and told by a domain that has not seen it (its limit, common to all, has). The domain learnt to tell them from spectra of other random forms than those it is tested with:`;

/** What the project asks of telling other spectra apart. */
const MIN_AUROC = 0.95;

const missedLines = (domain: readonly DomainEvaluation[]): string[] => {
  const missed = domain.filter(({ auroc }) => auroc < MIN_AUROC).map(({ label }) => label);
  return missed.length === 0
    ? []
    : [
        `Less than the ${MIN_AUROC} asked for: ${missed.join('; ')}. That such a spectrum is not abstained from tells little.`,
      ];
};

const abstentionLine = (conditions: readonly ConditionEvaluation[]): string =>
  `It abstains from ${conditions.map((c) => `${percent(c.abstained)} (${c.name})`).join(', ')} of the spectra it is for.`;
