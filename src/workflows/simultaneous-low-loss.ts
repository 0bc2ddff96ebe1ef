import type { NavigationAxis } from '../science/spectra/spectrum-image.js';

/** What is needed of a scan to tell whether it is the low loss of another. */
export interface PairableScan {
  readonly navigation: readonly NavigationAxis[];
  readonly zeroLossInRange: boolean;
}

/** Whether two scans were taken over the same number of positions along each axis. */
export const sameNavigationShape = (a: PairableScan, b: PairableScan): boolean =>
  a.navigation.length === b.navigation.length &&
  a.navigation.every((axis, i) => axis.size === b.navigation[i].size);

/**
 * Index of the scan that was taken at the same time with zero loss in range: the first of the same navigation shape.
 * Null when the scan has zero loss itself, or no other has.
 */
export function simultaneousLowLoss(scans: readonly PairableScan[], coreLossIndex: number): number | null {
  const coreLoss = scans[coreLossIndex];
  if (coreLoss.zeroLossInRange) return null;
  const index = scans.findIndex(
    (scan, i) => i !== coreLossIndex && scan.zeroLossInRange && sameNavigationShape(scan, coreLoss),
  );
  return index < 0 ? null : index;
}
