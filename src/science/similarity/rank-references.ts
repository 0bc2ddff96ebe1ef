import { align, N_POINTS, type Alignment, type AlignmentMethod } from './align-curves.js';
import { aboveFloor, checkCurve, rangeOf, sampled, type EnergyCurve, type RangeEv } from './energy-curve.js';
import { CHAINS } from './preprocessing-chains.js';
import { SimilarityError } from './similarity-error.js';
import { similarity, VOTING_METRICS, type SimilarityMetric } from './similarity-metrics.js';
import { bordaOf, probabilities } from './votes.js';

export interface Reference<Id = string> {
  readonly id: Id;
  readonly curve: EnergyCurve;
  /** The query as it is to be compared with this one (its background taken off in front of this edge); the query when left out. */
  readonly query?: EnergyCurve;
}

export interface RankOptions {
  /** 'cross-correlation' when left out. */
  readonly alignment?: AlignmentMethod;
  /** 10 when left out. */
  readonly maxShiftEv?: number;
  /** Two spectra must have this share of the shorter one in common; 0.6 when left out. */
  readonly minOverlapShare?: number;
  /** And so many eV; 5 when left out. */
  readonly minOverlapEv?: number;
  /** How much a shift unlike the others counts against a reference; 0.01 when left out, 0.05 to 0.15 is usual. */
  readonly alpha?: number;
}

/** How close one reference came, and what was compared. */
export interface Match<Id = string> {
  readonly id: Id;
  /** 1 is the closest. */
  readonly rank: number;
  /** What both have in common, on the axis of the query, eV. */
  readonly rangeEv: RangeEv;
  /** How much of the query and of the reference that is. */
  readonly shareOfQuery: number;
  readonly shareOfReference: number;
  /** What was added to the reference's energies, eV. */
  readonly shiftEv: number;
  readonly shiftAtLimit: boolean;
  readonly correlation: number;
  /** Mean over the eleven preparations, of each metric. */
  readonly scores: Readonly<Record<'cosine' | 'euclidean' | 'ruzicka', number>>;
  /** Σ over the votes of how many references this one beat. */
  readonly bordaCount: number;
  /** The count over the largest possible one, 0 … 1; null when it stands alone. */
  readonly bordaShare: number | null;
  /** Votes that put it first (shared first places count for each). */
  readonly firstVotes: number;
  /** Those votes, as 'metric of preparation'. */
  readonly bestMetrics: readonly string[];
  readonly probability: number;
}

export interface Ranking<Id = string> {
  /** Closest first. */
  readonly matches: readonly Match<Id>[];
  readonly excluded: readonly { readonly id: Id; readonly reason: string }[];
  readonly nVotes: number;
  readonly alignment: AlignmentMethod;
  readonly alpha: number;
  /** Borda share of the first less that of the second; null with fewer than two. */
  readonly margin: number | null;
}

/** The votes: each preparation by each metric, 11 × 3 = 33. */
export const VOTES: readonly {
  readonly chain: number;
  readonly metric: SimilarityMetric;
  readonly name: string;
}[] = CHAINS.flatMap(({ name }, chain) =>
  VOTING_METRICS.map((metric) => ({ chain, metric, name: `${metric} of ${name}` })),
);

/**
 * Ranks references by likeness to a spectrum: 33 votes (eleven preparations × cosine, Euclidean, Ruzicka) on what both have
 * in common after the reference was moved onto the query, counted by Borda.
 *
 * Spectra are compared above their floor over the common range; take backgrounds off before. Each reference is compared on
 * its own common range, and the answer says which. P ∝ exp(count/Σcount)·exp(−α·|shift − mean|/std): nearly even among many,
 * it orders rather than measures; the votes and scores say how close.
 *
 * @throws SimilarityError  the query is no spectrum to compare; a reference that is none is excluded, with the reason
 * Valid for: spectra of comparable resolution. Two spectra of noise are alike, too: look at the scores.
 * Source: Zheng et al., npj Comput. Mater. 4 (2018) 12 (ELSIE).
 * Checked: rank-references.spec.ts (itself first whatever scale, offset, shift and dispersion; order of references; by hand).
 */
export function rankReferences<Id>(
  query: EnergyCurve,
  references: readonly Reference<Id>[],
  options: RankOptions = {},
): Ranking<Id> {
  checkCurve(query);
  const settings = withDefaults(options);
  const nothing = 'too little in common within the shift allowed';
  const excluded: { id: Id; reason: string }[] = [];
  const compared: { id: Id; own: EnergyCurve; curve: EnergyCurve; at: Alignment; scores: Float64Array }[] =
    [];
  for (const { id, curve, query: own = query } of references) {
    const reason = refusal(own, curve, settings);
    const at = reason === null ? align(own, curve, settings) : null;
    if (at === null) excluded.push({ id, reason: reason ?? nothing });
    else compared.push({ id, own, curve, at, scores: scoresOf(own, curve, at) });
  }
  const scores = compared.map((one) => one.scores);
  const borda = bordaOf(scores);
  const shifts = compared.map(({ at }) => at.shiftEv);
  const chance = probabilities(borda.counts, shifts, settings.alpha);
  const most = VOTES.length * (compared.length - 1);
  const matches = compared
    .map(({ id, own, curve, at, scores: inVotes }, i) => ({
      id,
      ...said(own, curve, at),
      scores: meansByMetric(inVotes),
      bordaCount: borda.counts[i],
      bordaShare: most > 0 ? borda.counts[i] / most : null,
      firstVotes: borda.firsts[i].length,
      bestMetrics: borda.firsts[i].map((vote) => VOTES[vote].name),
      probability: chance[i],
    }))
    .sort((a, b) => b.probability - a.probability || b.correlation - a.correlation)
    .map((match, index) => ({ ...match, rank: index + 1 }));
  const margin = matches.length < 2 ? null : (matches[0].bordaCount - matches[1].bordaCount) / most;
  return {
    matches,
    excluded,
    nVotes: VOTES.length,
    alignment: settings.method,
    alpha: settings.alpha,
    margin,
  };
}

function withDefaults(options: RankOptions) {
  const { alignment = 'cross-correlation', maxShiftEv = 10, minOverlapShare = 0.6 } = options;
  const { minOverlapEv = 5, alpha = 0.01 } = options;
  const isFine =
    maxShiftEv >= 0 && minOverlapShare > 0 && minOverlapShare <= 1 && minOverlapEv > 0 && alpha >= 0;
  if (!isFine || !Number.isFinite(maxShiftEv + alpha)) {
    throw new SimilarityError('invalid-parameter', 'A shift, an overlap or alpha is out of range.');
  }
  return { method: alignment, maxShiftEv, minOverlapShare, minOverlapEv, alpha };
}

function refusal(
  query: EnergyCurve,
  curve: EnergyCurve,
  { minOverlapEv, maxShiftEv }: { readonly minOverlapEv: number; readonly maxShiftEv: number },
): string | null {
  try {
    checkCurve(curve);
  } catch (error) {
    if (error instanceof SimilarityError) return error.message;
    throw error;
  }
  const [[q0, q1], [r0, r1]] = [rangeOf(query), rangeOf(curve)];
  const common = Math.min(q1, r1 + maxShiftEv) - Math.max(q0, r0 - maxShiftEv);
  return Math.min(common, q1 - q0, r1 - r0) < minOverlapEv
    ? `less than ${minOverlapEv} eV in common: it covers ${r0.toFixed(1)} to ${r1.toFixed(1)} eV`
    : null;
}

/**
 * What the votes see of a query and a reference: both above their floor, over what they have in common, the reference moved.
 *
 * @returns each [200]: means over equal parts of `rangeEv`
 * Checked: a reference moved back onto itself (rank-references.spec.ts).
 */
export function comparedSpectra(
  query: EnergyCurve,
  reference: EnergyCurve,
  { rangeEv, shiftEv }: Pick<Match, 'rangeEv' | 'shiftEv'>,
): ComparedSpectra {
  const own: RangeEv = [rangeEv[0] - shiftEv, rangeEv[1] - shiftEv];
  return {
    query: aboveFloor(sampled(query, rangeEv, N_POINTS)),
    reference: aboveFloor(sampled(reference, own, N_POINTS)),
  };
}

export interface ComparedSpectra {
  readonly query: Float64Array;
  readonly reference: Float64Array;
}

function scoresOf(query: EnergyCurve, reference: EnergyCurve, at: Alignment): Float64Array {
  const { query: q, reference: r } = comparedSpectra(query, reference, at);
  const prepared = CHAINS.map(({ apply }) => [apply(q), apply(r)] as const);
  return Float64Array.from(VOTES, ({ chain, metric }) => similarity(metric, ...prepared[chain]));
}

function said(query: EnergyCurve, reference: EnergyCurve, at: Alignment) {
  const width = ([lo, hi]: RangeEv): number => hi - lo;
  return {
    rangeEv: at.rangeEv,
    shareOfQuery: width(at.rangeEv) / width(rangeOf(query)),
    shareOfReference: width(at.rangeEv) / width(rangeOf(reference)),
    shiftEv: at.shiftEv,
    shiftAtLimit: at.atLimit,
    correlation: at.correlation,
  };
}

function meansByMetric(scores: Float64Array): Record<'cosine' | 'euclidean' | 'ruzicka', number> {
  const mean = (metric: SimilarityMetric): number =>
    VOTES.reduce((sum, vote, i) => sum + (vote.metric === metric ? scores[i] : 0), 0) / CHAINS.length;
  return { cosine: mean('cosine'), euclidean: mean('euclidean'), ruzicka: mean('ruzicka') };
}
