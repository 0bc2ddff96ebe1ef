import type { ModelAnswers } from './ask-model.js';
import { rowOf } from './ask-model.js';
import type { ScalarEstimate, SecondOpinion } from './descriptor-result.js';
import { rounded } from './make-estimates.js';
import type { ModelInputForm } from './model-manifest.js';
import { fitMonotone, valueAt, type MonotoneRelation } from './monotone-fit.js';
import type { ServedModel } from './served-model.js';

/** Fewest references with a known value from which a relation is learnt. */
const MIN_REFERENCES = 4;
/** Below the first line and behind the second, eV: where lines end. */
const BEFORE_EV = 5;
const BEHIND_EV = 6;

/** Areas of two white lines over a continuum that rises in two steps, 2:1, to the level behind them. */
export interface LineRatio {
  readonly ratio: number;
  readonly std: number;
}

/**
 * L3/L2 of a row: steps of 2/3 and 1/3 of the level behind the lines stand under the maxima, what is above is the lines.
 *
 * @param row           [grid.nChannels], its maximum at 0 eV
 * @param separationEv  distance of the lines
 * @returns null where the grid ends before the lines do, or a line is not above its noise (3 standard deviations)
 * Valid for: comparing rows of one form with one another; as a ratio it holds the resolution and plural scattering.
 * Source: Pearson, Ahn & Fultz, Phys. Rev. B 47 (1993) 8471, with the level taken right behind L2.
 */
export function lineRatio(
  row: ArrayLike<number>,
  noise: number,
  grid: ModelInputForm['grid'],
  separationEv: number,
): LineRatio | null {
  const channel = (ev: number): number => Math.round((ev - grid.startEv) / grid.stepEv);
  const [before, middle, behind] = [
    channel(-BEFORE_EV),
    channel(separationEv / 2),
    channel(separationEv + BEHIND_EV),
  ];
  const nTail = row.length - behind;
  if (before < 0 || nTail < 3) return null;
  let tail = 0;
  for (let k = behind; k < row.length; k++) tail += row[k] / nTail;
  const [l3, l2] = [channel(0), channel(separationEv)];
  let first = 0;
  let second = 0;
  for (let k = before; k < behind; k++) {
    const continuum = tail * ((k >= l3 ? 2 / 3 : 0) + (k >= l2 ? 1 / 3 : 0));
    if (k < middle) first += row[k] - continuum;
    else second += row[k] - continuum;
  }
  // The level's own doubt goes into both areas, with the channels it stands under.
  const tailStd = noise / Math.sqrt(nTail);
  const firstStd = Math.hypot(noise * Math.sqrt(middle - before), ((2 * (middle - l3)) / 3) * tailStd);
  const secondStd = Math.hypot(noise * Math.sqrt(behind - middle), (behind - middle) * tailStd);
  if (!(first > 3 * firstStd && second > 3 * secondStd)) return null;
  const ratio = first / second;
  return { ratio, std: ratio * Math.hypot(firstStd / first, secondStd / second) };
}

/**
 * What the white-line ratio says of a quantity, by the monotone relation of both among the network's references. Its doubt is
 * the scatter of references about the relation, and the noise of the ratio.
 *
 * @param knownName  name under which references know the quantity
 * @returns null where the references or the edge do not allow it
 */
export function lineRatioOpinion(
  model: ServedModel,
  found: ModelAnswers,
  estimate: ScalarEstimate,
  from: { readonly knownName: string; readonly separationEv: number },
): SecondOpinion | null {
  const { references, manifest } = model;
  const { grid, alignment } = manifest.input;
  const { rows, names, known } = references ?? {};
  if (!rows || !names || !known || alignment !== 'maximum') return null;
  const points = names.flatMap((_, i) => {
    const y = Object.entries(known[i]).find(([name]) => slugOf(name) === from.knownName)?.[1];
    const row = rows.subarray(i * grid.nChannels, (i + 1) * grid.nChannels);
    const x = lineRatio(row, 0, grid, from.separationEv)?.ratio;
    return typeof y === 'number' && x !== undefined ? [{ x, y }] : [];
  });
  if (points.length < MIN_REFERENCES) return null;
  const relation = fitMonotone(points);
  const told = found.verdicts.map(({ inside }, i) => {
    const line = inside
      ? lineRatio(rowOf(found.made, i), found.made.noise[i], grid, from.separationEv)
      : null;
    return line === null ? null : opinionAt(relation, line);
  });
  const note = `the monotone relation of ${points.length} references of this network between their white-line ratio and what is known of them (scatter ${relation.std.toPrecision(2)})`;
  return withDisagreement(estimate, {
    descriptorId: estimate.id,
    method: 'white-line ratio',
    values: told.map((t) => (t === null ? null : rounded(t.value))),
    std: told.map((t) => (t === null ? null : rounded(t.std))),
    note,
  });
}

/** 'mean valence' is known of references, 'mean-valence' is the output's name. */
const slugOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

function opinionAt(relation: MonotoneRelation, { ratio, std }: LineRatio): { value: number; std: number } {
  const value = valueAt(relation, ratio);
  const byNoise = Math.abs(valueAt(relation, ratio + std) - valueAt(relation, ratio - std)) / 2;
  return { value, std: Math.hypot(relation.std, byNoise) };
}

/** Half of a 90 % interval of a Gaussian, in standard deviations; two differ when they are this often both their doubts apart. */
const SIGMA_OF_INTERVAL = 1.645;

/** An opinion, with where it and the network differ by more than both doubts allow (90 % of either). */
export function withDisagreement(
  estimate: ScalarEstimate,
  opinion: Omit<SecondOpinion, 'disagrees'>,
): SecondOpinion {
  const disagrees = estimate.values.flatMap((value, i) => {
    const other = opinion.values[i];
    if (value === null || other === null) return [];
    const half = (estimate.high[i]! - estimate.low[i]!) / 2;
    const allowed = Math.hypot(half, SIGMA_OF_INTERVAL * (opinion.std[i] ?? 0));
    return Math.abs(value - other) > allowed ? [i] : [];
  });
  return { ...opinion, disagrees };
}
