import type { EnergyAxis, SpectrumImage } from '../spectra/spectrum-image.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import { mean } from '../numerics/statistics.js';

/** At least this share of the channels must be common to all pixels after shifting. */
const MIN_COMMON_SHARE = 0.5;

/** Shifts closer together than this, channels, are one shift: interpolating by less than noise only costs channels. */
const NEGLIGIBLE_CHANNELS = 1e-3;

/**
 * Moves each pixel's spectrum along energy: what was at E is at E + shiftsEv[pixel] afterwards.
 *
 * The mean of the shifts moves the axis and touches no count. The rest is done pixel by pixel by splitting each
 * channel's counts linearly between the two channels it falls on. That keeps every count, makes none negative and
 * leaves sums over windows Poisson; single channels at a fraction f between two keep (1−f)² + f² ≥ ½ of their variance,
 * are correlated with their neighbour by what is missing, and a peak widens by f(1−f) ≤ ¼ channel² in variance. Cubic
 * and sinc kernels widen less but ring: beside a sharp peak they make counts negative.
 *
 * @param scan      counts [nPixels × nChannels]
 * @param shiftsEv  [nPixels], eV
 * @returns new scan of the channels that every pixel has; nothing is filled in or repeated at the ends
 * @throws SpectrumError shape-mismatch  another number of shifts; invalid-parameter  a shift is not finite, or fewer
 *   than half of the channels would be left
 * Checked: inverse, sums, first moments; HyperSpy's expected values for a shifted ramp.
 */
export function shiftSpectra(scan: SpectrumImage, shiftsEv: ArrayLike<number>): SpectrumImage {
  const { nPixels, nChannels, energy } = scan;
  if (shiftsEv.length !== nPixels) {
    throw new SpectrumError('shape-mismatch', `${shiftsEv.length} shifts for ${nPixels} pixels.`);
  }
  const plan = planShift(energy, shiftsEv);
  const { first, end } = plan;
  const moved = { ...energy, offsetEv: energy.offsetEv + plan.commonEv + first * energy.scaleEv };
  if (first === 0 && end === nChannels) return { ...scan, energy: moved };
  const counts = shiftRows(
    scan.counts,
    nChannels,
    plan,
    Uint32Array.from({ length: nPixels }, (_, pixel) => pixel),
  );
  return { ...scan, counts, nChannels: end - first, energy: { ...moved, nChannels: end - first } };
}

/** How a set of shifts is done: the axis by their mean, the rest channel by channel, on the channels common to all. */
export interface ShiftPlan {
  readonly commonEv: number;
  /** What is left of each shift, channels. */
  readonly channels: Float64Array;
  /** Channels [first, end) that every spectrum has afterwards; all of them when nothing but the axis is moved. */
  readonly first: number;
  readonly end: number;
}

/** @throws SpectrumError invalid-parameter  as shiftSpectra */
export function planShift(energy: EnergyAxis, shiftsEv: ArrayLike<number>): ShiftPlan {
  const commonEv = mean(shiftsEv);
  if (!Number.isFinite(commonEv))
    throw new SpectrumError('invalid-parameter', 'A shift is not a finite number.');
  const channels = Float64Array.from(shiftsEv, (shift) => (shift - commonEv) / energy.scaleEv);
  return { commonEv, channels, ...commonChannels(channels, energy.nChannels) };
}

/**
 * The part of shiftSpectra that touches counts.
 *
 * @param counts     [rows × nChannels]
 * @param shiftOf    which shift of the plan each row gets, [rows]
 * @returns [rows × (end − first)]
 */
export function shiftRows(
  counts: Float32Array,
  nChannels: number,
  { channels, first, end }: ShiftPlan,
  shiftOf: Uint32Array,
): Float32Array {
  const nCommon = end - first;
  const moved = new Float32Array(shiftOf.length * nCommon);
  shiftOf.forEach((shift, row) => {
    const from = row * nChannels + first + Math.floor(-channels[shift]);
    const share = -channels[shift] - Math.floor(-channels[shift]);
    const to = row * nCommon;
    // The last channel read has no right neighbour when the shift is whole: its share is 0 and it is not read.
    for (let i = 0; i < nCommon; i++) {
      const left = counts[from + i];
      moved[to + i] = share === 0 ? left : left + share * (counts[from + i + 1] - left);
    }
  });
  return moved;
}

/** Output channels whose two sources exist in every pixel. */
function commonChannels(shiftChannels: Float64Array, nChannels: number): { first: number; end: number } {
  let most = 0;
  let least = 0;
  for (const shift of shiftChannels) {
    most = Math.max(most, shift);
    least = Math.min(least, shift);
  }
  if (most - least < NEGLIGIBLE_CHANNELS) return { first: 0, end: nChannels };
  const first = Math.ceil(most);
  const end = nChannels - Math.ceil(-least);
  if (end - first >= MIN_COMMON_SHARE * nChannels) return { first, end };
  throw new SpectrumError(
    'invalid-parameter',
    `The shifts spread over ${(most - least).toFixed(1)} channels; of ${nChannels} only ${Math.max(0, end - first)} would be common to all pixels.`,
  );
}
