import { createRng, type Rng } from '../../science/numerics/rng.js';
import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';
import { counted } from '../augmentation/perturbations.js';

/** Spectra a network is not for, on one axis. */
export interface OutsideSpectra {
  readonly name: string;
  readonly label: string;
  readonly axis: EnergyAxis;
  /** [n × axis.nChannels] */
  readonly counts: Float32Array;
}

const N_SPECTRA = 200;
const ELECTRONS = 2000;

type Make = (energyEv: number) => number;

/** Nothing but a background: a power law of any exponent, strongly falling or nearly flat, beyond all edges. */
function background(axis: EnergyAxis, rng: Rng): Make {
  const exponent = 1 + 4 * rng.uniform();
  const tail = rng.uniform();
  return (energyEv) => (energyEv / axis.offsetEv) ** -exponent + tail;
}

const step = (x: number): number => 0.5 + Math.atan(x) / Math.PI;
const peak = (x: number, width: number): number => Math.exp(-((x / width) ** 2) / 2);

/** One threshold with a few peaks of its own, somewhere about the edge that the network knows. */
function otherEdge(nominalEv: number, rng: Rng): Make {
  const onset = nominalEv - 6 + 12 * rng.uniform();
  const peaks = Array.from({ length: 1 + rng.integer(4) }, () => ({
    at: onset + 1 + 24 * rng.uniform(),
    width: 0.7 + 4 * rng.uniform(),
    height: 0.4 + 1.6 * rng.uniform(),
  }));
  return (energyEv) =>
    step(energyEv - onset) +
    peaks.reduce((sum, p) => sum + p.height * peak(energyEv - p.at, p.width), 0) *
      (energyEv > onset - 3 ? 1 : 0);
}

/** Two white lines, split and shared as by another element: further apart, or nearer, than manganese's 11 eV. */
function otherWhiteLines(nominalEv: number, rng: Rng): Make {
  const first = nominalEv - 2 + 4 * rng.uniform();
  const splitting = rng.uniform() < 0.5 ? 3 + 4.5 * rng.uniform() : 14.5 + 8 * rng.uniform();
  const width = 0.8 + 1.2 * rng.uniform();
  const ratio = 0.4 + 1.2 * rng.uniform();
  const continuum = 0.1 + 0.3 * rng.uniform();
  return (energyEv) =>
    peak(energyEv - first, width) +
    ratio * peak(energyEv - first - splitting, 1.1 * width) +
    continuum * (step(energyEv - first) + 0.5 * step(energyEv - first - splitting));
}

/**
 * Spectra of other kinds, made up: pure background, another edge at the same energies, white lines of another element; each
 * counted with 2,000 electrons in its highest channel.
 *
 * @param nominalEv  where the network's own feature lies
 */
export function madeUpOutside(axis: EnergyAxis, nominalEv: number, seed: number): OutsideSpectra[] {
  const rng = createRng(seed);
  const kinds: [string, string, () => Make][] = [
    ['background', 'nothing but background', () => background(axis, rng)],
    ['other-edge', 'another edge at the same energies', () => otherEdge(nominalEv, rng)],
    ['other-element', 'white lines of another element', () => otherWhiteLines(nominalEv, rng)],
  ];
  return kinds.map(([name, label, draw]) => {
    const counts = new Float32Array(N_SPECTRA * axis.nChannels);
    for (let i = 0; i < N_SPECTRA; i++) {
      const make = draw();
      const values = Float64Array.from({ length: axis.nChannels }, (_, k) =>
        make(axis.offsetEv + k * axis.scaleEv),
      );
      counts.set(counted(values, { dose: ELECTRONS }, rng), i * axis.nChannels);
    }
    return { name, label, axis, counts };
  });
}

/** The same spectra with their axis moved so that the highest channel of their mean lies where the network looks. */
export function movedTo(spectra: OutsideSpectra, nominalEv: number): OutsideSpectra {
  const { axis, counts } = spectra;
  const mean = new Float64Array(axis.nChannels);
  counts.forEach((v, i) => (mean[i % axis.nChannels] += v));
  const top = mean.indexOf(Math.max(...mean));
  return { ...spectra, axis: { ...axis, offsetEv: nominalEv - top * axis.scaleEv } };
}
