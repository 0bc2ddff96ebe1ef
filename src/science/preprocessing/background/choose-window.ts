import {
  channelRange,
  energyAt,
  SpectrumError,
  type SpectrumImage,
  type Warning,
} from '../../spectra/spectrum-image.js';
import { sumSpectrum } from '../sum-spectrum.js';
import {
  backgroundAt,
  channelEnergies,
  type BackgroundMethod,
  type EnergyWindow,
} from './background-model.js';
import { fitBackground } from './fit-background.js';

export interface WindowChoiceOptions {
  /** First energy that the edge may touch, eV. */
  readonly onsetEv: number;
  /** Nothing below this is used: the edge before, eV. Default: the start of the axis. */
  readonly lowestEv?: number;
  /** Kept free below the onset, eV: resolution and pre-edge features. Default 5. */
  readonly gapEv?: number;
  /** Narrowest window tried, eV. Default 20. */
  readonly minWidthEv?: number;
  /** Family of the background. Default 'power-law'. */
  readonly method?: BackgroundMethod;
  /** Relative misfit that is let pass although counting statistics would tell it. Default 0.003. */
  readonly tolerance?: number;
}

/** How a background fares in a window, on the summed spectrum. */
export interface WindowTrial {
  readonly windowEv: EnergyWindow;
  /** Chi-square of blocks of channels over degrees of freedom, for counts in electrons. */
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Rms of the relative residual beyond noise. */
  readonly misfit: number;
  /** Sum of residuals over sum of counts; 0 by construction for maximum likelihood. */
  readonly meanResidual: number;
  /** Fitted in the lower two thirds, summed over the upper third: counts over background − 1, and its std. */
  readonly extrapolation: number;
  readonly extrapolationStd: number;
  readonly isPassed: boolean;
}

/** The window taken, all that were tried (widest first), and what is to be said. */
export interface WindowChoice {
  readonly windowEv: EnergyWindow;
  readonly isPassed: boolean;
  readonly trials: readonly WindowTrial[];
  readonly warnings: readonly Warning[];
}

const NARROWING = 0.75;
const SIGMAS = 3;
const BLOCKS = 16;

/**
 * Chooses the fit window below an edge: the widest that ends `gapEv` below the onset and in which the summed spectrum
 * passes three tests: residuals no larger than noise (chi-square) or than `tolerance`; mean residual 0; the background
 * told from its lower two thirds meets the counts in the upper third, where it is known what it should give.
 *
 * Wide windows extrapolate with less noise, narrow ones with less misfit: the tests say when misfit begins.
 *
 * @returns when no window passes: the one that extrapolates best, `isPassed` false and a warning
 * @throws SpectrumError fit-window-too-narrow  less than `minWidthEv` lies below the onset; as `fitBackground`
 * Valid for: counts in electrons; families without parameters common to the scan (a sum has one exponent).
 * Checked: choose-window.spec.ts: pure power laws take all, an edge or curvature in the window makes it narrower.
 */
export function chooseBackgroundWindow(scan: SpectrumImage, options: WindowChoiceOptions): WindowChoice {
  const highEv = options.onsetEv - (options.gapEv ?? 5);
  const lowEv = Math.max(options.lowestEv ?? -Infinity, scan.energy.offsetEv, scan.energy.scaleEv);
  const minWidthEv = options.minWidthEv ?? 20;
  if (!(highEv - lowEv >= minWidthEv)) {
    throw new SpectrumError(
      'fit-window-too-narrow',
      `Between ${lowEv} eV and ${highEv} eV there are no ${minWidthEv} eV for a background window.`,
    );
  }
  const total = summed(scan);
  const trials: WindowTrial[] = [];
  for (let width = highEv - lowEv; width >= minWidthEv; width *= NARROWING) {
    trials.push(tryWindow(total, [highEv - width, highEv], options));
  }
  const passed = trials.find((trial) => trial.isPassed);
  if (passed !== undefined) return { windowEv: passed.windowEv, isPassed: true, trials, warnings: [] };
  const best = trials.reduce((a, b) => (Math.abs(b.extrapolation) < Math.abs(a.extrapolation) ? b : a));
  const message = `No window below ${options.onsetEv} eV passes: the best one, ${best.windowEv[0].toFixed(1)}–${best.windowEv[1].toFixed(1)} eV, misses by ${(100 * best.extrapolation).toFixed(2)} % when it extrapolates. Background and net intensities have at least this error.`;
  return {
    windowEv: best.windowEv,
    isPassed: false,
    trials,
    warnings: [{ code: 'no-background-window-passes', message }],
  };
}

function tryWindow(total: SpectrumImage, windowEv: EnergyWindow, options: WindowChoiceOptions): WindowTrial {
  const method = options.method ?? 'power-law';
  const tolerance = options.tolerance ?? 0.003;
  const { first, end } = channelRange(total.energy, windowEv);
  const whole = residuals(total, { fitEv: windowEv, method, first, end });
  const third = end - Math.floor((end - first) / 3);
  const lower: EnergyWindow = [windowEv[0], energyAt(total.energy, third)];
  const beyond = residuals(total, { fitEv: lower, method, first: third, end });
  const degreesOfFreedom = whole.nBlocks - whole.nParameters;
  const chiSquare = whole.chiSquare / degreesOfFreedom;
  const misfit = Math.sqrt(Math.max(0, whole.squares - whole.noise) / whole.nBlocks);
  const meanResidual = whole.residual / whole.background;
  const extrapolation = beyond.residual / beyond.background;
  const extrapolationStd = Math.sqrt(beyond.background + beyond.std ** 2) / beyond.background;
  const isPassed =
    (chiSquare < 1 + SIGMAS * Math.sqrt(2 / degreesOfFreedom) || misfit < tolerance) &&
    Math.abs(meanResidual) < Math.max(tolerance, SIGMAS / Math.sqrt(whole.background)) &&
    Math.abs(extrapolation) < Math.max(tolerance, SIGMAS * extrapolationStd);
  return {
    windowEv,
    chiSquare,
    degreesOfFreedom,
    misfit,
    meanResidual,
    extrapolation,
    extrapolationStd,
    isPassed,
  };
}

interface Residuals {
  readonly residual: number;
  readonly background: number;
  /** Of the summed background, every channel's std taken as fully correlated: an upper bound. */
  readonly std: number;
  readonly chiSquare: number;
  /** Σ over blocks of the squared relative residual, and what noise makes of it. */
  readonly squares: number;
  readonly noise: number;
  readonly nBlocks: number;
  readonly nParameters: number;
}

function residuals(
  total: SpectrumImage,
  plan: { fitEv: EnergyWindow; method: BackgroundMethod; first: number; end: number },
): Residuals {
  const model = fitBackground(total, { method: plan.method, windowsEv: [plan.fitEv] });
  const { values, std } = backgroundAt(model, 0, channelEnergies(total, plan.first, plan.end));
  // A failed fit is NaN throughout, and passes no test.
  const block = Math.max(1, Math.floor(values.length / BLOCKS));
  const nBlocks = Math.floor(values.length / block);
  const sums = { residual: 0, background: 0, std: 0, chiSquare: 0, squares: 0, noise: 0 };
  for (let i = 0; i < values.length; i++) {
    sums.residual += total.counts[plan.first + i] - values[i];
    sums.background += values[i];
    sums.std += std[i];
  }
  for (let b = 0; b < nBlocks; b++) {
    let [residual, background] = [0, 0];
    for (let i = b * block; i < (b + 1) * block; i++) {
      residual += total.counts[plan.first + i] - values[i];
      background += values[i];
    }
    sums.chiSquare += residual ** 2 / background;
    sums.squares += (residual / background) ** 2;
    sums.noise += 1 / background;
  }
  return { ...sums, nBlocks, nParameters: model.shape.parameterNames.length };
}

/** One spectrum: the sum over pixels. float32 keeps 1e-7 of it, far below any noise. */
function summed(scan: SpectrumImage): SpectrumImage {
  return { ...scan, counts: Float32Array.from(sumSpectrum(scan)), nPixels: 1, navigation: [] };
}
