import { combineMembers, type Answer } from '../../science/descriptors/combine-members.js';
import { classSet, intervalOf } from '../../science/descriptors/conformal.js';
import type { CurveOutput, ModelOutput, ScaledInterval } from '../../science/descriptors/model-manifest.js';
import { difficultStd, type RowQuality } from '../../science/descriptors/row-difficulty.js';
import { median } from '../../science/numerics/statistics.js';
import type { RawAnswers } from '../onnx/predict.js';
import type { Pool } from '../run/pool.js';
import {
  classMetrics,
  confusionOf,
  cosine,
  probabilityReliability,
  scalarMetrics,
  valueReliability,
} from './metrics.js';
import type { Coverage, OutputEvaluation } from './model-evaluation.js';

/** What a network said of rows, and what is true of them. */
export interface Answered {
  readonly raw: RawAnswers;
  readonly members: number;
  readonly truth: Pick<Pool, 'nRows' | 'targets' | 'weights'>;
  readonly quality: RowQuality;
  /** [nRows] of what is not independent; left out: every row is. */
  readonly groups?: readonly string[];
}

/** Scores of every output over the rows whose truth is known; of outputs whose truth is in no row, none. */
export function evaluateOutputs(outputs: readonly ModelOutput[], answered: Answered): OutputEvaluation[] {
  return outputs.flatMap((output) => {
    if (answered.truth.targets[output.name] === undefined) return [];
    const answer = combineMembers(output, answered.raw[output.tensor], answered.members);
    const { weights, targets } = answered.truth;
    const rows: number[] = [];
    weights[output.name].forEach((w, row) => {
      if (w > 0) rows.push(row);
    });
    const known: Known = {
      values: targets[output.name],
      rows,
      groupOf: (row) => answered.groups?.[row] ?? String(row),
    };
    const { quality } = answered;
    if (answer.kind === 'classes') return [evaluateClasses(answer, known)];
    if (answer.kind === 'scalar')
      return [evaluateScalar(answer.output, toldOf(answer, quality, answer.output), known)];
    if (answer.kind === 'curve')
      return [evaluateCurve(answer.output, toldOf(answer, quality, answer.output), known)];
    return evaluateFractions(answer, quality, known);
  });
}

/** What is true: values by row, the rows where it is known, and the group of a row. */
interface Known {
  readonly values: Float32Array;
  readonly rows: readonly number[];
  readonly groupOf: (row: number) => string;
}

/** Share inside, groups counting alike. */
function coverageOf(level: number, known: Known, insideOf: (row: number) => number): Coverage | null {
  if (known.rows.length === 0) return null;
  const { mean, nGroups } = meanOfGroups(known, insideOf);
  return { level, share: mean, n: known.rows.length, nGroups };
}

/** Mean over groups of the mean in each; NaN of no row. */
function meanOfGroups(
  { rows, groupOf }: Pick<Known, 'rows' | 'groupOf'>,
  valueOf: (row: number) => number,
): { readonly mean: number; readonly nGroups: number } {
  const groups = new Map<string, { n: number; sum: number }>();
  for (const row of rows) {
    const key = groupOf(row);
    const group = groups.get(key) ?? { n: 0, sum: 0 };
    group.n += 1;
    group.sum += valueOf(row);
    groups.set(key, group);
  }
  const total = [...groups.values()].reduce((sum, g) => sum + g.sum / g.n, 0);
  return { mean: total / groups.size, nGroups: groups.size };
}

/** The same as a score, which is null of no row. */
const ofGroups = (known: Pick<Known, 'rows' | 'groupOf'>, valueOf: (row: number) => number): number | null =>
  known.rows.length === 0 ? null : meanOfGroups(known, valueOf).mean;

/** Median over groups of the median in each, as a few rows may have widths without meaning; null of no row. */
function medianOfGroups(
  { rows, groupOf }: Pick<Known, 'rows' | 'groupOf'>,
  valueOf: (row: number) => number,
): number | null {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const key = groupOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [valueOf(row)]);
    else group.push(valueOf(row));
  }
  return groups.size === 0 ? null : median([...groups.values()].map((of) => median(of)));
}

const head = ({ name, label, kind }: ModelOutput) => ({ name, label, kind });

function evaluateClasses(answer: Extract<Answer, { kind: 'classes' }>, known: Known): OutputEvaluation {
  const { output, probabilities } = answer;
  const { rows, values } = known;
  const width = output.labels.length;
  const label = (row: number): number => values.subarray(row * width, (row + 1) * width).indexOf(1);
  const of = (row: number): Float64Array => probabilities.subarray(row * width, (row + 1) * width);
  const set = (row: number): readonly number[] => classSet(of(row), output.set.minProbability);
  const truth = rows.map(label);
  const predicted = rows.map((row) => of(row).indexOf(Math.max(...of(row))));
  const confusion = confusionOf(predicted, truth, width);
  return {
    ...head(output),
    unit: '',
    metrics: {
      ...classMetrics(confusion),
      accuracyGroupsAlike: ofGroups(known, (row) =>
        of(row).indexOf(Math.max(...of(row))) === label(row) ? 1 : 0,
      ),
      meanSetSize:
        rows.length === 0 ? null : rows.reduce((sum, row) => sum + set(row).length, 0) / rows.length,
    },
    coverage: coverageOf(output.set.level, known, (row) => (set(row).includes(label(row)) ? 1 : 0)),
    reliability: probabilityReliability(
      rows.flatMap((row) => [...of(row)]),
      truth.flatMap((k) => Array.from({ length: width }, (_, c) => (c === k ? 1 : 0))),
    ),
    confusion: { labels: output.labels, counts: confusion },
  };
}

interface Told {
  readonly values: Float64Array;
  readonly std: Float64Array;
  /** Times the difficulty of rows. */
  readonly scaled: Float64Array;
}

const toldOf = (
  { values, std }: Pick<Told, 'values' | 'std'>,
  quality: RowQuality,
  { interval }: { readonly interval: ScaledInterval },
): Told => ({ values, std, scaled: difficultStd(std, quality, interval.difficulty) });

function evaluateScalar(
  output: Pick<OutputEvaluation, 'name' | 'label' | 'unit'> & { readonly interval: ScaledInterval },
  told: Told,
  known: Known,
): OutputEvaluation {
  const { rows } = known;
  const values = rows.map((row) => told.values[row]);
  const truth = rows.map((row) => known.values[row]);
  return {
    name: output.name,
    label: output.label,
    kind: 'scalar',
    unit: output.unit,
    metrics: {
      ...scalarMetrics(values, truth),
      maeGroupsAlike: ofGroups(known, (row) => Math.abs(told.values[row] - known.values[row])),
      medianStd: rows.length === 0 ? null : median(rows.map((row) => told.std[row])),
      halfWidthGroupsAlike: medianOfGroups(
        known,
        (row) => intervalOf(0, told.scaled[row], output.interval)[1],
      ),
    },
    coverage: coverageOf(output.interval.level, known, (row) =>
      isInside(told, row, known.values[row], output.interval) ? 1 : 0,
    ),
    reliability: valueReliability(values, truth),
  };
}

function isInside(told: Told, i: number, truth: number, interval: ScaledInterval): boolean {
  const [low, high] = intervalOf(told.values[i], told.scaled[i], interval);
  return truth >= low && truth <= high;
}

function evaluateCurve(output: CurveOutput, answer: Told, known: Known): OutputEvaluation {
  const { rows, values: truth } = known;
  const n = output.axis.n;
  let absolute = 0;
  const cosines = rows.map((row) => {
    for (let c = row * n; c < (row + 1) * n; c++) absolute += Math.abs(answer.values[c] - truth[c]);
    // A distribution is nowhere below nothing.
    const predicted = answer.values.subarray(row * n, (row + 1) * n).map((v) => Math.max(0, v));
    return cosine(predicted, truth.subarray(row * n, (row + 1) * n));
  });
  const insideOf = (row: number): number => {
    let inside = 0;
    for (let c = row * n; c < (row + 1) * n; c++) {
      if (isInside(answer, c, truth[c], output.interval)) inside += 1 / n;
    }
    return inside;
  };
  const any = rows.length > 0;
  return {
    ...head(output),
    unit: output.unit,
    metrics: {
      medianCosine: any ? median(cosines) : null,
      mae: any ? absolute / (rows.length * n) : null,
    },
    coverage: coverageOf(output.interval.level, known, insideOf),
    reliability: null,
  };
}

/** The shares, pooled; and their weighted mean as a value of its own. */
function evaluateFractions(
  answer: Extract<Answer, { kind: 'fractions' }>,
  quality: RowQuality,
  known: Known,
): OutputEvaluation[] {
  const { output } = answer;
  const { rows, values: truth, groupOf } = known;
  const width = output.labels.length;
  const cells = rows.flatMap((row) => Array.from({ length: width }, (_, c) => row * width + c));
  const pooled = evaluateScalar({ ...output, unit: '' }, toldOf(answer, quality, output), {
    values: truth,
    rows: cells,
    groupOf: (cell) => groupOf(Math.floor(cell / width)),
  });
  const pure = rows.filter((row) => truth.subarray(row * width, (row + 1) * width).includes(1));
  const largest = (values: ArrayLike<number>, row: number): number => {
    const part = Array.from({ length: width }, (_, c) => values[row * width + c]);
    return part.indexOf(Math.max(...part));
  };
  const confusion = confusionOf(
    pure.map((row) => largest(answer.values, row)),
    pure.map((row) => largest(truth, row)),
    width,
  );
  const shares: OutputEvaluation = {
    ...pooled,
    kind: 'fractions',
    metrics: {
      ...pooled.metrics,
      ...classMetrics(confusion),
      accuracyGroupsAlike: ofGroups({ rows: pure, groupOf }, (row) =>
        largest(answer.values, row) === largest(truth, row) ? 1 : 0,
      ),
    },
    confusion: { labels: output.labels, counts: confusion },
  };
  if (output.mean === null || answer.mean === null) return [shares];
  const weights = output.mean.values;
  const means = new Float32Array(truth.length / width);
  for (const row of rows) {
    for (let c = 0; c < width; c++) means[row] += weights[c] * truth[row * width + c];
  }
  const mean = toldOf(answer.mean, quality, output.mean);
  return [shares, evaluateScalar(output.mean, mean, { ...known, values: means })];
}
