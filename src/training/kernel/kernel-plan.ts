/**
 * What is compared of two spectra:
 * - 'values' the rows themselves
 * - 'log' the logarithm of intensity + 0.1, so that weak structure counts
 * - 'cumulative' the sum up to each channel, so that a small shift is a small difference
 * - 'aligned-cumulative' the same, counted from where the edge first rises to half of its height
 */
export type Block = 'values' | 'log' | 'cumulative' | 'aligned-cumulative';

/** A kernel machine instead of networks, for sets so small that a network learns them by heart; or beside them. */
export interface KernelPlan {
  /** Its part in the answers it gives; 1: there are no networks. */
  readonly share: number;
  /** By tensor, of those it answers: it rests on the mean of these blocks' kernels. */
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
