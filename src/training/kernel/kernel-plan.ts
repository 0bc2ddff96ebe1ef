/**
 * What is compared of two spectra:
 * - 'log' the logarithm of intensity + 0.1, so that weak structure counts
 * - 'cumulative' the sum up to each channel, so that a small shift is a small difference
 * - 'aligned-cumulative' the same, counted from where the edge first rises to half of its height
 */
export type Block = 'log' | 'cumulative' | 'aligned-cumulative';

/** A kernel machine instead of a network: for sets so small that a network learns them by heart. */
export interface KernelPlan {
  /** By tensor: its answer rests on the mean of these blocks' kernels. */
  readonly blocks: Readonly<Record<string, readonly Block[]>>;
  /** Added to the kernel's diagonal, which is 1. */
  readonly ridge: number;
  /** Half of the highest intensity below this channel is where the edge begins. */
  readonly onsetBelowChannel: number;
  /** Channels of the aligned block; it begins so many before the onset. */
  readonly alignedChannels: number;
  readonly alignedBefore: number;
  /** Share of the classes' own frequencies in their probabilities: regression on classes is too sure. */
  readonly priorShare: number;
}
