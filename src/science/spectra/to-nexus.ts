import { writeNexus, type NexusOutAxis, type NexusQuantity } from '../formats/nexus/write-nexus.js';
import type { Json, NavigationAxis, SpectrumImage } from './spectrum-image.js';

/** What the file is told beside the scan. */
export interface ToNexusOptions {
  /** What wrote it: name and version. */
  readonly program?: string;
  /** What was done to the scan; kept as a note. */
  readonly extra?: Json;
  /** True for computed scans, which NXem wants marked. */
  readonly isSimulation?: boolean;
}

/**
 * Writes a scan as a NeXus file after the application definition NXem, with a coordinate for every point of each axis.
 * What is unknown is left out.
 *
 * @returns the bytes of an .nxs file
 * @throws RangeError  more than three navigation axes
 * Checked: round trip through from-nexus.ts; h5py finds signal and axes (test/peers/hyperspy.spec.ts).
 */
export function toNexus(scan: SpectrumImage, options: ToNexusOptions = {}): Promise<Uint8Array> {
  const { acquisition: a, energy } = scan;
  const { program = 'Kaimen', extra = null, isSimulation = false } = options;
  const energyAxis: NexusOutAxis = {
    units: 'eV',
    longName: 'Energy loss (eV)',
    coordinates: Float64Array.from(
      { length: energy.nChannels },
      (_, i) => energy.offsetEv + i * energy.scaleEv,
    ),
  };
  return writeNexus({
    title: scan.title,
    startTime: a.date,
    specimen: a.specimen,
    isSimulation,
    operator: a.operator,
    instrument: a.microscope,
    intensity: scan.counts,
    intensityUnits: scan.intensityUnit === 'e-' ? 'e-' : 'counts',
    axes: [...scan.navigation.map(positions), energyAxis],
    program,
    settings: {
      electron_source: known({ voltage: [a.beamEnergyKev, 'kV'] }),
      optics: known({
        semi_convergence_angle: [a.convergenceSemiAngleMrad, 'mrad'],
        probe_current: [a.probeCurrentNa, 'nA'],
        dwell_time: [a.dwellTimeS, 's'],
      }),
      eels: known({
        collection_semi_angle: [a.collectionSemiAngleMrad, 'mrad'],
        exposure_time: [a.exposureS, 's'],
      }),
    },
    notes: {
      ...(extra === null ? {} : { process: JSON.stringify(extra) }),
      source: JSON.stringify(scan.originalMetadata),
    },
  });
}

const positions = ({ name, unit, offset, scale, size }: NavigationAxis): NexusOutAxis => ({
  units: unit,
  longName: unit === '' ? name : `${name} (${unit})`,
  coordinates: Float64Array.from({ length: size }, (_, i) => offset + i * scale),
});

const known = (
  values: Readonly<Record<string, readonly [number | null, string]>>,
): Record<string, NexusQuantity> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, [value, units]]) =>
      value === null ? [] : [[name, { value, units }]],
    ),
  );
