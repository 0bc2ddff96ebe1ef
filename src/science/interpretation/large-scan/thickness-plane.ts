import { planShift, shiftRows, shiftSpectra } from '../../preprocessing/shift-spectra.js';
import { thicknessBy, thicknessRule } from '../../preprocessing/thickness.js';
import type { ScanHeader } from '../../spectra/assemble-scan.js';
import type { SpectrumImage } from '../../spectra/spectrum-image.js';
import type { InterpretationResult } from '../interpretation-result.js';
import type { Binning } from './bin-scan.js';
import type { CleanScan } from './clean-scan.js';
import type { MapPlane } from './full-resolution.js';

/** A scan in blocks and summed. */
export interface LargeScan {
  readonly scan: ScanHeader;
  readonly clean: CleanScan;
  readonly binning: Binning;
  readonly binned: SpectrumImage;
}

export interface ThicknessMaps {
  readonly planes: readonly MapPlane[];
  /** Values and standard deviations of pixels from `firstPixel` on. */
  readonly of: (firstPixel: number, nPixels: number) => readonly Float64Array[];
}

/** Values of the low loss that are read at a time: 4 MB. */
const PART_VALUES = 2 ** 20;

/**
 * t/λ of each pixel, where the result has it for summed ones: elastic counts end where they do there, each spectrum is moved
 * as its bin was, the noise is that of the result.
 *
 * @param zeroLossScan  the scan whose zero loss was measured, over the positions of the core loss
 * Checked: equal to relativeThickness without bins, to the truth with them (large-low-loss.spec.ts).
 */
export function thicknessMaps(
  { profiles, zeroLoss }: InterpretationResult,
  { scan, clean, binning, binned }: LargeScan,
): ThicknessMaps | null {
  const profile = profiles.find(({ id }) => id === 'thickness');
  if (profile === undefined || zeroLoss === null) return null;
  const aligned = shiftSpectra(binned, zeroLoss.shiftsEv);
  const plan = planShift(scan.energy, zeroLoss.shiftsEv);
  const rule = thicknessRule(aligned);
  const ofBins = thicknessBy(rule, aligned);
  const known = profile.std.findIndex((std, bin) => std !== null && ofBins.std[bin] > 0);
  const noise = known < 0 ? Number.NaN : profile.std[known]! / ofBins.std[known];
  const ofPixels = { ...rule, pedestal: (rule.pedestal * binned.nPixels) / scan.nPixels };
  const isMoved = plan.end - plan.first < scan.nChannels;
  const { energy, nChannels } = aligned;
  const partPixels = Math.max(1, Math.floor(PART_VALUES / scan.nChannels));
  const plane = (id: string, label: string): MapPlane => ({ id, label, unit: '', isCategory: false });
  return {
    planes: [
      plane('thickness', profile.label),
      plane('thickness.std', `${profile.label}, standard deviation`),
    ],
    of: (firstPixel, nPixels) => {
      const values = new Float64Array(nPixels);
      const std = new Float64Array(nPixels);
      for (let at = 0; at < nPixels; at += partPixels) {
        const n = Math.min(partPixels, nPixels - at);
        const read = new Float32Array(n * scan.nChannels);
        clean.read(firstPixel + at, read);
        const bins = binning.binOfPixel.subarray(firstPixel + at, firstPixel + at + n);
        const counts = isMoved ? shiftRows(read, scan.nChannels, plan, bins) : read;
        const part = thicknessBy(ofPixels, {
          ...scan,
          energy,
          nChannels,
          counts,
          nPixels: n,
          navigation: [],
        });
        values.set(part.values, at);
        std.set(
          part.std.map((x) => x * noise),
          at,
        );
      }
      return [values, std];
    },
  };
}
