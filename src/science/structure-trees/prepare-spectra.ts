import { channelRange, energyAt, type EnergyAxis } from '../spectra/spectrum-image.js';
import { refuse } from './structure-tree-error.js';
import { spectrumOf } from './site-spectra.js';

export interface PrepareOptions {
  /** What is compared, [lo, hi), eV on the spectra's own axis; all of it when null. */
  readonly rangeEv: readonly [number, number] | null;
  /** Full width at half maximum of a Gaussian that blurs the spectra first, eV; 0: none. */
  readonly broadenEv: number;
}

export interface PreparedSpectra {
  /** [nSites × energy.nChannels] */
  readonly spectra: Float64Array;
  readonly energy: EnergyAxis;
}

/** Σ of a Gaussian beyond this many standard deviations is 6e-5. */
const REACH = 4;

/**
 * Spectra made comparable: blurred, cut to a range, and divided so that the mean over the range is 1.
 *
 * Beyond its ends a spectrum goes on as its first or last channel; only channels nearer to an end of the range than the
 * blur reaches feel that, and only where the range ends with the data.
 *
 * @param spectra  [n × energy.nChannels]
 * @throws StructureTreeError invalid-parameter  a spectrum whose mean is not above 0, a negative blur
 * @throws SpectrumError window-outside-axis
 * Checked: width of a blurred Gaussian, mean (prepare-spectra.spec.ts).
 */
export function prepareSpectra(
  spectra: Float64Array,
  energy: EnergyAxis,
  options: PrepareOptions,
): PreparedSpectra {
  const { rangeEv, broadenEv } = options;
  if (!(broadenEv >= 0)) refuse(`The blur must be 0 eV or more, not ${broadenEv}.`);
  const range = rangeEv === null ? { first: 0, end: energy.nChannels } : channelRange(energy, rangeEv);
  const nChannels = range.end - range.first;
  const kernel = gaussian(broadenEv / energy.scaleEv);
  const n = spectra.length / energy.nChannels;
  const prepared = new Float64Array(n * nChannels);
  for (let site = 0; site < n; site++) {
    const own = spectrumOf(spectra, energy.nChannels, site);
    const row = blurred(own, kernel).subarray(range.first, range.end);
    const mean = row.reduce((a, b) => a + b, 0) / nChannels;
    if (!(mean > 0))
      refuse(`Spectrum ${site} has no area above 0 in the range, so its height cannot be compared.`);
    for (let ch = 0; ch < nChannels; ch++) prepared[site * nChannels + ch] = row[ch] / mean;
  }
  return {
    spectra: prepared,
    energy: { offsetEv: energyAt(energy, range.first), scaleEv: energy.scaleEv, nChannels },
  };
}

/** Weights from −reach to reach, Σ 1; one weight without a blur. */
function gaussian(fwhmChannels: number): Float64Array {
  const std = fwhmChannels / Math.sqrt(8 * Math.LN2);
  const reach = Math.ceil(REACH * std);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    std === 0 ? 1 : Math.exp(-0.5 * ((i - reach) / std) ** 2),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

function blurred(spectrum: Float64Array, kernel: Float64Array): Float64Array {
  if (kernel.length === 1) return spectrum;
  const reach = (kernel.length - 1) / 2;
  const last = spectrum.length - 1;
  return spectrum.map((_, ch) => {
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) {
      sum += kernel[k] * spectrum[Math.min(last, Math.max(0, ch + k - reach))];
    }
    return sum;
  });
}
