import { applyCalibration, calibrateEnergy } from '../preprocessing/calibrate-energy.js';
import { hasZeroLoss } from '../preprocessing/find-zero-loss.js';
import { shiftSpectra } from '../preprocessing/shift-spectra.js';
import { removeSpikes } from '../preprocessing/spikes.js';
import { driftShifts, type EnergyShifts } from '../preprocessing/drift.js';
import { measureZeroLossBy } from '../preprocessing/zero-loss-methods.js';
import { measureZeroLoss, type ZeroLossMeasurement } from '../preprocessing/zero-loss.js';
import { mean, rootMeanSquare } from '../numerics/statistics.js';
import { tailNoiseScale } from '../preprocessing/tail-noise.js';
import { channelAt, type Json, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { Calibration, Spike, ZeroLossResult } from './interpretation-result.js';
import type { InterpretationInput, RunRecord } from './interpretation-input.js';
import type { Recipe } from './recipe.js';

/** The scan ready for interpretation, and what was found on the way. */
export interface Preprocessed {
  readonly coreLoss: SpectrumImage;
  /** Zero loss at 0; null without a low loss that belongs to this scan. */
  readonly lowLoss: SpectrumImage | null;
  /** Variance of the low loss over that of electrons; null when it cannot be told. */
  readonly lowLossNoiseScale: number | null;
  readonly zeroLoss: ZeroLossResult | null;
  readonly spikes: readonly Spike[];
  readonly calibration: Calibration;
}

/** Drift smaller than this fraction of a channel is left alone: moving spectra by less would only correlate noise. */
const MIN_DRIFT_CHANNELS = 0.05;

/**
 * Spikes out (before anything moves spectra and would spread them), then zero loss to 0: by the scan itself where zero
 * loss is in its range, otherwise by its low loss of the same shape, whose drift the core loss shares.
 */
export function preprocessScan(input: InterpretationInput, record: RunRecord): Preprocessed {
  return calibrateByRecipe(withZeroLossAtZero(input, record), input.recipe, record);
}

function withZeroLossAtZero(input: InterpretationInput, record: RunRecord): Preprocessed {
  const { recipe } = input;
  const core = despike(input.coreLoss.scan, 'core-loss', input, record);
  const low = input.lowLoss === null ? null : despike(input.lowLoss.scan, 'low-loss', input, record);
  const asIs: Preprocessed = {
    coreLoss: core.scan,
    lowLoss: null,
    lowLossNoiseScale: null,
    zeroLoss: null,
    spikes: core.spikes,
    calibration: {
      shiftEv: 0,
      stdEv: null,
      source: 'none',
      byZeroLossEv: null,
      byEdgesEv: null,
      dispersionFactor: 1,
      energy: core.scan.energy,
    },
  };
  if (recipe.zeroLoss.align === 'never') {
    record.done('zero-loss', 'left as it is', { align: 'never' });
    return asIs;
  }
  if (hasZeroLoss(core.scan)) return alignItself(asIs, recipe, record);
  if (low === null) {
    record.done('zero-loss', 'none in range', { align: 'auto' });
    return asIs;
  }
  if (!hasZeroLoss(low.scan)) {
    record.warn(
      'zero-loss',
      'low-loss-without-zero-loss',
      `${input.lowLoss!.name} shows no zero-loss peak; it was not used.`,
    );
    return asIs;
  }
  return alignByLowLoss(asIs, low.scan, input, record);
}

/** The axis that the recipe's known features demand; edges do not move it afterwards. */
function calibrateByRecipe(
  before: Preprocessed,
  { energyCalibration }: Recipe,
  record: RunRecord,
): Preprocessed {
  if (energyCalibration.length === 0) return before;
  const found = calibrateEnergy(energyCalibration.map((anchor) => ({ ...anchor, measuredStdEv: null })));
  const coreLoss = applyCalibration(before.coreLoss, found);
  const middleEv = mean(energyCalibration.map(({ measuredEv }) => measuredEv));
  const byRecipeEv = found.offsetEv + (found.scale - 1) * middleEv;
  const { offsetEv, scale, residualsEv } = found;
  record.done(
    'energy-calibration',
    'offset and dispersion from known features',
    { anchors: energyCalibration.map((anchor) => ({ ...anchor })) },
    { offsetEv, scale, residualsEv: [...residualsEv] },
  );
  return {
    ...before,
    coreLoss,
    calibration: {
      ...before.calibration,
      shiftEv: before.calibration.shiftEv + byRecipeEv,
      stdEv: energyCalibration.length > 2 ? rootMeanSquare(Float64Array.from(residualsEv)) : null,
      source: 'recipe',
      dispersionFactor: scale,
      energy: coreLoss.energy,
    },
  };
}

function despike(
  scan: SpectrumImage,
  role: 'core-loss' | 'low-loss',
  input: InterpretationInput,
  record: RunRecord,
): { scan: SpectrumImage; spikes: readonly Spike[] } {
  const { remove, thresholdSigma } = input.recipe.spikes;
  if (!remove) return { scan, spikes: [] };
  const cleaned = removeSpikes(scan, { thresholdSigma });
  record.done(
    'spikes',
    'outlier from its neighbours in energy and position',
    { thresholdSigma, scan: role },
    { found: cleaned.spikes.length },
  );
  return cleaned;
}

/** A scan with zero loss at 0 eV, and how it was put there. */
interface Aligned {
  readonly scan: SpectrumImage;
  readonly measurement: ZeroLossMeasurement;
  readonly shifts: EnergyShifts;
  /** Rms of the centres measured again after alignment, about 0 eV. */
  readonly residualRmsEv: number;
}

function align(scan: SpectrumImage, { zeroLoss }: Recipe): Aligned {
  const measurement = measureZeroLossBy(scan, zeroLoss.method);
  const drift = { kind: zeroLoss.drift, degree: zeroLoss.driftDegree };
  const shifts = driftShifts(measurement, scan.navigation, drift);
  const moved = shiftSpectra(scan, shifts.shiftsEv);
  const residualRmsEv = rootMeanSquare(measureZeroLoss(moved).centresEv);
  return { scan: moved, measurement, shifts, residualRmsEv };
}

function alignItself(asIs: Preprocessed, recipe: Recipe, record: RunRecord): Preprocessed {
  const found = align(asIs.coreLoss, recipe);
  const shiftEv = mean(found.shifts.shiftsEv);
  noteAlignment(found, recipe, { source: 'core-loss', shiftEv }, record);
  return {
    ...asIs,
    coreLoss: found.scan,
    ...byPosition('core-loss', found),
    calibration: calibrated(shiftEv, found, found.scan),
  };
}

function alignByLowLoss(
  asIs: Preprocessed,
  low: SpectrumImage,
  { recipe, lowLoss }: InterpretationInput,
  record: RunRecord,
): Preprocessed {
  const found = align(low, recipe);
  const core = asIs.coreLoss;
  const samePixels = shapeOf(low) === shapeOf(core);
  if (!samePixels) {
    record.warn(
      'zero-loss',
      'low-loss-of-other-shape',
      `${lowLoss!.name} was taken over ${shapeOf(low)} positions, the core loss over ${shapeOf(core)}: only the mean position of its zero loss was used.`,
    );
  }
  const { shiftsEv } = found.shifts;
  const shiftEv = mean(shiftsEv);
  const driftRmsEv = rootMeanSquare(shiftsEv.map((shift) => shift - shiftEv));
  const driftCorrected = samePixels && driftRmsEv > MIN_DRIFT_CHANNELS * core.energy.scaleEv;
  const coreLoss = driftCorrected
    ? shiftSpectra(core, shiftsEv)
    : { ...core, energy: { ...core.energy, offsetEv: core.energy.offsetEv + shiftEv } };
  noteAlignment(found, recipe, { source: 'low-loss', shiftEv, driftRmsEv, driftCorrected }, record);
  return {
    ...asIs,
    coreLoss,
    // Values of other positions would stand beside pixels they do not belong to.
    ...(samePixels ? byPosition('low-loss', found) : {}),
    calibration: calibrated(shiftEv, found, coreLoss),
  };
}

function noteAlignment(
  { measurement, shifts, residualRmsEv }: Aligned,
  { zeroLoss }: Recipe,
  chosen: Record<string, Json>,
  record: RunRecord,
): void {
  const nAssumed = measurement.assumedPixels.length;
  if (nAssumed > 0) {
    record.warn(
      'zero-loss',
      'weak-zero-loss',
      `In ${nAssumed} spectra zero loss is too weak to measure; the median of the others was taken.`,
    );
  }
  const { outlierPixels, residualRmsEv: offModelRmsEv } = shifts;
  const byModel: Record<string, Json> =
    zeroLoss.drift === 'measured' ? {} : { outlierPixels: [...outlierPixels], offModelRmsEv };
  record.done('zero-loss', measurement.method, { ...zeroLoss }, { ...chosen, residualRmsEv, ...byModel });
}

/** Doubt of the shift: what is left after alignment, and no less; counting alone would claim micro-electronvolts. */
const calibrated = (shiftEv: number, found: Aligned, scan: SpectrumImage): Calibration => ({
  shiftEv,
  stdEv: Math.hypot(found.residualRmsEv, meanStd(found.shifts.stdEv)),
  source: 'zero-loss',
  byZeroLossEv: shiftEv,
  byEdgesEv: null,
  dispersionFactor: 1,
  energy: scan.energy,
});

/** What belongs to each position of the scan: the aligned low loss with its noise, the centres of zero loss. */
function byPosition(
  source: ZeroLossResult['source'],
  { scan: aligned, measurement, shifts, residualRmsEv }: Aligned,
): Pick<Preprocessed, 'lowLoss' | 'lowLossNoiseScale' | 'zeroLoss'> {
  const scale = noiseScaleOf(aligned);
  const zeroLoss = {
    source,
    centresEv: [...measurement.centresEv],
    stdEv: Array.from(measurement.stdEv, (std) => (scale === null ? null : std * Math.sqrt(scale))),
    shiftsEv: [...shifts.shiftsEv],
    residualRmsEv,
    fwhmEv: measurement.fwhmEv,
  };
  return { lowLoss: aligned, lowLossNoiseScale: scale, zeroLoss };
}

/** Behind zero loss and most plasmons. */
const TAIL_FROM_EV = 60;
/** Within this of 1 the counts are taken as electrons. */
const ELECTRONS_WITHIN = 0.2;

/** Counts in electrons scatter as such; others are measured by their tail. Null when neither is known. */
function noiseScaleOf(lowLoss: SpectrumImage): number | null {
  const measured = tailNoiseScale(lowLoss, Math.max(0, Math.ceil(channelAt(lowLoss.energy, TAIL_FROM_EV))));
  if (measured === null) return lowLoss.intensityUnit === 'e-' ? 1 : null;
  return Math.abs(measured - 1) < ELECTRONS_WITHIN ? 1 : measured;
}

/** '64', '3 × 21'; axes of one position do not count. */
const shapeOf = ({ navigation }: SpectrumImage): string =>
  navigation
    .map(({ size }) => size)
    .filter((size) => size > 1)
    .join(' × ') || '1';

/** Standard deviation of the mean of independent measurements. */
const meanStd = (std: Float64Array): number => rootMeanSquare(std) / Math.sqrt(std.length);
