import type { CountBlock, CountBlocks } from '../../decomposition/count-blocks.js';
import { removeSpikesOf, spikeContext, type Spike, type SpikeContext } from '../../preprocessing/spikes.js';
import type { ScanHeader } from '../../spectra/assemble-scan.js';
import type { SpectrumImage } from '../../spectra/spectrum-image.js';

/** Counts that lie in a store, [nPixels × nChannels], at random access. */
export interface StoredCounts {
  /** Fills `into` with the spectra from pixel `first` on. */
  readonly read: (first: number, into: Float32Array) => void;
}

/** Values of a block: 8 MB. */
const BLOCK_VALUES = 2 ** 21;
/** Pixels, evenly taken, that tell the noise of all. */
const NOISE_PIXELS = 1024;

/**
 * A stored scan without its spikes, in blocks of whole rows. They are looked for at the first reading, each row between
 * its neighbours as removeSpikes does in memory (neighbours along the slowest of three axes are not seen), and
 * remembered for the next.
 *
 * Checked: the same spikes as removeSpikes given the same noise (interpret-large-scan.spec.ts).
 */
export class CleanScan implements CountBlocks {
  readonly nPixels: number;
  readonly nChannels: number;
  /** In the order of pixels; complete after the first reading. */
  readonly spikes: Spike[] = [];
  private isKnown = false;

  constructor(
    private readonly scan: ScanHeader,
    private readonly stored: StoredCounts,
    /** Null: spikes stay. */
    private readonly thresholdSigma: number | null,
    /** Told after each block, how much of a reading is done. */
    private readonly onShare: (share: number) => void,
  ) {
    this.nPixels = scan.nPixels;
    this.nChannels = scan.nChannels;
  }

  async *blocks(): AsyncIterable<CountBlock> {
    const { nPixels, nChannels } = this;
    const rowPixels = this.scan.navigation.length > 1 ? this.scan.navigation.at(-1)!.size : 1;
    const nRows = Math.max(1, Math.floor(BLOCK_VALUES / (rowPixels * nChannels)));
    const context =
      this.thresholdSigma === null || this.isKnown ? null : spikeContext(this.sample(NOISE_PIXELS));
    const memory = new Float32Array((nRows + 2) * rowPixels * nChannels);
    const above = new Float32Array(rowPixels * nChannels);
    let nextSpike = 0;
    for (let first = 0; first < nPixels; first += nRows * rowPixels) {
      const end = Math.min(nPixels, first + nRows * rowPixels);
      // One row more on either side, to compare with; the one above is clean already.
      const from = context === null ? first : Math.max(0, first - rowPixels);
      const to = context === null ? end : Math.min(nPixels, end + rowPixels);
      const band = memory.subarray(0, (to - from) * nChannels);
      this.stored.read(from, band);
      if (context !== null) {
        if (from < first) band.set(above);
        this.spikes.push(...this.cleanBand(band, { from, first, end, rowPixels }, context));
        above.set(band.subarray((end - from - rowPixels) * nChannels, (end - from) * nChannels));
      } else {
        for (; nextSpike < this.spikes.length && this.spikes[nextSpike].pixel < end; nextSpike++) {
          const { pixel, channel, after } = this.spikes[nextSpike];
          band[(pixel - from) * nChannels + channel] = after;
        }
      }
      yield await Promise.resolve({
        firstPixel: first,
        counts: band.subarray((first - from) * nChannels, (end - from) * nChannels),
      });
      this.onShare(end / nPixels);
    }
    this.isKnown = true;
  }

  /** Spectra from pixel `first` on, without the spikes that the first reading found. */
  read(first: number, into: Float32Array): void {
    const { nChannels } = this;
    this.stored.read(first, into);
    const end = first + into.length / nChannels;
    for (const { pixel, channel, after } of this.spikes) {
      if (pixel >= first && pixel < end) into[(pixel - first) * nChannels + channel] = after;
    }
  }

  /** Some pixels, evenly taken, as a scan of its own. */
  sample(nWanted: number): SpectrumImage {
    const { nPixels, nChannels } = this;
    const n = Math.min(nWanted, nPixels);
    const counts = new Float32Array(n * nChannels);
    for (let i = 0; i < n; i++) {
      const row = counts.subarray(i * nChannels, (i + 1) * nChannels);
      this.stored.read(Math.floor((i * nPixels) / n), row);
    }
    return { ...this.scan, counts, nPixels: n, navigation: [] };
  }

  private cleanBand(
    counts: Float32Array,
    { from, first, end, rowPixels }: { from: number; first: number; end: number; rowPixels: number },
    context: SpikeContext,
  ): Spike[] {
    const nPixels = counts.length / this.nChannels;
    const [axis] = this.scan.navigation.slice(-1);
    const rows = { ...axis, size: nPixels / rowPixels };
    const navigation = rowPixels > 1 ? [rows, axis] : [rows];
    const band = { ...this.scan, counts, nPixels, navigation };
    return removeSpikesOf(
      band,
      { first: first - from, end: end - from },
      {
        ...context,
        thresholdSigma: this.thresholdSigma!,
      },
    ).map((spike) => ({ ...spike, pixel: spike.pixel + from }));
  }
}
