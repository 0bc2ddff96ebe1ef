import type { DomainVerdict } from './descriptor-result.js';
import type { DomainModel } from './domain-model.js';
import type { ModelInputForm } from './model-manifest.js';

/** How far a row lies from what the domain's training rows span, and along it; noise taken out. */
export interface RowMeasures {
  /** In units of the scales, [nComponents]. */
  readonly scores: Float64Array;
  /** Length of what the basis does not show, the part that noise explains taken out. */
  readonly residual: number;
  /** Length of the scores over their scales, which noise widens. */
  readonly distance: number;
}

/** Rows are resampled: neighbouring channels share noise, so about every fourth is independent. */
const CHANNELS_PER_DEGREE = 4;
/** So many standard deviations of the noise's own sum of squares are still noise. */
const NOISE_SIGMA = 3;
/** What is unlike is told of a stretch of this share of the grid. */
const STRETCH_SHARE = 1 / 8;

/**
 * @param row    [nChannels]
 * @param noise  rms standard deviation of a channel
 * Checked: domain.spec.ts.
 */
export function measureRow(domain: DomainModel, row: ArrayLike<number>, noise: number): RowMeasures {
  const { nChannels, nComponents, scales } = domain;
  const { scores, residualOf } = projected(domain, row);
  let squares = 0;
  for (let k = 0; k < nChannels; k++) squares += residualOf(k) ** 2;
  const degrees = Math.max(1, nChannels - nComponents);
  const spread = NOISE_SIGMA * Math.sqrt((2 * CHANNELS_PER_DEGREE) / degrees);
  const byNoise = noise * noise * degrees * (1 + spread);
  let distance = 0;
  for (let c = 0; c < nComponents; c++) distance += scores[c] ** 2 / (scales[c] ** 2 + noise * noise);
  return {
    scores: scores.map((score, c) => score / scales[c]),
    residual: Math.sqrt(Math.max(0, squares - byNoise)),
    distance: Math.sqrt(distance),
  };
}

function projected(
  { nChannels, nComponents, centre, basis }: DomainModel,
  row: ArrayLike<number>,
): { scores: Float64Array; residualOf: (channel: number) => number } {
  const scores = new Float64Array(nComponents);
  for (let c = 0; c < nComponents; c++) {
    let score = 0;
    for (let k = 0; k < nChannels; k++) score += basis[c * nChannels + k] * (row[k] - centre[k]);
    scores[c] = score;
  }
  const residualOf = (k: number): number => {
    let rest = row[k] - centre[k];
    for (let c = 0; c < nComponents; c++) rest -= scores[c] * basis[c * nChannels + k];
    return rest;
  };
  return { scores, residualOf };
}

/** A row, the noise told of it, and where its grid's 0 lies on the axis of the scan. */
export interface JudgedRow {
  readonly row: ArrayLike<number>;
  readonly noise: number;
  readonly featureEv: number;
}

/**
 * Whether a row lies inside what the domain's training rows are like, and if not, why, in words.
 *
 * @returns score: the larger of residual and distance, 1 at the 99th percentile of held-out training rows; with more noise than
 *   the network was trained with it is the noise over that limit, and outside
 * Checked: other shapes, noise and training rows told apart (domain.spec.ts).
 */
export function judgeRow(
  domain: DomainModel,
  grid: ModelInputForm['grid'],
  judged: JudgedRow,
): DomainVerdict {
  const { limit, maxNoise } = domain;
  const { row, noise } = judged;
  const measures = measureRow(domain, row, noise);
  const byResidual = measures.residual / domain.residualUnit;
  const byDistance = measures.distance / domain.scoreUnit;
  const score = Math.max(byResidual, byDistance);
  if (maxNoise !== null && noise > maxNoise) {
    const reason = `too few counts: noise of ${percent(noise)} a channel, ${percent(maxNoise)} was the most in training`;
    return { inside: false, score: Math.max(score, (limit * noise) / maxNoise), limit, reason };
  }
  if (score <= limit) return { inside: true, score, limit, reason: null };
  if (byResidual < byDistance) {
    const reason = `it mixes known features as no training spectrum does (${byDistance.toFixed(1)}× the 99th percentile)`;
    return { inside: false, score, limit, reason };
  }
  const [loEv, hiEv] = stretch(domain, grid, judged);
  const reason = `its shape between ${loEv.toFixed(0)} and ${hiEv.toFixed(0)} eV is unlike the training spectra (residual ${byResidual.toFixed(1)}× the 99th percentile)`;
  return { inside: false, score, limit, reason };
}

/** Energies on the scan's axis between which most of the residual lies. */
function stretch(
  domain: DomainModel,
  grid: ModelInputForm['grid'],
  { row, featureEv }: JudgedRow,
): readonly [number, number] {
  const { residualOf } = projected(domain, row);
  const squares = Float64Array.from({ length: domain.nChannels }, (_, k) => residualOf(k) ** 2);
  const width = Math.max(1, Math.round(STRETCH_SHARE * squares.length));
  let sum = squares.subarray(0, width).reduce((a, b) => a + b, 0);
  let best = { first: 0, sum };
  for (let first = 1; first + width <= squares.length; first++) {
    sum += squares[first + width - 1] - squares[first - 1];
    if (sum > best.sum) best = { first, sum };
  }
  const at = (channel: number): number => featureEv + grid.startEv + channel * grid.stepEv;
  return [at(best.first - 0.5), at(best.first + width - 0.5)];
}

const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;
