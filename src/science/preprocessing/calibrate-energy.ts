import { SpectrumError, type EnergyAxis, type SpectrumImage } from '../spectra/spectrum-image.js';

/** A feature seen at one energy of the scan's axis and known to lie at another, eV. */
export interface EnergyAnchor {
  readonly measuredEv: number;
  /** Of the measured energy; null = not known. */
  readonly measuredStdEv: number | null;
  readonly trueEv: number;
}

/** True energy = offsetEv + scale·measured energy. */
export interface EnergyCalibration {
  readonly offsetEv: number;
  readonly scale: number;
  /** Covariance of offset and scale: [var offset, cov, var scale]; null when an anchor's std is not known. */
  readonly covariance: readonly [number, number, number] | null;
  /** True minus calibrated energy of each anchor, eV; 0 for two. */
  readonly residualsEv: readonly number[];
}

/** Scales further from 1 than this are a wrong anchor, not a miscalibrated spectrometer. */
const MAX_SCALE_CHANGE = 0.2;

/**
 * Offset and scale of the energy axis from two or more known features (zero loss and an edge, two edges): least squares
 * weighted by the stds when all are known.
 *
 * @throws SpectrumError invalid-parameter  fewer than two anchors, anchors at one energy, values that are no numbers, or a
 *   scale that differs from 1 by more than 20 %
 * Checked: calibrate-energy.spec.ts: exact lines, pulls over seeds.
 */
export function calibrateEnergy(anchors: readonly EnergyAnchor[]): EnergyCalibration {
  assertUsable(anchors);
  const stds = anchors.map((anchor) => anchor.measuredStdEv);
  const isKnown = stds.every((std) => std !== null && std > 0);
  const weights = stds.map((std) => (isKnown ? 1 / std! ** 2 : 1));
  const total = weights.reduce((a, b) => a + b, 0);
  const average = (value: (anchor: EnergyAnchor) => number): number =>
    anchors.reduce((sum, anchor, i) => sum + weights[i] * value(anchor), 0) / total;
  const middle = average((a) => a.measuredEv);
  const spread = average((a) => (a.measuredEv - middle) ** 2);
  const scale = average((a) => (a.measuredEv - middle) * a.trueEv) / spread;
  const offsetEv = average((a) => a.trueEv) - scale * middle;
  if (!(Math.abs(scale - 1) <= MAX_SCALE_CHANGE)) {
    throw new SpectrumError(
      'invalid-parameter',
      `These features would stretch the energy axis by ${scale.toFixed(3)}: one of them is another edge, or two are exchanged.`,
    );
  }
  // Errors are those of measured energies: seen from the true ones they are `scale` times as large.
  const variance = (scale * scale) / total;
  return {
    offsetEv,
    scale,
    covariance: isKnown
      ? [variance * (1 + (middle * middle) / spread), (-variance * middle) / spread, variance / spread]
      : null,
    residualsEv: anchors.map((a) => a.trueEv - offsetEv - scale * a.measuredEv),
  };
}

/** Std of a calibrated energy from the calibration alone, eV; null when not known. */
export function calibrationStdEv(calibration: EnergyCalibration, measuredEv: number): number | null {
  if (calibration.covariance === null) return null;
  const [offset, both, scale] = calibration.covariance;
  return Math.sqrt(Math.max(0, offset + 2 * measuredEv * both + measuredEv * measuredEv * scale));
}

/** The scan on the calibrated axis; no count changes. */
export function applyCalibration(
  scan: SpectrumImage,
  calibration: Pick<EnergyCalibration, 'offsetEv' | 'scale'>,
): SpectrumImage {
  const { offsetEv, scaleEv, nChannels } = scan.energy;
  const energy: EnergyAxis = {
    offsetEv: calibration.offsetEv + calibration.scale * offsetEv,
    scaleEv: calibration.scale * scaleEv,
    nChannels,
  };
  return { ...scan, energy };
}

/**
 * Corrects the dispersion (eV a channel) about an energy that is right as it is: zero loss, or the edge that the axis was
 * set by.
 *
 * @param trueScaleEv  eV a channel
 * @throws SpectrumError invalid-parameter  a dispersion that is not above 0
 */
export function correctDispersion(scan: SpectrumImage, trueScaleEv: number, fixedEv: number): SpectrumImage {
  if (!(trueScaleEv > 0 && Number.isFinite(trueScaleEv) && Number.isFinite(fixedEv))) {
    throw new SpectrumError(
      'invalid-parameter',
      `A dispersion must be above 0 eV a channel, not ${trueScaleEv}.`,
    );
  }
  const scale = trueScaleEv / scan.energy.scaleEv;
  return applyCalibration(scan, { scale, offsetEv: fixedEv * (1 - scale) });
}

function assertUsable(anchors: readonly EnergyAnchor[]): void {
  const energies = anchors.map((anchor) => anchor.measuredEv);
  const isFinite = anchors.every((a) => Number.isFinite(a.measuredEv) && Number.isFinite(a.trueEv));
  if (isFinite && new Set(energies).size >= 2) return;
  throw new SpectrumError(
    'invalid-parameter',
    'Offset and scale need two features at different energies: with one, only the offset can be told (shift the axis).',
  );
}
