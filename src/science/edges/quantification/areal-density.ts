import type { NetSignal } from '../../preprocessing/power-law.js';
import { channelRange, SpectrumError, type SpectrumImage } from '../../spectra/spectrum-image.js';
import type { EdgeIntensity, Quantity } from './composition.js';
import type { CrossSection } from './cross-section-table.js';
import type { ScatteringConditions } from './scattering-conditions.js';

const NM2_PER_BARN = 1e-10;

/**
 * Electrons of the low loss up to an energy, in each pixel: I₀ (`toEv` just behind the zero-loss peak), or I₀ with the
 * losses up to Δ, which stand for the plural scattering that the edge's window has lost or won.
 *
 * @param lowLoss  zero loss at 0 eV, counts [nPixels × nChannels]
 * @throws SpectrumError window-outside-axis
 */
export function lowLossIntensity(lowLoss: SpectrumImage, toEv: number): NetSignal {
  const { end } = channelRange(lowLoss.energy, [lowLoss.energy.offsetEv, toEv]);
  const values = new Float64Array(lowLoss.nPixels);
  for (let pixel = 0; pixel < lowLoss.nPixels; pixel++) {
    for (let i = 0; i < end; i++) values[pixel] += lowLoss.counts[pixel * lowLoss.nChannels + i];
  }
  return { values, std: values.map((n) => Math.sqrt(Math.max(0, n))) };
}

/**
 * Atoms of an element per area, 1/nm²: N = I_k(β, Δ)/(I₀(β, Δ)·σ(β, Δ)).
 *
 * @param lowLoss        `lowLossIntensity` of the same pixels up to Δ (the width of the edge's window)
 * @param exposureRatio  exposure of the core loss over that of the low loss (same gain); 1 when they are alike
 * @throws SpectrumError shape-mismatch, invalid-parameter
 * Valid for: thin specimens. σ counts per incident electron; where the probe is wider than the aperture only its
 *   (β/α)² is in I₀, and σ is raised by the inverse. An unknown convergence angle is taken to be no wider than β.
 * Source: R. F. Egerton, EELS in the Electron Microscope (2011), eqs. 4.65, 4.74. Checked: composition.spec.ts.
 */
export function arealDensity(
  edge: Pick<EdgeIntensity, 'net'>,
  crossSection: CrossSection,
  lowLoss: { readonly intensity: NetSignal; readonly exposureRatio: number },
  conditions: ScatteringConditions,
): Quantity {
  const { net } = edge;
  const { intensity, exposureRatio } = lowLoss;
  if (intensity.values.length !== net.values.length) {
    throw new SpectrumError(
      'shape-mismatch',
      `The low loss has ${intensity.values.length} pixels, the edge ${net.values.length}.`,
    );
  }
  if (!(exposureRatio > 0)) {
    throw new SpectrumError('invalid-parameter', 'The ratio of exposures must be a number above 0.');
  }
  const wide = Math.max(1, (conditions.convergenceMrad ?? 0) / conditions.collectionMrad) ** 2;
  const sigmaNm2 = crossSection.barn * NM2_PER_BARN * wide;
  const values = net.values.map((signal, i) => {
    const incident = intensity.values[i] * exposureRatio;
    return incident > 0 ? signal / (incident * sigmaNm2) : Number.NaN;
  });
  const std = values.map((value, i) =>
    Math.hypot(
      net.std[i] / (intensity.values[i] * exposureRatio * sigmaNm2),
      (value * intensity.std[i]) / intensity.values[i],
    ),
  );
  const doubt = crossSection.stdBarn / crossSection.barn;
  return { values, std, systematicStd: values.map((value) => Math.abs(value) * doubt) };
}
