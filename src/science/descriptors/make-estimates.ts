import type { Answer } from './combine-members.js';
import { rowOf, type ModelAnswers } from './ask-model.js';
import { calibrationOf, classSet, intervalOf } from './conformal.js';
import type {
  ClassesEstimate,
  CurveEstimate,
  DescriptorEstimate,
  ScalarEstimate,
} from './descriptor-result.js';
import type { ScaledInterval } from './model-manifest.js';
import { difficultStd, evennessOf, type RowQuality } from './row-difficulty.js';

/** Answers carry float32: more digits than this would be rounding. */
const DIGITS = 6;
const LEAST_WHOLE = 10 ** (DIGITS - 1);
/** How near to half a whole number may be before floating point could round it the other way. */
const DOUBTFUL = 1e-6;

/**
 * A number with six digits: `Number(value.toPrecision(6))`, some ten times quicker, as a scan's curves are millions of them.
 *
 * Checked: the same bytes as that (make-estimates.spec.ts).
 */
export function rounded(value: number): number {
  const places = DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)));
  // Powers of ten up to 10^22 are exact, so the quotient below is the number that its decimals are read as.
  if (places >= 0 && places <= 22) {
    const scale = 10 ** places;
    const whole = Math.abs(value) * scale;
    const near = Math.round(whole);
    const isSure = Math.abs(Math.abs(whole - near) - 0.5) > DOUBTFUL;
    if (isSure && whole >= LEAST_WHOLE && near < 10 * LEAST_WHOLE) return (Math.sign(value) * near) / scale;
  }
  return Number(value.toPrecision(DIGITS));
}

/** Spectra that get a value, and which answer is theirs; −1: none. */
type Places = Int32Array;

interface Along {
  readonly places: Places;
  /** Of the rows that were asked. */
  readonly quality: RowQuality;
}

/**
 * Answers as estimates along a scan: null where the network could not be asked or abstains, as outside its domain.
 *
 * A fractions output gives a scalar for each label, '<task>.<name>.<label>', and one for the mean, '<task>.<mean.name>'.
 */
export function makeEstimates(task: string, found: ModelAnswers): readonly DescriptorEstimate[] {
  const places = new Int32Array(found.verdicts.length).fill(-1);
  found.asked.forEach((spectrum, k) => {
    if (found.verdicts[spectrum].inside) places[spectrum] = k;
  });
  const { made, asked } = found;
  const along = {
    places,
    quality: {
      evenness: Float32Array.from(asked, (i) => evennessOf(rowOf(made, i))),
      noise: Float32Array.from(asked, (i) => made.noise[i]),
    },
  };
  return found.answers.flatMap((answer) => estimatesOf(task, answer, along));
}

function estimatesOf(task: string, answer: Answer, along: Along): readonly DescriptorEstimate[] {
  const { output } = answer;
  const id = `${task}.${output.name}`;
  switch (answer.kind) {
    case 'scalar': {
      const { label, unit, interval } = answer.output;
      return [scalar({ id, label, unit, interval }, answer, along)];
    }
    case 'classes':
      return [classes(id, answer, along.places)];
    case 'curve':
      return [curve(id, answer, along)];
    case 'fractions':
      return fractions(task, answer, along);
  }
}

interface ScalarHead {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly interval: ScaledInterval;
}

function scalar(
  { id, label, unit, interval }: ScalarHead,
  { values, std: stated }: { readonly values: Float64Array; readonly std: Float64Array },
  { places, quality }: Along,
): ScalarEstimate {
  const std = difficultStd(stated, quality, interval.difficulty);
  const at = (value: (k: number) => number | null): (number | null)[] =>
    Array.from(places, (k) => {
      const told = k < 0 ? null : value(k);
      return told === null ? null : rounded(told);
    });
  const calibrated = calibrationOf(interval);
  return {
    kind: 'scalar',
    id,
    label,
    unit,
    values: at((k) => values[k]),
    std: at((k) => calibrated(std[k])),
    low: at((k) => intervalOf(values[k], std[k], interval)[0]),
    high: at((k) => intervalOf(values[k], std[k], interval)[1]),
    level: interval.level,
  };
}

function fractions(
  task: string,
  answer: Extract<Answer, { kind: 'fractions' }>,
  along: Along,
): readonly ScalarEstimate[] {
  const { output, values, std, mean } = answer;
  const n = output.labels.length;
  const column = (all: Float64Array, k: number): Float64Array =>
    Float64Array.from({ length: all.length / n }, (_, row) => all[row * n + k]);
  const shares = output.labels.map((label, k) => {
    const id = `${task}.${output.name}.${label}`;
    const head = { id, label: `${output.label}: ${label}`, unit: '', interval: output.interval };
    return withinUnit(scalar(head, { values: column(values, k), std: column(std, k) }, along));
  });
  if (mean === null || output.mean === null) return shares;
  const { name, label, unit, interval } = output.mean;
  return [scalar({ id: `${task}.${name}`, label, unit, interval }, mean, along), ...shares];
}

/** A share is neither below 0 nor above 1. */
const withinUnit = (estimate: ScalarEstimate): ScalarEstimate => ({
  ...estimate,
  low: estimate.low.map((v) => (v === null ? null : Math.max(0, v))),
  high: estimate.high.map((v) => (v === null ? null : Math.min(1, v))),
});

function classes(
  id: string,
  { output, probabilities }: Extract<Answer, { kind: 'classes' }>,
  places: Places,
): ClassesEstimate {
  const { label, labels, set } = output;
  const n = labels.length;
  return {
    kind: 'classes',
    id,
    label,
    unit: '',
    labels,
    probabilities: labels.map((_, k) =>
      Array.from(places, (row) => (row < 0 ? null : rounded(probabilities[row * n + k]))),
    ),
    sets: Array.from(places, (row) =>
      row < 0
        ? null
        : classSet(probabilities.subarray(row * n, (row + 1) * n), set.minProbability).map((k) => labels[k]),
    ),
    level: set.level,
  };
}

function curve(
  id: string,
  { output, values, std }: Extract<Answer, { kind: 'curve' }>,
  { places, quality }: Along,
): CurveEstimate {
  const { label, unit, axis, interval } = output;
  const at = (all: Float64Array): (number[] | null)[] =>
    Array.from(places, (row) =>
      row < 0 ? null : Array.from(all.subarray(row * axis.n, (row + 1) * axis.n), rounded),
    );
  const calibration = calibrationOf(interval);
  const scaled = difficultStd(std, quality, interval.difficulty);
  const calibrated = at(scaled.map((one) => calibration(one) ?? Number.NaN));
  return {
    ...{ kind: 'curve', id, label, unit, axis, values: at(values), level: interval.level },
    std: calibrated.map((points) => (points?.some(Number.isNaN) ? null : points)),
  };
}
