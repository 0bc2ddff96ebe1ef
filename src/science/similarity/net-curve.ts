import { fitPowerLaw, subtractPowerLaw } from '../preprocessing/power-law.js';
import { SpectrumError, UNKNOWN_ACQUISITION } from '../spectra/spectrum-image.js';
import { rangeOf, type EnergyCurve, type RangeEv } from './energy-curve.js';

/** A curve without its background, or as it was with the reason. */
export interface NetCurve {
  readonly curve: EnergyCurve;
  /** Fit window of the power law, eV; null when nothing was taken off. */
  readonly windowEv: RangeEv | null;
  readonly reason: string | null;
}

/** Fewest eV and channels before an edge from which a background can be told. */
const MIN_WINDOW_EV = 8;
const MIN_CHANNELS = 10;
/** The window ends so far before the onset and is so long at most, eV. */
const BEFORE_ONSET_EV = 3;
const MAX_WINDOW_EV = 60;
/** Counts at the top while fitting: the fit weights as if they were electrons. */
const COMFORTABLE = 1e4;

/**
 * Takes a power law off that was fitted in front of an edge, and leaves what begins with the edge.
 *
 * Library spectra often begin at their edge, or are net already: then nothing is taken off and the reason is said. A window
 * whose mean is below 5 % of the largest value beyond it counts as net already.
 *
 * @param onsetEv  of the edge, on the curve's axis
 * Checked: a planted power law and edge (net-curve.spec.ts).
 */
export function netCurve(curve: EnergyCurve, onsetEv: number): NetCurve {
  const { energy, values } = curve;
  const asItIs = (reason: string): NetCurve => ({ curve, windowEv: null, reason });
  const [first, last] = rangeOf(curve);
  if (!(onsetEv < last)) return asItIs('the edge lies beyond the spectrum');
  const windowEv: RangeEv = [
    Math.max(first, onsetEv - BEFORE_ONSET_EV - MAX_WINDOW_EV),
    onsetEv - BEFORE_ONSET_EV,
  ];
  const width = windowEv[1] - windowEv[0];
  if (!(windowEv[0] > 0 && width >= MIN_WINDOW_EV && width >= MIN_CHANNELS * energy.scaleEv)) {
    return asItIs('too little in front of the edge to tell a background');
  }
  const channel = (ev: number): number => Math.ceil((ev - energy.offsetEv) / energy.scaleEv);
  const [from, to] = windowEv.map(channel);
  const level = values.subarray(from, to).reduce((a, b) => a + b, 0) / (to - from);
  const top = values.subarray(to).reduce((a, b) => Math.max(a, b), -Infinity);
  if (level < 0.05 * top) return asItIs('nothing stands in front of the edge: it is net already');
  return subtracted(curve, windowEv, top) ?? asItIs('no power law fits in front of the edge');
}

function subtracted(curve: EnergyCurve, windowEv: RangeEv, top: number): NetCurve | null {
  const { energy, values } = curve;
  // As float32 counts of comfortable size, whatever unit the curve has.
  const counts = Float32Array.from(values, (v) => (v / top) * COMFORTABLE);
  const navigation = [] as const;
  const scan = {
    title: '',
    counts,
    nPixels: 1,
    nChannels: energy.nChannels,
    energy,
    navigation,
    intensityUnit: '',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: null,
  };
  try {
    const net = subtractPowerLaw(scan, fitPowerLaw(scan, windowEv)).counts;
    if (!net.every(Number.isFinite)) return null;
    const from = Math.max(0, Math.floor((windowEv[1] - energy.offsetEv) / energy.scaleEv));
    const kept = Float64Array.from(net.subarray(from), (v) => (v / COMFORTABLE) * top);
    const axis = { ...energy, offsetEv: energy.offsetEv + from * energy.scaleEv, nChannels: kept.length };
    return kept.length < 3 ? null : { curve: { energy: axis, values: kept }, windowEv, reason: null };
  } catch (error) {
    if (error instanceof SpectrumError) return null;
    throw error;
  }
}
