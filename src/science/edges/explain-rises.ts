import {
  account,
  surprise,
  type Account,
  type AxisError,
  type Family,
  type Onset,
} from './account-for-rises.js';
import { EDGE_TABLE, type TableEdge } from './edge-table.js';
import { elementCost } from './element-cost.js';
import type { Rise } from './find-rises.js';

export interface Explanation {
  readonly axis: AxisError;
  readonly onsets: readonly Onset[];
  /** Rises that no edge explains. */
  readonly unexplained: readonly Rise[];
  /** Smaller is better; only differences on the same rises mean something. */
  readonly cost: number;
}

export interface ExplainOptions {
  /** Symbols to look for; null for the whole table. */
  readonly elements: readonly string[] | null;
  readonly maxOffsetEv: number;
  /** What is known about the shift beforehand, eV. */
  readonly prior: { readonly valueEv: number; readonly stdEv: number };
  /** Energies between which the spectrum lies, eV on its axis. */
  readonly rangeEv: readonly [number, number];
}

/** A dispersion is seldom wrong by more than this (relative). */
const STRETCH_STD = 0.01;
const STRETCH_STEP = 0.01;
/** Any stretch at all: most files state their dispersion rightly. */
const STRETCH_COST = 2;
const MAX_STRETCH_STEPS = 3;
const SHIFT_STEP_EV = 1;

function families(options: ExplainOptions): Family[] {
  const byElement = new Map<string, TableEdge[]>();
  const [low, high] = options.rangeEv;
  const reach = options.maxOffsetEv + 10;
  for (const edge of EDGE_TABLE) {
    if (options.elements !== null && !options.elements.includes(edge.element)) continue;
    if (edge.onsetEv < low - reach || edge.onsetEv > high + reach) continue;
    byElement.set(edge.element, [...(byElement.get(edge.element) ?? []), edge]);
  }
  return [...byElement]
    .filter(([, edges]) => edges.some((edge) => edge.relevance === 'major'))
    .map(([element, edges]) => ({
      element,
      cost: options.elements === null ? elementCost(element) : 1,
      edges: edges.sort((a, b) => a.onsetEv - b.onsetEv),
    }));
}

/** Cheapest set of elements for one axis error: one after the other, whichever saves most, while any saves. */
function coverRises(
  candidates: readonly Family[],
  rises: readonly Rise[],
  axis: AxisError,
): { cost: number; accounts: Account[]; costs: number[] } {
  const costs = rises.map(surprise);
  const chosen: Account[] = [];
  let rest = candidates.flatMap((family) => account(family, rises, axis) ?? []);
  let cost = costs.reduce((sum, c) => sum + c, 0);
  for (;;) {
    let best: Account | null = null;
    let bestGain = 0;
    for (const candidate of rest) {
      const saved = candidate.costs.reduce((sum, c, i) => sum + Math.max(0, costs[i] - c), 0);
      const gain = saved - candidate.family.cost - candidate.extraCost;
      if (gain > bestGain) {
        best = candidate;
        bestGain = gain;
      }
    }
    if (best === null) return { cost, accounts: chosen, costs };
    cost -= bestGain;
    best.costs.forEach((c, i) => (costs[i] = Math.min(costs[i], c)));
    chosen.push(best);
    rest = rest.filter((candidate) => candidate !== best);
  }
}

/** A Cauchy tail: known within `stdEv`, yet strong evidence may overrule it. */
function priorCost(axis: AxisError, options: ExplainOptions): number {
  const d = (axis.shiftEv - options.prior.valueEv) / options.prior.stdEv;
  const k = axis.stretch / STRETCH_STD;
  return Math.log(1 + d * d) + (k === 0 ? 0 : STRETCH_COST + 0.5 * k * k);
}

/** Energies around which the axis turns when stretched: the mean of the rises, weighted by their surprise. */
function pivotOf(rises: readonly Rise[]): number {
  const total = rises.reduce((sum, rise) => sum + surprise(rise), 0);
  return rises.reduce((sum, rise) => sum + rise.energyEv * surprise(rise), 0) / total;
}

/**
 * Explains rises by the fewest, likeliest elements and one error of the energy axis (a shift, and a stretch where
 * several edges demand one).
 *
 * Every rise left unexplained costs, so does every element named (little for common ones), every distance between an
 * onset and the table beyond what chemistry does, a missing L2 or M4 line, and a shift away from what is known about
 * the axis. Fine structure behind an onset belongs to it. The sum is minimised over a grid of shifts and stretches.
 *
 * @returns null when there is no rise
 * Valid for: sharp edges; two elements whose onsets and pairs coincide within 2 eV cannot be told apart.
 * Checked: identify-edges.spec.ts (synthetic truths under every shift; measured files).
 */
export function explainRises(rises: readonly Rise[], options: ExplainOptions): Explanation | null {
  if (rises.length === 0) return null;
  const candidates = families(options);
  const pivotEv = pivotOf(rises);
  const maxSteps = rises.length < 3 ? 0 : MAX_STRETCH_STEPS;
  const nShifts = Math.floor(options.maxOffsetEv / SHIFT_STEP_EV);
  let best: Explanation | null = null;
  for (let j = -maxSteps; j <= maxSteps; j++) {
    for (let i = -nShifts; i <= nShifts; i++) {
      const axis = { shiftEv: i * SHIFT_STEP_EV, stretch: j * STRETCH_STEP + 0, pivotEv };
      const prior = priorCost(axis, options);
      if (best !== null && prior >= best.cost) continue;
      const cover = coverRises(candidates, rises, axis);
      const cost = cover.cost + prior;
      if (best === null || cost < best.cost) best = explanation(rises, axis, cover.accounts, cost);
    }
  }
  return best;
}

/** Onsets of the chosen elements; a rise claimed twice goes to the first element, which explained most. */
function explanation(
  rises: readonly Rise[],
  axis: AxisError,
  accounts: readonly Account[],
  cost: number,
): Explanation {
  const taken = new Set<Rise>();
  const onsets: Onset[] = [];
  for (const { onsets: claimed } of accounts) {
    const free = claimed.filter((onset) => !taken.has(onset.rise));
    free.forEach((onset) => taken.add(onset.rise));
    onsets.push(...free);
  }
  const explained = (rise: Rise): boolean =>
    accounts.some(({ costs }) => Number.isFinite(costs[rises.indexOf(rise)]));
  return { axis, onsets, unexplained: rises.filter((rise) => !explained(rise)), cost };
}
