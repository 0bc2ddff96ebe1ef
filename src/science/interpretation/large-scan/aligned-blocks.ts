import type { CountBlocks } from '../../decomposition/count-blocks.js';
import { planShift, shiftRows, type ShiftPlan } from '../../preprocessing/shift-spectra.js';
import type { ScanHeader } from '../../spectra/assemble-scan.js';
import type { InterpretationResult } from '../interpretation-result.js';
import type { Binning } from './bin-scan.js';

/** Blocks with each pixel's drift undone: the shift of its bin, whose zero loss was located. */
export function alignedBlocks(
  source: CountBlocks,
  plan: ShiftPlan | null,
  { binOfPixel }: Binning,
): CountBlocks {
  if (plan === null) return source;
  return {
    nPixels: source.nPixels,
    nChannels: plan.end - plan.first,
    async *blocks() {
      for await (const { firstPixel, counts } of source.blocks()) {
        const bins = binOfPixel.subarray(firstPixel, firstPixel + counts.length / source.nChannels);
        yield { firstPixel, counts: shiftRows(counts, source.nChannels, plan, bins) };
      }
    },
  };
}

/** The shifts that alignment made in the binned scan; null where it moved at most the axis. */
export function shiftsMade(scan: ScanHeader, result: InterpretationResult): ShiftPlan | null {
  const step = result.steps.find((one) => one.step === 'zero-loss');
  if (result.zeroLoss === null || step?.chosen.driftCorrected === false) return null;
  const plan = planShift(scan.energy, result.zeroLoss.shiftsEv);
  return plan.first === 0 && plan.end === scan.nChannels ? null : plan;
}
