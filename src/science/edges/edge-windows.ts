import { energyAt, type EnergyAxis } from '../spectra/spectrum-image.js';
import type { FoundEdge } from './found-edge.js';

/** Why an edge gets no windows. */
export type NoWindowReason =
  | 'part-of-pair' // L2 (M4): its signal is counted with L3 (M5)
  | 'onset-near-start-of-axis'
  | 'previous-edge-too-near'
  | 'onset-near-end-of-axis'
  | 'next-edge-too-near';

/** Windows [lo, hi), eV, on the axis of the edges' onsets; both null with a reason, or both given without. */
export type EdgeWindows =
  | {
      readonly id: string;
      readonly fitWindowEv: readonly [number, number];
      readonly signalWindowEv: readonly [number, number];
      readonly reason: null;
    }
  | {
      readonly id: string;
      readonly fitWindowEv: null;
      readonly signalWindowEv: null;
      readonly reason: NoWindowReason;
    };

/** The fit window ends this far below the onset: an onset is the steepest point of a rise some eV wide. */
const GAP_BELOW_ONSET_EV = 4;
/** Its width: a tenth of the onset, within these bounds. A power law holds over no more. */
const FIT_SHARE = 0.1;
const FIT_WIDTH_EV: readonly [number, number] = [20, 60];
const MIN_FIT_WIDTH_EV = 10;
const MIN_FIT_CHANNELS = 10;
/** Distance kept from the last onset below: fine structure has died away; the lesser one where there is no room. */
const CLEAR_OF_PREVIOUS_EV = 50;
const MIN_CLEAR_OF_PREVIOUS_EV = 25;
/** The first channels of an axis are left out: detectors often begin with a shadow. */
const AXIS_START_EV = 1;
const SIGNAL_BEFORE_ONSET_EV = 2;
const SIGNAL_AFTER_ONSET_EV = 40;
/** The signal window ends this far below the next edge. */
const CLEAR_OF_NEXT_EV = 4;
const MIN_SIGNAL_AFTER_ONSET_EV = 8;

const isPartner = (edge: FoundEdge): boolean => edge.shell === 'L2' || edge.shell === 'M4';
const samePair = (a: FoundEdge, b: FoundEdge): boolean =>
  a.element === b.element && a.shell[0] === b.shell[0];

/** A pair counts as one edge: from its first onset to its last. */
interface Group {
  readonly first: FoundEdge;
  readonly lastOnsetEv: number;
}

function groupsOf(edges: readonly FoundEdge[]): Group[] {
  const mains = edges.filter(
    (edge) => !(isPartner(edge) && edges.some((other) => !isPartner(other) && samePair(edge, other))),
  );
  return mains
    .map((first) => ({
      first,
      lastOnsetEv: Math.max(...edges.filter((e) => e === first || samePair(e, first)).map((e) => e.onsetEv)),
    }))
    .sort((a, b) => a.first.onsetEv - b.first.onsetEv);
}

function fitWindow(
  onsetEv: number,
  previousEv: number | null,
  axis: EnergyAxis,
): readonly [number, number] | NoWindowReason {
  const end = onsetEv - GAP_BELOW_ONSET_EV;
  const width = Math.min(FIT_WIDTH_EV[1], Math.max(FIT_WIDTH_EV[0], FIT_SHARE * onsetEv));
  const minWidth = Math.max(MIN_FIT_WIDTH_EV, MIN_FIT_CHANNELS * axis.scaleEv);
  const axisStart = axis.offsetEv + AXIS_START_EV;
  if (end - axisStart < minWidth) return 'onset-near-start-of-axis';
  let start = Math.max(axisStart, end - width);
  if (previousEv !== null && start < previousEv + CLEAR_OF_PREVIOUS_EV) {
    // Clear of the previous edge's structure while that leaves the least good width, nearer to it where it does not.
    start = Math.min(previousEv + CLEAR_OF_PREVIOUS_EV, Math.max(start, end - FIT_WIDTH_EV[0]));
    start = Math.max(start, previousEv + MIN_CLEAR_OF_PREVIOUS_EV);
  }
  return end - start < minWidth ? 'previous-edge-too-near' : [start, end];
}

function signalWindow(
  group: Group,
  nextEv: number | null,
  axis: EnergyAxis,
): readonly [number, number] | NoWindowReason {
  const axisEnd = energyAt(axis, axis.nChannels - 1) + axis.scaleEv / 2;
  const limit = nextEv === null ? Infinity : nextEv - CLEAR_OF_NEXT_EV;
  const end = Math.min(group.lastOnsetEv + SIGNAL_AFTER_ONSET_EV, axisEnd, limit);
  const least = group.first.onsetEv + MIN_SIGNAL_AFTER_ONSET_EV;
  if (axisEnd < least) return 'onset-near-end-of-axis';
  if (end < least) return 'next-edge-too-near';
  return [group.first.onsetEv - SIGNAL_BEFORE_ONSET_EV, end];
}

/**
 * Background and signal windows of each edge.
 *
 * Rule: the fit window ends 4 eV below the onset, is a tenth of the onset wide (20–60 eV), and keeps 50 eV clear of the
 * last onset below it; where there is no room it shrinks to 20 eV, then comes as near as 25 eV to that onset, then there
 * is none (at least 10 eV and 10 channels). The signal window runs from 2 eV below the onset to 40 eV above the last
 * onset of a pair, but ends 4 eV below the next edge. L2 and M4 have no windows of their own.
 *
 * @param edges  onsets on `axis`, eV
 * @returns one entry an edge, in the order given
 * Valid for: core losses; the rule is ours, and a window in the recipe replaces it.
 * Checked: edge-windows.spec.ts (order, no overlap, bounds, for edges at random).
 */
export function chooseWindows(edges: readonly FoundEdge[], axis: EnergyAxis): EdgeWindows[] {
  const groups = groupsOf(edges);
  return edges.map((edge) => {
    const none = (reason: NoWindowReason): EdgeWindows => ({
      id: edge.id,
      fitWindowEv: null,
      signalWindowEv: null,
      reason,
    });
    const at = groups.findIndex((group) => group.first === edge);
    if (at < 0) return none('part-of-pair');
    const lower = groups.slice(0, at).map((group) => group.lastOnsetEv);
    const previousEv = lower.length === 0 ? null : Math.max(...lower);
    const fit = fitWindow(edge.onsetEv, previousEv, axis);
    if (typeof fit === 'string') return none(fit);
    const signal = signalWindow(groups[at], groups[at + 1]?.first.onsetEv ?? null, axis);
    if (typeof signal === 'string') return none(signal);
    return { id: edge.id, fitWindowEv: fit, signalWindowEv: signal, reason: null };
  });
}
