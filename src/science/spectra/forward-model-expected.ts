import { addPowerLaw, edgeShape } from './forward-model-edges.js';
import { DEMO_PHASES, type DemoPhase } from './forward-model-phases.js';
import type { DemoOptions, DemoProfiles } from './forward-model-profiles.js';
import {
  convolve,
  coreLossKernel,
  plasmonLoss,
  plasmonLowLoss,
  pluralScattering,
} from './forward-model-scattering.js';
import type { EnergyAxis } from './spectrum-image.js';

/** Energy resolution: sigma of the zero-loss peak, eV (FWHM 0.94 eV). */
const ZERO_LOSS_SIGMA_EV = 0.4;
const LOW_LOSS_ELECTRONS = 4e6;
export const CORE_LOSS_OFFSET_EV = 400;
export const LOW_LOSS_OFFSET_EV = -50;
/** Plural losses up to here are carried into the core loss. */
const KERNEL_EV = 200;

/** Plural loss distribution of one pixel, [nChannels]: the plasmons of its phases mixed by their share. */
export function pixelScattering(profiles: DemoProfiles, pixel: number, opts: DemoOptions): Float64Array {
  const single = new Float64Array(opts.nChannels);
  DEMO_PHASES.forEach((phase, i) => {
    const loss = phasePlasmon(phase, opts);
    for (let k = 0; k < single.length; k++) single[k] += profiles.weights[i][pixel] * loss[k];
  });
  return pluralScattering(single, profiles.thickness[pixel]);
}

const phasePlasmon = (phase: DemoPhase, opts: DemoOptions): Float64Array =>
  plasmonLoss(phase.plasmon, opts.scaleEv, opts.nChannels);

/** Expected electrons of the core loss, [nPixels × nChannels]; pixel p reads true energy = axis − centresEv[p]. */
export function expectedCore(
  profiles: DemoProfiles,
  scattering: readonly Float64Array[],
  centresEv: Float64Array,
  opts: DemoOptions,
): Float64Array {
  const { nPixels, nChannels, scaleEv } = opts;
  const margin = Math.round(KERNEL_EV / scaleEv);
  const out = new Float64Array(nPixels * nChannels);
  for (let p = 0; p < nPixels; p++) {
    const { kernel, zeroIndex } = coreLossKernel(scattering[p], ZERO_LOSS_SIGMA_EV / scaleEv, margin);
    const axis: EnergyAxis = {
      offsetEv: CORE_LOSS_OFFSET_EV - margin * scaleEv - centresEv[p],
      scaleEv,
      // The resolution's half width beyond the end keeps the last channels whole.
      nChannels: margin + nChannels + zeroIndex,
    };
    const single = new Float64Array(axis.nChannels);
    addPowerLaw(single, axis, profiles.logA[p], profiles.r[p]);
    DEMO_PHASES.forEach((phase, i) => {
      edgeShape(single, axis, phase.terms, opts.dose * profiles.weights[i][p]);
    });
    out.set(convolve(single, kernel, zeroIndex).subarray(margin, margin + nChannels), p * nChannels);
  }
  return out;
}

/** Expected electrons of the low loss, [nPixels × nChannels]. */
export function expectedLow(
  scattering: readonly Float64Array[],
  centresEv: Float64Array,
  opts: DemoOptions,
): Float64Array {
  const { nPixels, nChannels, scaleEv } = opts;
  const out = new Float64Array(nPixels * nChannels);
  for (let p = 0; p < nPixels; p++) {
    const spectrum = plasmonLowLoss({
      scattering: scattering[p],
      zeroChannel: (centresEv[p] - LOW_LOSS_OFFSET_EV) / scaleEv,
      sigmaChannels: ZERO_LOSS_SIGMA_EV / scaleEv,
      electrons: opts.dose * LOW_LOSS_ELECTRONS,
      nChannels,
    });
    out.set(spectrum, p * nChannels);
  }
  return out;
}
