import { sumSpectrum } from '../../preprocessing/sum-spectrum.js';
import {
  channelAt,
  energyAt,
  SpectrumError,
  type EnergyAxis,
  type SpectrumImage,
} from '../../spectra/spectrum-image.js';

/** A spectrum [nChannels of the scan it is fitted to], counts per channel in any unit; its noise is taken to be none. */
export interface ReferenceSpectrum {
  readonly name: string;
  readonly counts: Float64Array;
}

/**
 * Mean of some pixels of a scan: of a background-subtracted one (`subtractPowerLaw`) where the fit has a background.
 *
 * @param pixels  indices; NaN pixels (no background) are left out
 * @throws SpectrumError no-counts  no pixel is left
 */
export function referenceFromPixels(
  name: string,
  scan: SpectrumImage,
  pixels: readonly number[],
): ReferenceSpectrum {
  const whole = pixels.filter((pixel) => Number.isFinite(scan.counts[pixel * scan.nChannels]));
  if (whole.length === 0) throw new SpectrumError('no-counts', `The reference ${name} has no pixels.`);
  return { name, counts: sumSpectrum(scan, whole).map((sum) => sum / whole.length) };
}

/**
 * A spectrum of a library on the axis of a scan: linear interpolation of counts per eV, 0 outside its own range.
 *
 * @param spectrum  counts [nChannels] on its axis
 * @throws SpectrumError window-outside-axis  the two have no energies in common
 * Valid for: references no coarser than the scan (interpolation of finer ones does not average).
 */
export function referenceFromSpectrum(
  name: string,
  spectrum: { readonly energy: EnergyAxis; readonly counts: ArrayLike<number> },
  axis: EnergyAxis,
): ReferenceSpectrum {
  const { energy, counts } = spectrum;
  const last = counts.length - 1;
  let common = 0;
  const resampled = Float64Array.from({ length: axis.nChannels }, (_, i) => {
    const at = channelAt(energy, energyAt(axis, i));
    if (at < 0 || at > last) return 0;
    common++;
    const left = Math.min(last - 1, Math.floor(at));
    const perChannel = counts[left] + (at - left) * (counts[left + 1] - counts[left]);
    return (perChannel * axis.scaleEv) / energy.scaleEv;
  });
  if (common > 0) return { name, counts: resampled };
  throw new SpectrumError('window-outside-axis', `The reference ${name} lies outside the axis of the scan.`);
}
