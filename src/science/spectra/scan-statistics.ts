import type { ReadScan } from './read-result.js';
import { energyAt } from './spectrum-image.js';

/** What is told of a scan at a glance. `zeroLossInRange`: the axis begins below 0 eV and ends above it. */
export interface ScanStatistics {
  readonly sum: number;
  readonly first: number;
  readonly max: number;
  readonly zeroLossInRange: boolean;
}

/** Sum (float64), first value and maximum of all counts, and whether zero loss can be in range. */
export function describeScan({ scan }: Pick<ReadScan, 'scan'>): ScanStatistics {
  let sum = 0;
  let max = -Infinity;
  for (const count of scan.counts) {
    sum += count;
    if (count > max) max = count;
  }
  const last = energyAt(scan.energy, scan.nChannels - 1);
  return {
    sum,
    first: scan.counts[0],
    max,
    zeroLossInRange: scan.energy.offsetEv < 0 && last > 0,
  };
}
