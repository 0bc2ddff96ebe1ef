import { powerOfTwoFrom } from '../numerics/fft.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { channelAt, SpectrumError, spectrumAt, withCounts } from '../spectra/spectrum-image.js';
import { putWithCosineBell } from './cosine-bell.js';
import { elasticPart } from './elastic-part.js';
import { findZeroLoss } from './find-zero-loss.js';
import { createPairTransform, halfSpectrum, type HalfSpectrum } from './fourier-pairs.js';

export interface FourierRatioOptions {
  /** Below this energy the low loss is elastic, eV. Default: the minimum behind zero loss. */
  readonly thresholdEv?: number;
  /** Full width at half maximum of the Gaussian that the result is seen with, eV. Default: that of the zero loss. */
  readonly fwhmEv?: number;
  /** Channels over which the end of the core loss is led to 0. Default: an eighth of the axis; 0 = cut. */
  readonly taperChannels?: number;
}

/** A core loss without plural scattering. */
export interface RatioDeconvolution {
  /** The axis of the core loss; NaN where the low loss has no elastic or no counts. */
  readonly scan: SpectrumImage;
  readonly thresholdEv: number;
  readonly fwhmEv: number;
  readonly failedPixels: readonly number[];
}

/** Below this share of its total a coefficient of the low loss is rounding: nothing is divided by it. */
const UNDERFLOW_SHARE = 1e-9;
const FWHM_PER_SIGMA = 2 * Math.sqrt(2 * Math.LN2);

/**
 * Fourier-ratio deconvolution: K = I0·F⁻¹{G·F(core)/F(low)}, I0 the elastic counts of the pixel and G a Gaussian of
 * unit area as wide as the zero loss, standing at 0 eV of the low loss: without it the ratio would amplify noise without
 * bound. `removePluralScattering` does the same without Fourier space, at the resolution of the data.
 *
 * @param coreLoss  counts with the background taken off (it must begin at 0); NaN of failed backgrounds stay NaN
 * @param lowLoss   the same pixels, zero loss at 0 eV, steps as wide as the core loss's; ends where losses have died away
 * @returns new scan; area of an edge is that of its electrons that lost energy to nothing else
 * @throws SpectrumError shape-mismatch  other pixels; invalid-parameter  other step, width ≤ 0; no-zero-loss-peak
 * Valid for: both spectra of one exposure scale or of different ones (I0 and low loss cancel in scale). The standard
 *   deviation of single channels is not stated.
 * Source: R. F. Egerton, Electron Energy-Loss Spectroscopy in the Electron Microscope (2011), section 4.3.2.
 * Checked: fourier-ratio.spec.ts: core = K ⊗ low/I0 by direct convolution gives K ⊗ G.
 */
export function fourierRatio(
  coreLoss: SpectrumImage,
  lowLoss: SpectrumImage,
  options: FourierRatioOptions = {},
): RatioDeconvolution {
  assertFits(coreLoss, lowLoss);
  const elastic = elasticPart(lowLoss, options.thresholdEv);
  const fwhmEv = options.fwhmEv ?? widthOf(lowLoss);
  if (!(fwhmEv > 0))
    throw new SpectrumError('invalid-parameter', `A width must be above 0 eV, not ${fwhmEv}.`);
  const { nPixels, nChannels } = coreLoss;
  const taper = Math.min(lowLoss.nChannels, options.taperChannels ?? nChannels >> 3);
  const transform = createPairTransform(powerOfTwoFrom(nChannels + lowLoss.nChannels));
  const x = new Float64Array(transform.n);
  const y = new Float64Array(transform.n);
  const [core, low, out] = [halfSpectrum(x.length), halfSpectrum(x.length), halfSpectrum(x.length)];
  const nothing = halfSpectrum(x.length);
  const modifier = gaussianAtZero(lowLoss, fwhmEv, x.length);
  const counts = new Float32Array(coreLoss.counts.length);
  const failedPixels: number[] = [];
  for (let pixel = 0; pixel < nPixels; pixel++) {
    const i0 = spectrumAt(elastic.scan, pixel).reduce((total, value) => total + value, 0);
    putWithCosineBell(spectrumAt(coreLoss, pixel), x, taper);
    y.fill(0);
    y.set(spectrumAt(lowLoss, pixel));
    transform.split(x, y, core, low);
    if (!(i0 > 0 && low.re[0] > 0 && Number.isFinite(core.re[0]))) {
      failedPixels.push(pixel);
      counts.fill(Number.NaN, pixel * nChannels, (pixel + 1) * nChannels);
      continue;
    }
    putRatio(core, low, { modifier, i0 }, out);
    transform.join(out, nothing, x, y);
    counts.set(x.subarray(0, nChannels), pixel * nChannels);
  }
  return { scan: withCounts(coreLoss, counts), thresholdEv: elastic.thresholdEv, fwhmEv, failedPixels };
}

/** out = i0·G·core/low. */
function putRatio(
  core: HalfSpectrum,
  low: HalfSpectrum,
  { modifier, i0 }: { modifier: HalfSpectrum; i0: number },
  out: HalfSpectrum,
): void {
  const floor = (UNDERFLOW_SHARE * low.re[0]) ** 2;
  for (let k = 0; k < out.re.length; k++) {
    const cr = core.re[k];
    const ci = core.im[k];
    const lr = low.re[k];
    const li = low.im[k];
    const power = lr * lr + li * li;
    const share = power < floor ? 0 : i0 / power;
    const ratioRe = share * (cr * lr + ci * li);
    const ratioIm = share * (ci * lr - cr * li);
    const gr = modifier.re[k];
    const gi = modifier.im[k];
    out.re[k] = ratioRe * gr - ratioIm * gi;
    out.im[k] = ratioRe * gi + ratioIm * gr;
  }
}

/** Transform of a Gaussian of unit area at 0 eV of the low loss's axis, between channels or not: written down. */
function gaussianAtZero(lowLoss: SpectrumImage, fwhmEv: number, n: number): HalfSpectrum {
  const sigma = fwhmEv / FWHM_PER_SIGMA / lowLoss.energy.scaleEv;
  const at = channelAt(lowLoss.energy, 0);
  const out = halfSpectrum(n);
  for (let k = 0; k < out.re.length; k++) {
    const omega = (2 * Math.PI * k) / n;
    const height = Math.exp(-0.5 * (omega * sigma) ** 2);
    out.re[k] = height * Math.cos(omega * at);
    out.im[k] = -height * Math.sin(omega * at);
  }
  return out;
}

function widthOf(lowLoss: SpectrumImage): number {
  const location = findZeroLoss(lowLoss);
  if (location !== null) return location.fwhmChannels * lowLoss.energy.scaleEv;
  throw new SpectrumError(
    'no-zero-loss-peak',
    'The low loss shows no zero-loss peak: give the width (fwhmEv).',
  );
}

function assertFits(coreLoss: SpectrumImage, lowLoss: SpectrumImage): void {
  if (coreLoss.nPixels !== lowLoss.nPixels) {
    throw new SpectrumError(
      'shape-mismatch',
      `The low loss has ${lowLoss.nPixels} spectra, the core loss ${coreLoss.nPixels}.`,
    );
  }
  if (Math.abs(lowLoss.energy.scaleEv / coreLoss.energy.scaleEv - 1) > 1e-4) {
    throw new SpectrumError(
      'invalid-parameter',
      `Fourier-ratio needs one step: the low loss has ${lowLoss.energy.scaleEv}, the core loss ${coreLoss.energy.scaleEv} eV a channel. Rebin one, or use removePluralScattering.`,
    );
  }
}
