import type { Candidate, SearchStatus, StopReason } from '../../science/search/search-types.js';
import { askSearch, statusOf, tellSearch, type KeptSearch, type Told } from './search-file.js';
import { lineOf } from './search-file-events.js';

/** What an evaluator makes of a candidate; without an energy, `failed` says why. */
export interface Evaluated extends Omit<Told, 'index'> {
  /** The relaxed structure; null where the evaluator has none. */
  readonly extxyz: string | null;
}

export interface SearchRunner {
  /** A rejected promise ends the run: the engine cannot work. A candidate that cannot be evaluated is `failed`. */
  readonly evaluate: (candidate: Candidate) => Promise<Evaluated>;
  /** So many at once, asked for together: the same number gives the same search. */
  readonly parallel: number;
  /** Writes to the state file; everything is on the disk when it returns. */
  readonly append: (lines: readonly string[]) => void;
  readonly report: (search: KeptSearch, status: SearchStatus) => void;
  readonly cancelled: () => boolean;
}

/** Structures are kept of candidates that were among so many lowest ones when they were found. */
const KEPT_STRUCTURES = 20;

/**
 * Asks, evaluates and tells until the search is done or cancelled. Pending candidates of an earlier run come first.
 * Each evaluation is appended as soon as it is there.
 */
export async function runSearch(
  search: KeptSearch,
  runner: SearchRunner,
): Promise<{ search: KeptSearch; stopped: StopReason | 'cancelled' }> {
  let now = search;
  for (;;) {
    const status = statusOf(now);
    runner.report(now, status);
    if (status.stopped !== null) return { search: now, stopped: status.stopped };
    if (runner.cancelled()) return { search: now, stopped: 'cancelled' };
    const asked = nextBatch(now, runner);
    if (asked.batch.length === 0) return { search: now, stopped: 'budget' };
    now = asked.search;
    const ended = await Promise.allSettled(
      asked.batch.map(async (candidate) => {
        const { extxyz, ...evaluated } = await runner.evaluate(candidate);
        const after = tellSearch(now, [{ index: candidate.index, ...evaluated }], { replace: false });
        const worthKeeping = extxyz !== null && isAmongBest(after.search, evaluated.energy);
        const structure = worthKeeping
          ? [lineOf({ event: 'structure', index: candidate.index, extxyz })]
          : [];
        runner.append([...structure, ...after.lines]);
        now = after.search;
        runner.report(now, { ...status, nObserved: now.state.observations.length });
      }),
    );
    // What the others of the batch found is kept before the run ends on the one that could not.
    const broken = ended.find((end) => end.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
  }
}

function nextBatch(
  search: KeptSearch,
  { parallel, append }: SearchRunner,
): { search: KeptSearch; batch: readonly Candidate[] } {
  const { pending } = search.state;
  if (pending.length > 0) return { search, batch: pending.slice(0, parallel) };
  const asked = askSearch(search, parallel);
  if (asked.line !== null) append([asked.line]);
  return { search: asked.search, batch: asked.candidates };
}

function isAmongBest({ state }: KeptSearch, energy: number | null): boolean {
  if (energy === null) return false;
  let nLower = 0;
  for (const o of state.observations) if (o.energyJPerM2 !== null && o.energyJPerM2 < energy) nLower++;
  return nLower < KEPT_STRUCTURES;
}
