import type { Rng } from '../../numerics/rng.js';
import type { SpectrumImage } from '../../spectra/spectrum-image.js';
import { gaussian, makeScan } from './make-scan.js';

/** An edge that rises over 4 eV and is exactly 0 before, so that the truth of the background is clean. */
function edge(energyEv: number, onsetEv: number, height: number): number {
  const t = Math.min(1, Math.max(0, (energyEv - onsetEv + 2) / 4));
  return height * t * t * (3 - 2 * t) * (energyEv / onsetEv) ** -2.5;
}

const oxygen = (e: number, height: number): number => edge(e, 532, height);

const PHASES = [
  (e: number) =>
    oxygen(e, 40) +
    peak(e, 535, 1.2, 45) +
    peak(e, 541, 2.2, 30) +
    edge(e, 640, 12) +
    peak(e, 642, 1.2, 60) +
    peak(e, 653, 1.5, 28),
  (e: number) =>
    oxygen(e, 40) +
    peak(e, 535, 1, 20) +
    peak(e, 541, 1.8, 40) +
    edge(e, 708, 12) +
    peak(e, 710, 1.2, 55) +
    peak(e, 723, 1.5, 26),
  (e: number) => oxygen(e, 30) + peak(e, 540, 2, 50) + peak(e, 560, 6, 15),
];

/** A Gaussian that nobody sees before the oxygen onset. */
const peak = (e: number, centre: number, sigma: number, height: number): number =>
  e < 528 ? 0 : gaussian(e, centre, sigma, height);

export interface InterfaceLineScan {
  readonly scan: SpectrumImage;
  /** Mean counts above the background. */
  readonly signal: SpectrumImage;
  readonly r: readonly number[];
}

/**
 * The reference line scan of the method's study: 64 pixels × 2,048 channels from 400 eV by 0.25 eV, O-K, Mn-L | Fe-L with
 * an interface phase, background 6e9·E^−2.8 with r varying by ±0.1 and A by 10 %, Poisson noise. About 530 counts a
 * channel. Same recipe as the study's script, other random numbers, edges without a tail.
 */
export function interfaceLineScan(rng: Rng): InterfaceLineScan {
  const nPixels = 64;
  const r = Array.from({ length: nPixels }, (_, x) => 2.8 + 0.1 * Math.sin(x / 10));
  const a = r.map((value) => 6e9 * (1 + 0.1 * rng.uniform()) * 400 ** (value - 2.8));
  const shares = Array.from({ length: nPixels }, (_, x) => {
    const left = 1 / (1 + Math.exp((x - 28) / 2));
    return [left, 1 - left, 0.6 * Math.exp(-0.5 * ((x - 31.5) / 3) ** 2)];
  });
  const axis = { nPixels, nChannels: 2048, offsetEv: 400, scaleEv: 0.25 };
  const spectra = PHASES.map((phase) =>
    Float64Array.from({ length: axis.nChannels }, (_, i) => 20 * phase(axis.offsetEv + i * axis.scaleEv)),
  );
  const signalAt = (e: number, x: number): number => {
    const i = Math.round((e - axis.offsetEv) / axis.scaleEv);
    return shares[x][0] * spectra[0][i] + shares[x][1] * spectra[1][i] + shares[x][2] * spectra[2][i];
  };
  return {
    scan: makeScan({ ...axis, expected: (e, x) => a[x] * e ** -r[x] + signalAt(e, x), rng }),
    signal: makeScan({ ...axis, expected: signalAt }),
    r,
  };
}
