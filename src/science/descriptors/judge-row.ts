import type { DomainVerdict } from './descriptor-result.js';
import { guardLogOdds } from './domain-guard.js';
import type { DomainModel } from './domain-model.js';
import type { ModelInputForm } from './model-manifest.js';

/** How far a row lies from what the domain's training rows span, and along it. */
export interface RowMeasures {
  /** In units of the scales, [nComponents]. */
  readonly scores: Float64Array;
  /** What the basis does not show, [nChannels], and its rms. */
  readonly rest: Float64Array;
  readonly residual: number;
  /** Rms of the scores over their scales. */
  readonly distance: number;
}

/** What is unlike is told of a stretch of this share of the grid. */
const STRETCH_SHARE = 1 / 8;
/** A residual of which noise explains so much is called noise. */
const NOISE_SHARE = 0.5;

/**
 * @param row  [nChannels]
 * Checked: domain.spec.ts.
 */
export function measureRow(domain: DomainModel, row: ArrayLike<number>): RowMeasures {
  const { nChannels, nComponents, centre, basis, scales } = domain;
  const rest = new Float64Array(nChannels);
  for (let k = 0; k < nChannels; k++) rest[k] = row[k] - centre[k];
  const scores = new Float64Array(nComponents);
  for (let c = 0; c < nComponents; c++) scores[c] = along(basis, c * nChannels, rest);
  for (let c = 0; c < nComponents; c++) {
    const score = scores[c];
    const at = c * nChannels;
    for (let k = 0; k < nChannels; k++) rest[k] -= score * basis[at + k];
  }
  let squares = 0;
  for (let k = 0; k < nChannels; k++) squares += rest[k] * rest[k];
  for (let c = 0; c < nComponents; c++) scores[c] /= scales[c];
  const distance = scores.reduce((sum, score) => sum + score * score, 0);
  return {
    scores,
    rest,
    residual: Math.sqrt(squares / nChannels),
    distance: Math.sqrt(distance / nComponents),
  };
}

function along(basis: Float32Array, from: number, row: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += basis[from + k] * row[k];
  return sum;
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
 * @returns score: without a guard the larger of residual and distance, each 1 at the 99th percentile of held-out rows; with one, the
 *   odds it gives (`scoreOf`); above `limit` is outside. The reason is the plane's where that decides, else the energies at which
 *   the row departs from it; noise told of the row changes only the reason
 * Checked: other shapes, noise and training rows told apart (domain.spec.ts).
 */
export function judgeRow(
  domain: DomainModel,
  grid: ModelInputForm['grid'],
  judged: JudgedRow,
): DomainVerdict {
  const { limit } = domain;
  const { rest, residual, distance } = measureRow(domain, judged.row);
  const byResidual = residual / domain.residualUnit;
  const byDistance = distance / domain.scoreUnit;
  const byPlane = Math.max(byResidual, byDistance);
  const score = scoreOf(domain, judged.row, byPlane);
  if (score <= limit) return { inside: true, score, limit, reason: null };
  const outside = (reason: string): DomainVerdict => ({
    inside: false,
    score,
    limit,
    reason: `${reason} (score ${score.toFixed(1)}, at most ${limit.toFixed(1)} is known)`,
  });
  // Where a guard decides, distances along the plane are such as training spectra have.
  if (byPlane > limit && byResidual < byDistance) {
    return outside('it mixes known features as no training spectrum does');
  }
  if (judged.noise ** 2 > NOISE_SHARE * residual ** 2) {
    return outside('too few counts: its noise is beyond that of the training spectra');
  }
  const [loEv, hiEv] = stretch(rest, grid, judged.featureEv);
  return outside(
    `its shape between ${loEv.toFixed(0)} and ${hiEv.toFixed(0)} eV is unlike the training spectra`,
  );
}

/**
 * Without a guard, how far out the plane says a row lies. With one, its odds that the row is of another kind, in units of those at
 * its limit (to a power that keeps them readable), unless the row lies beyond the plane's own limit: there the guard may be wrong.
 */
function scoreOf({ guard, limit }: DomainModel, row: ArrayLike<number>, byPlane: number): number {
  if (guard === null) return byPlane;
  const byGuard = limit * Math.exp((guardLogOdds(guard, row) - guard.limit) / 4);
  return byPlane > limit ? Math.max(byPlane, byGuard) : byGuard;
}

/** Energies on the scan's axis between which most of the residual lies. */
function stretch(
  rest: Float64Array,
  grid: ModelInputForm['grid'],
  featureEv: number,
): readonly [number, number] {
  const squares = rest.map((v) => v * v);
  const width = Math.max(1, Math.round(STRETCH_SHARE * squares.length));
  let sum = squares.subarray(0, width).reduce((a, b) => a + b, 0);
  let mostFrom = 0;
  let most = sum;
  for (let first = 1; first + width <= squares.length; first++) {
    sum += squares[first + width - 1] - squares[first - 1];
    if (sum <= most) continue;
    most = sum;
    mostFrom = first;
  }
  const at = (channel: number): number => featureEv + grid.startEv + channel * grid.stepEv;
  return [at(mostFrom - 0.5), at(mostFrom + width - 0.5)];
}
