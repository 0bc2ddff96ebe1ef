import type { Rng } from '../../science/numerics/rng.js';
import { dropoutsOf, type Architecture } from '../network/architecture.js';

/** Values of a bank beyond what one mask needs: as many places at which it may begin. */
const SPARE = 1 << 16;

/**
 * Masks for one epoch. Each is a random stretch of one bank of random zeros: no numbers are made for a step, and none are
 * copied.
 */
export class DropoutMasks {
  private readonly banks: readonly { name: string; size: number; bank: Float32Array }[];

  /** @param nRows  rows of a step, over all members */
  constructor(
    architecture: Architecture,
    nRows: number,
    private readonly rng: Rng,
  ) {
    const byShare = new Map<number, Float32Array>();
    const layers = dropoutsOf(architecture);
    for (const { share } of layers) {
      if (byShare.has(share)) continue;
      const widest = Math.max(...layers.filter((l) => l.share === share).map((l) => l.width));
      const kept = 1 / (1 - share);
      byShare.set(
        share,
        Float32Array.from({ length: nRows * widest + SPARE }, () => (rng.uniform() < share ? 0 : kept)),
      );
    }
    this.banks = layers.map(({ name, width, share }) => ({
      name,
      size: nRows * width,
      bank: byShare.get(share)!,
    }));
  }

  next(): Record<string, Float32Array> {
    return Object.fromEntries(
      this.banks.map(({ name, size, bank }) => {
        const from = this.rng.integer(bank.length - size);
        return [name, bank.subarray(from, from + size)];
      }),
    );
  }
}
