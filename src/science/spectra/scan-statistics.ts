import type { ReadScan } from './read-result.js';
import { energyAt, type SpectrumImage } from './spectrum-image.js';

/** What is told of a scan at a glance. `zeroLossInRange`: the axis begins below 0 eV and ends above it. */
export interface ScanStatistics {
  readonly sum: number;
  readonly first: number;
  readonly max: number;
  readonly zeroLossInRange: boolean;
}

/** Sum (float64), first value and maximum of all counts, and whether zero loss can be in range. */
export function describeScan({ scan }: Pick<ReadScan, 'scan'>): ScanStatistics {
  const tally = new StatisticsTally();
  tally.add(scan.counts);
  return tally.of(scan);
}

/** The same of counts that come in blocks. */
export class StatisticsTally {
  private sum = 0;
  private first: number | null = null;
  private max = -Infinity;

  add(counts: Float32Array): void {
    this.first ??= counts[0];
    let { sum, max } = this;
    for (const count of counts) {
      sum += count;
      if (count > max) max = count;
    }
    this.sum = sum;
    this.max = max;
  }

  of(scan: Pick<SpectrumImage, 'energy' | 'nChannels'>): ScanStatistics {
    const last = energyAt(scan.energy, scan.nChannels - 1);
    return {
      sum: this.sum,
      first: this.first ?? Number.NaN,
      max: this.max,
      zeroLossInRange: scan.energy.offsetEv < 0 && last > 0,
    };
  }
}
