import { writeHspy, type HspyAxis, type HspyJson } from '../formats/hyperspy/write-hspy.js';
import type { Acquisition, Json, SpectrumImage } from './spectrum-image.js';

/**
 * Writes a scan as a HyperSpy file that opens as EELSSpectrum, with the navigation axes as such.
 *
 * @param extra  goes to `metadata.Kaimen`: what was done to the scan, and by what
 * @returns the bytes of a .hspy file
 * Checked: round trip through from-hyperspy.ts, and opened by HyperSpy 1.7.3 (formats/hyperspy/README.md).
 */
export async function toHspy(
  scan: SpectrumImage,
  extra: { readonly [key: string]: Json } = {},
): Promise<Uint8Array> {
  const axes: HspyAxis[] = scan.navigation.map(({ name, unit, scale, offset, size }) => ({
    name,
    units: unit,
    scale,
    offset,
    size,
  }));
  const { offsetEv, scaleEv, nChannels } = scan.energy;
  axes.push({ name: 'Energy loss', units: 'eV', scale: scaleEv, offset: offsetEv, size: nChannels });
  return writeHspy({
    data: scan.counts,
    axes,
    metadata: {
      General: {
        title: scan.title,
        ...(scan.acquisition.date === null ? {} : { date: scan.acquisition.date }),
      },
      Signal: { signal_type: 'EELS', quantity: scan.intensityUnit === 'e-' ? 'Electrons (e-)' : 'Intensity' },
      Acquisition_instrument: { TEM: instrument(scan.acquisition) },
      Sample: known({ description: scan.acquisition.specimen }),
      Kaimen: extra,
    },
    originalMetadata: { Kaimen_source: scan.originalMetadata },
  });
}

function instrument(a: Acquisition): { readonly [key: string]: HspyJson } {
  const eels = known({
    collection_angle: a.collectionSemiAngleMrad,
    exposure: a.exposureS,
    dwell_time: a.dwellTimeS,
    frame_number: a.nFrames,
    spectrometer: a.spectrometer,
  });
  return {
    ...known({
      beam_energy: a.beamEnergyKev,
      convergence_angle: a.convergenceSemiAngleMrad,
      beam_current: a.probeCurrentNa,
      microscope: a.microscope,
      operator: a.operator,
    }),
    Detector: { EELS: eels },
  };
}

/** Unknown values are left out: HyperSpy takes what is absent for unknown, and 0 for 0. */
const known = (values: {
  readonly [key: string]: string | number | null;
}): { readonly [key: string]: HspyJson } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
