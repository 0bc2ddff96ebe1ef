import { SpectrumError, withCounts, type SpectrumImage } from '../spectra/spectrum-image.js';

/** A value for each channel with its variance; null = not known. */
export interface ChannelReference {
  readonly values: ArrayLike<number>;
  readonly variances: ArrayLike<number> | null;
}

export interface GainAndDark {
  /** Counts of a channel without beam, for the exposure of one spectrum. */
  readonly dark?: ChannelReference;
  /** Response of a channel, 1 on average. */
  readonly gain?: ChannelReference;
}

/** A corrected scan with the variance of its counts. */
export interface CorrectedScan {
  readonly scan: SpectrumImage;
  /** [nPixels × nChannels]; null when a reference has none. Parts of references are common to all pixels. */
  readonly variances: Float32Array | null;
}

/**
 * (counts − dark)/gain, channel by channel.
 *
 * Variance = (counts + var dark)/gain² + value²·(var gain)/gain², counts in electrons before correction: dark subtraction
 * lowers the counts and not their noise, so that afterwards counts alone no longer tell it.
 *
 * @throws SpectrumError shape-mismatch  a reference of another length; invalid-parameter  a gain that is not above 0 (name the
 *   channel bad and use `replaceChannels`), a dark that is no number
 * Valid for: dark and gain measured apart from the scan; gains near 1 (scaled so that their mean is).
 * Checked: counting-statistics.spec.ts: inverse of a planted response, pulls of the variance.
 */
export function correctGainAndDark(scan: SpectrumImage, references: GainAndDark): CorrectedScan {
  const { nChannels } = scan;
  const dark = references.dark ?? nothing(nChannels, 0);
  const gain = references.gain ?? nothing(nChannels, 1);
  assertUsable(dark, gain, nChannels);
  const isKnown = dark.variances !== null && gain.variances !== null;
  const counts = new Float32Array(scan.counts.length);
  const variances = isKnown ? new Float32Array(scan.counts.length) : null;
  for (let at = 0; at < counts.length; at++) {
    const channel = at % nChannels;
    const g = gain.values[channel];
    const value = (scan.counts[at] - dark.values[channel]) / g;
    counts[at] = value;
    if (variances === null) continue;
    const noise = Math.max(0, scan.counts[at]) + dark.variances![channel];
    variances[at] = (noise + value * value * gain.variances![channel]) / (g * g);
  }
  return { scan: withCounts(scan, counts), variances };
}

/** A reference that changes nothing and is known exactly. */
const nothing = (n: number, value: number): ChannelReference => ({
  values: new Float64Array(n).fill(value),
  variances: new Float64Array(n),
});

function assertUsable(dark: ChannelReference, gain: ChannelReference, nChannels: number): void {
  for (const list of [dark.values, dark.variances, gain.values, gain.variances]) {
    if (list === null || list.length === nChannels) continue;
    throw new SpectrumError(
      'shape-mismatch',
      `A reference has ${list.length} channels, the scan ${nChannels}.`,
    );
  }
  for (let i = 0; i < nChannels; i++) {
    if (gain.values[i] > 0 && Number.isFinite(dark.values[i])) continue;
    throw new SpectrumError(
      'invalid-parameter',
      `Channel ${i} has a gain or dark that cannot be (gain ${gain.values[i]}, dark ${dark.values[i]}): name it bad and replace it.`,
    );
  }
}
