import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { channelAt, SpectrumError, withCounts } from '../spectra/spectrum-image.js';
import { relativeThickness } from './thickness.js';

/** The zero-loss peaks of a scan. */
export interface ElasticPart {
  /** The same axis; counts above the threshold are 0. */
  readonly scan: SpectrumImage;
  readonly thresholdEv: number;
}

/**
 * The counts below a threshold: what is taken for elastic.
 *
 * @param thresholdEv  default: the minimum behind zero loss that `relativeThickness` finds, one for all pixels
 * @throws SpectrumError no-zero-loss-peak  no threshold given, and no peak or no minimum behind it to find one;
 *   invalid-parameter  a threshold outside the axis
 * Valid for: zero loss at 0 eV (`alignZeroLoss`). The peak's own tail above the threshold is missing, and losses below
 *   it are taken for elastic.
 * Checked: as the default of Fourier-log (fourier-log.spec.ts).
 */
export function elasticPart(lowLoss: SpectrumImage, thresholdEv?: number): ElasticPart {
  const threshold = thresholdEv ?? relativeThickness(lowLoss).thresholdEv;
  if (threshold === null) {
    throw new SpectrumError(
      'no-zero-loss-peak',
      'The zero-loss peak runs into the losses behind it: give a threshold or the zero-loss peaks themselves.',
    );
  }
  // The channel at the threshold is the first inelastic one, as in `relativeThickness`.
  const end = Math.ceil(channelAt(lowLoss.energy, threshold) - 1e-6);
  if (!(end > 0 && end < lowLoss.nChannels)) {
    throw new SpectrumError(
      'invalid-parameter',
      `The threshold ${threshold} eV is not within the energy axis.`,
    );
  }
  const counts = new Float32Array(lowLoss.counts.length);
  for (let row = 0; row < counts.length; row += lowLoss.nChannels) {
    counts.set(lowLoss.counts.subarray(row, row + end), row);
  }
  return { scan: withCounts(lowLoss, counts), thresholdEv: threshold };
}
