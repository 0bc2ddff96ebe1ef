import type { BackgroundCurve, EdgeResult } from '../../science/interpretation/interpretation-result.js';
import { channelAt, energyAt, type EnergyAxis } from '../../science/spectra/spectrum-image.js';
import { countingStd } from './counting-noise.js';
import { powerLawAt, refitPowerLaw, type PowerLaw } from './power-law.js';
import type { SpectraSource } from './spectra-source.js';

/** Energies of the channels, eV. */
export const energies = (axis: EnergyAxis): Float64Array =>
  Float64Array.from({ length: axis.nChannels }, (_, i) => energyAt(axis, i));

/** Sum over pixels; null while any of them is still on its way. */
export function sumSpectra(source: SpectraSource, pixels: readonly number[]): Float64Array | null {
  const sum = new Float64Array(source.nChannels);
  let complete = true;
  for (const pixel of pixels) {
    const spectrum = source.spectrum(pixel);
    if (spectrum === null) complete = false;
    else for (let i = 0; i < sum.length; i++) sum[i] += spectrum[i];
  }
  return complete ? sum : null;
}

/** Background under an edge for a sum of pixels: the sum of their power laws. */
export interface Background {
  readonly values: Float64Array;
  readonly fitWindowEv: readonly [number, number];
  /** 'result': as the recipe fitted it; 'page': refitted here to the spectrum shown. */
  readonly source: 'result' | 'page';
  readonly law: PowerLaw | null;
}

/** Law of each pixel; null where one of them could not be fitted. */
function lawsOf(edge: EdgeResult, pixels: readonly number[]): PowerLaw[] | null {
  const { background } = edge;
  if (background === null) return null;
  const laws: PowerLaw[] = [];
  for (const p of pixels) {
    const [logA, r] = [background.logA[p], background.r[p]];
    if (logA === null || r === null) return null;
    laws.push({ logA, r });
  }
  return laws;
}

function sumOfLaws(laws: readonly PowerLaw[], energy: Float64Array): Float64Array {
  const values = new Float64Array(energy.length);
  for (const law of laws) for (let i = 0; i < energy.length; i++) values[i] += powerLawAt(law, energy[i]);
  return values;
}

/** Straight between the stored energies in logarithms; NaN outside them. */
function sumOfCurves(
  { energiesEv, counts }: BackgroundCurve,
  pixels: readonly number[],
  energy: Float64Array,
): Float64Array {
  const logs = energiesEv.map(Math.log);
  const step = (logs[logs.length - 1] - logs[0]) / (logs.length - 1);
  return energy.map((ev) => {
    const at = (Math.log(ev) - logs[0]) / step;
    if (!(at >= -1e-9 && at <= logs.length - 1 + 1e-9)) return Number.NaN;
    const below = Math.min(logs.length - 2, Math.max(0, Math.floor(at)));
    const share = at - below;
    let total = 0;
    for (const pixel of pixels) {
      const [low, high] = [counts[pixel][below] ?? Number.NaN, counts[pixel][below + 1] ?? Number.NaN];
      total += low > 0 && high > 0 ? low ** (1 - share) * high ** share : low + share * (high - low);
    }
    return total;
  });
}

interface BackgroundRequest {
  readonly edge: EdgeResult;
  readonly pixels: readonly number[];
  readonly axis: EnergyAxis;
  readonly energy: Float64Array;
  readonly counts: ArrayLike<number>;
  readonly triedWindowEv: readonly [number, number] | null;
}

/** The stored background, or, where a user has dragged the window, one refitted to the spectrum shown. */
export function backgroundOf(request: BackgroundRequest): Background | null {
  const { edge, pixels, axis, energy, counts, triedWindowEv } = request;
  if (triedWindowEv !== null) {
    const law = refitPowerLaw(counts, axis, triedWindowEv);
    if (law === null) return null;
    return { values: energy.map((e) => powerLawAt(law, e)), fitWindowEv: triedWindowEv, source: 'page', law };
  }
  const laws = lawsOf(edge, pixels);
  const curve = edge.background?.curve ?? null;
  if (laws === null || edge.fitWindowEv === null) return null;
  return {
    values: curve === null ? sumOfLaws(laws, energy) : sumOfCurves(curve, pixels, energy),
    fitWindowEv: edge.fitWindowEv,
    source: 'result',
    law: laws.length === 1 ? laws[0] : null,
  };
}

export interface WindowSum {
  readonly counts: number;
  /** √(noise scale · counts); null where the noise is unknown. */
  readonly std: number | null;
  readonly background: number | null;
}

/** Counts in an energy window [lo, hi) with the error of their noise. */
export function sumWindow(
  counts: ArrayLike<number>,
  axis: EnergyAxis,
  windowEv: readonly [number, number],
  options: { readonly noiseScale: number | null; readonly background: Float64Array | null },
): WindowSum {
  const first = Math.max(0, Math.ceil(channelAt(axis, windowEv[0]) - 1e-6));
  const end = Math.min(axis.nChannels, Math.ceil(channelAt(axis, windowEv[1]) - 1e-6));
  let sum = 0;
  let under = 0;
  for (let i = first; i < end; i++) {
    sum += counts[i];
    if (options.background !== null) under += options.background[i];
  }
  const std = countingStd(sum, options.noiseScale);
  return { counts: sum, std, background: options.background === null ? null : under };
}
