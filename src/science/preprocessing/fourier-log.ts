import { powerOfTwoFrom } from '../numerics/fft.js';
import type { SpectrumImage, Warning } from '../spectra/spectrum-image.js';
import { SpectrumError, spectrumAt, withCounts } from '../spectra/spectrum-image.js';
import { putWithCosineBell } from './cosine-bell.js';
import { createPairTransform, halfSpectrum, type HalfSpectrum } from './fourier-pairs.js';
import { elasticPart } from './elastic-part.js';

export interface FourierLogOptions {
  /** The zero-loss peaks: the pixels and axis of the low loss, or one spectrum for all. Default: `elasticPart`. */
  readonly zeroLoss?: SpectrumImage;
  /**
   * 'counts': the area is (zero-loss counts)·t/λ. 'per-electron': divided by the zero-loss counts, the area is t/λ.
   * Default 'counts'.
   */
  readonly unit?: 'counts' | 'per-electron';
}

/** Single scattering of each pixel. */
export interface SingleScattering {
  /** The axis of the low loss; NaN where a pixel has no positive total or zero loss. */
  readonly scan: SpectrumImage;
  /** Area under the whole single scattering per zero-loss electron, [nPixels]: t/λ with what lies beyond the axis. */
  readonly areas: Float64Array;
  /** By counting statistics of the two totals, for counts in electrons. */
  readonly areaStd: Float64Array;
  readonly failedPixels: readonly number[];
  readonly warnings: readonly Warning[];
}

/** Below this share of its total a Fourier coefficient of the zero loss is rounding: nothing is divided by it. */
const UNDERFLOW_SHARE = 1e-12;

/**
 * Fourier-log deconvolution: the single-scattering distribution of a low loss.
 *
 * Poisson statistics of scattering make J = Z·exp(S) in Fourier space, J the low loss, Z its zero-loss peak; the result
 * is Z·ln(J/Z): single scattering as the instrument would have shown it, with the resolution of the zero loss, so that
 * nothing is sharpened and noise is not amplified. Its area is that of Z times ln(total/elastic) exactly.
 *
 * @param lowLoss  counts [nPixels × nChannels], zero loss in range; spikes removed
 * @returns new scan; a pixel whose total or zero loss is not above 0 (or not a number) is NaN, never a guess
 * @throws SpectrumError shape-mismatch  zero-loss peaks of another shape or axis; no-zero-loss-peak  none given, none found
 * Valid for: t/λ < π (above, the phase of ln may wrap: warned about); spectra that reach far enough for the losses to
 *   have died away (the end is led to 0 over as many channels as the axis has). No statement of the noise of single channels.
 * Source: D. W. Johnson, J. C. H. Spence, J. Phys. D 7 (1974) 771; R. F. Egerton (2011), section 4.3.1.
 * Checked: fourier-log.spec.ts, planted Poisson scattering to 1e-12; area t/λ; speed beside HyperSpy in `npm run bench`.
 */
export function fourierLog(lowLoss: SpectrumImage, options: FourierLogOptions = {}): SingleScattering {
  const zeroLoss = options.zeroLoss ?? elasticPart(lowLoss).scan;
  assertFits(lowLoss, zeroLoss);
  const { nPixels, nChannels } = lowLoss;
  const transform = createPairTransform(powerOfTwoFrom(2 * nChannels));
  const n = transform.n;
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  const [total, elastic] = [halfSpectrum(n), halfSpectrum(n)];
  const singles = [halfSpectrum(n), halfSpectrum(n)];
  const counts = new Float32Array(lowLoss.counts.length);
  const areas = new Float64Array(nPixels).fill(Number.NaN);
  const areaStd = new Float64Array(nPixels).fill(Number.NaN);
  const failedPixels: number[] = [];
  let waiting: number | null = null;
  const finish = (first: number, second: number | null): void => {
    transform.join(singles[0], singles[1], x, y);
    counts.set(x.subarray(0, nChannels), first * nChannels);
    if (second !== null) counts.set(y.subarray(0, nChannels), second * nChannels);
  };
  for (let pixel = 0; pixel < nPixels; pixel++) {
    putWithCosineBell(spectrumAt(lowLoss, pixel), x, nChannels);
    y.set(spectrumAt(zeroLoss, zeroLoss.nPixels === 1 ? 0 : pixel));
    y.fill(0, nChannels);
    transform.split(x, y, total, elastic);
    const [all, i0] = [total.re[0], elastic.re[0]];
    if (!(all > 0 && i0 > 0 && Number.isFinite(all))) {
      failedPixels.push(pixel);
      counts.fill(Number.NaN, pixel * nChannels, (pixel + 1) * nChannels);
      continue;
    }
    putLogRatio(
      total,
      elastic,
      options.unit === 'per-electron' ? 1 / i0 : 1,
      singles[waiting === null ? 0 : 1],
    );
    areas[pixel] = Math.log(all / i0);
    areaStd[pixel] = Math.sqrt(Math.max(0, 1 / i0 - 1 / all));
    if (waiting === null) waiting = pixel;
    else {
      finish(waiting, pixel);
      waiting = null;
    }
  }
  if (waiting !== null) finish(waiting, null);
  return { scan: withCounts(lowLoss, counts), areas, areaStd, failedPixels, warnings: thickWarning(areas) };
}

/** out = scale·Z·ln(J/Z), coefficient by coefficient. */
function putLogRatio(j: HalfSpectrum, z: HalfSpectrum, scale: number, out: HalfSpectrum): void {
  const floor = (UNDERFLOW_SHARE * z.re[0]) ** 2;
  for (let k = 0; k < out.re.length; k++) {
    const jr = j.re[k];
    const ji = j.im[k];
    const zr = z.re[k];
    const zi = z.im[k];
    const power = zr * zr + zi * zi;
    const jPower = jr * jr + ji * ji;
    if (power < floor || jPower === 0) {
      out.re[k] = 0;
      out.im[k] = 0;
      continue;
    }
    const log = 0.5 * Math.log(jPower / power);
    const phase = Math.atan2(ji * zr - jr * zi, jr * zr + ji * zi);
    out.re[k] = scale * (zr * log - zi * phase);
    out.im[k] = scale * (zr * phase + zi * log);
  }
}

function assertFits(lowLoss: SpectrumImage, zeroLoss: SpectrumImage): void {
  const { energy } = lowLoss;
  const sameAxis =
    zeroLoss.nChannels === lowLoss.nChannels &&
    Math.abs(zeroLoss.energy.offsetEv - energy.offsetEv) < 1e-3 * energy.scaleEv &&
    Math.abs(zeroLoss.energy.scaleEv / energy.scaleEv - 1) < 1e-6;
  if (sameAxis && (zeroLoss.nPixels === 1 || zeroLoss.nPixels === lowLoss.nPixels)) return;
  throw new SpectrumError(
    'shape-mismatch',
    `The zero-loss peaks (${zeroLoss.nPixels} spectra of ${zeroLoss.nChannels} channels from ${zeroLoss.energy.offsetEv} eV) must stand on the axis of the low loss (${lowLoss.nPixels} of ${lowLoss.nChannels} from ${energy.offsetEv} eV).`,
  );
}

function thickWarning(areas: Float64Array): Warning[] {
  const nThick = areas.filter((area) => area >= Math.PI).length;
  if (nThick === 0) return [];
  return [
    {
      code: 'too-thick-for-fourier-log',
      message: `${nThick} of ${areas.length} pixels have t/λ ≥ 3.14, where the phase of the logarithm may wrap; do not trust their single scattering.`,
    },
  ];
}
