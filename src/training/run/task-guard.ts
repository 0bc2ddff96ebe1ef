import { guardLogOdds, type DomainGuard } from '../../science/descriptors/domain-guard.js';
import { createRng } from '../../science/numerics/rng.js';
import type { DrawnRows } from './draw-rows.js';
import { drawForeignRows, drawInsideRows, varied, type ForeignRows, type TaskSource } from './guard-rows.js';
import { pickedRows } from './picked-rows.js';
import { rowsOf } from './pool.js';
import { GUARD_PLAN, trainGuard } from './train-guard.js';

/** Rows are smoothed by a Gaussian of this FWHM before a guard looks at them, eV. */
const SMOOTHING_EV = 1.9;
/** Share of unseen rows that a guard may put outside, groups weighing alike. */
const FALSE_ALARMS = 0.03;

export type UnlimitedGuard = Omit<DomainGuard, 'limit'>;

export interface JudgedByGuard {
  readonly logOdds: number;
  readonly group: number;
}

/** Trains guards on some of the groups, all of the same rows. */
export class TaskGuards {
  private readonly inside: DrawnRows;
  private readonly foreign: ForeignRows;

  constructor(
    private readonly source: TaskSource,
    seed: number,
  ) {
    this.inside = drawInsideRows(source, seed);
    this.foreign = drawForeignRows(source, seed);
  }

  train(seen: ReadonlySet<number>, seed: number): UnlimitedGuard {
    const { task } = this.source;
    const { nChannels, stepEv } = task.input.grid;
    const rng = createRng(seed);
    const isSeen = new Set(rowsOf(this.inside, seen));
    const inside = varied(
      pickedRows(this.inside, (row) => isSeen.has(row), Infinity),
      task,
      rng,
    );
    const { inputs, groups } = this.foreign;
    const isForeign = (row: number): boolean => groups[row] < 0 || seen.has(groups[row]);
    const foreign = pickedRows({ inputs, nRows: groups.length }, isForeign, Infinity);
    const plan = { ...GUARD_PLAN, ...task.guard, smoothingChannels: SMOOTHING_EV / stepEv };
    return trainGuard({ nChannels, inside, foreign }, plan, rng);
  }
}

/** Log-odds of rows, and the group of each. */
export function judgedByGuard(guard: UnlimitedGuard, rows: DrawnRows, groups: Int32Array): JudgedByGuard[] {
  const width = rows.inputs.length / Math.max(1, rows.nRows);
  return Array.from(rows.spectra, (i, row) => ({
    logOdds: guardLogOdds(guard, rows.inputs.subarray(row * width, (row + 1) * width)),
    group: groups[i],
  }));
}

/** Log-odds that so many rows stay below, groups weighing alike. */
export function guardLimit(rows: readonly JudgedByGuard[]): number {
  const sizes = new Map<number, number>();
  for (const { group } of rows) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const ascending = [...rows].sort((a, b) => a.logOdds - b.logOdds);
  let share = 0;
  for (const { logOdds, group } of ascending) {
    share += 1 / sizes.get(group)! / sizes.size;
    if (share >= 1 - FALSE_ALARMS) return logOdds;
  }
  return ascending[ascending.length - 1].logOdds;
}
