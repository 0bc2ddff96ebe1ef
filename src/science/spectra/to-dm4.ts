import { writeDm4, type DmAxis, type DmImage, type DmTags } from '../formats/dm/write-dm4.js';
import type { Acquisition, SpectrumImage } from './spectrum-image.js';

/**
 * Writes scans as a DigitalMicrograph 4 file, one image each, as float32.
 *
 * With `gain` the stored numbers are counts / gain and Brightness says that one of them is `gain` electrons, as a
 * camera would; without it, 1 (scans whose `intensityUnit` is not 'e-' are written without a unit). A spectrum and a
 * line scan are stored with energy fastest, a map with energy slowest, as DigitalMicrograph does. Axis numbers are
 * float32 in the file.
 *
 * @param scans  up to two navigation axes each
 * @returns the bytes of the file
 * Checked: read back by from-dm.ts and by HyperSpy 1.7.3.
 */
export function toDm4(
  scans: readonly SpectrumImage[],
  options: { gain?: number; thumbnail?: boolean } = {},
): Uint8Array {
  const gain = options.gain ?? 1;
  return writeDm4(
    scans.map((scan) => toImage(scan, gain)),
    { thumbnail: options.thumbnail },
  );
}

function toImage(scan: SpectrumImage, gain: number): DmImage {
  const electrons = scan.intensityUnit === 'e-';
  const values = electrons && gain !== 1 ? scan.counts.map((count) => count / gain) : scan.counts;
  const energy = { size: scan.nChannels, ...dmAxis(scan.energy.offsetEv, scan.energy.scaleEv, 'eV') };
  const positions = scan.navigation.map((axis) => ({
    size: axis.size,
    ...dmAxis(axis.offset, axis.scale, axis.unit),
  }));
  const isMap = scan.navigation.length > 1;
  const axes = isMap ? [energy, ...positions] : [...positions, energy];
  return {
    name: scan.title,
    data: isMap ? energyFirst(values, scan.nPixels, scan.nChannels) : values,
    shape: axes.map((axis) => axis.size),
    axes,
    brightness: electrons ? { scale: gain, units: 'e-' } : { scale: 1, units: '' },
    tags: tagsOf(scan),
  };
}

const dmAxis = (offset: number, scale: number, units: string): DmAxis => ({
  origin: -offset / scale,
  scale,
  units,
});

function energyFirst(counts: Float32Array, nPixels: number, nChannels: number): Float32Array {
  const turned = new Float32Array(counts.length);
  // In tiles of 32 spectra, which stay in the processor's cache.
  for (let tile = 0; tile < nPixels; tile += 32) {
    const end = Math.min(nPixels, tile + 32);
    for (let e = 0; e < nChannels; e++) {
      for (let p = tile; p < end; p++) turned[e * nPixels + p] = counts[p * nChannels + e];
    }
  }
  return turned;
}

/** Unknown values are left out, not written as 0. */
function tagsOf(scan: SpectrumImage): DmTags {
  const a = scan.acquisition;
  return {
    'Meta Data': { Signal: 'EELS', Format: scan.navigation.length === 0 ? 'Spectrum' : 'Spectrum image' },
    EELS: {
      Acquisition: known({ 'Exposure (s)': frameExposureS(a), 'Number of frames': a.nFrames }),
      'Experimental Conditions': known({
        'Collection semi-angle (mrad)': a.collectionSemiAngleMrad,
        'Convergence semi-angle (mrad)': a.convergenceSemiAngleMrad,
      }),
    },
    'EELS Spectrometer': known({
      'Instrument name': a.spectrometer,
      'Dispersion (eV/ch)': scan.energy.scaleEv,
    }),
    'Microscope Info': known({
      Voltage: a.beamEnergyKev === null ? null : a.beamEnergyKev * 1000,
      'Probe Current (nA)': a.probeCurrentNa,
      'Illumination Mode': 'STEM',
      Name: a.microscope,
    }),
    'Session Info': known({ Specimen: a.specimen, Operator: a.operator, Microscope: a.microscope }),
    SI: { Acquisition: known({ 'Pixel time (s)': a.dwellTimeS, Date: a.date }) },
  };
}

const frameExposureS = (a: Acquisition): number | null =>
  a.exposureS === null ? null : a.exposureS / (a.nFrames ?? 1);

function known(tags: Readonly<Record<string, string | number | null>>): DmTags {
  return Object.fromEntries(
    Object.entries(tags).filter((entry): entry is [string, string | number] => entry[1] !== null),
  );
}
