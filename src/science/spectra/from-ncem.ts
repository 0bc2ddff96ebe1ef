import type { NcemArray, NcemFile } from '../formats/emd/parse-ncem.js';
import { jsonNumber, jsonText } from '../formats/parse-json.js';
import { assembleAll, type LabelledArray } from './assemble-labelled.js';
import { inOurUnit, KEV, MRAD } from './file-units.js';
import type { ReadResult } from './read-result.js';
import { UNKNOWN_ACQUISITION, type Acquisition } from './spectrum-image.js';

/** A number under `voltage` from here on is volts: no microscope has 5,000 kV. */
const VOLTS_FROM = 5000;

/**
 * Scans of a Berkeley EMD file: arrays with an axis in eV, keV or meV, wherever it lies.
 *
 * @throws FormatError no-energy-axis  no array has one
 * @throws FormatError  those of assembleLabelled
 * Checked: test/golden/formats, and files of openNCEM and HyperSpy (test/integration/real-files.spec.ts).
 */
export function fromNcem(file: NcemFile): ReadResult {
  const how = acquisition(file);
  return assembleAll(
    file.arrays.map((array) => labelled(array, file, how)),
    { format: 'emd', formatVersion: file.version },
  );
}

function labelled(array: NcemArray, file: NcemFile, how: Acquisition): LabelledArray {
  return {
    title: array.name === '__unnamed__' ? '' : array.name,
    dtype: array.dtype,
    shape: array.shape,
    axes: array.axes.map(({ name, units, coordinates }) => ({
      name,
      unit: plainUnit(units),
      offset: null,
      scale: null,
      coordinates,
    })),
    values: array.values,
    intensityUnit: plainUnit(array.units),
    acquisition: how,
    originalMetadata: { ...(file.metadata as object), array: array.attributes },
    warnings: [],
  };
}

/** `[n_m]` and `[e_V]`: EMD 0.2 puts units in brackets and an underscore after the prefix. */
const plainUnit = (units: string): string =>
  units.replace(/^\[(.*)\]$/, '$1').replace(/^([a-zA-Zµμ])_(\w+)$/, '$1$2');

function acquisition({ metadata }: NcemFile): Acquisition {
  const at = (key: string) => jsonNumber(metadata, 'microscope', `@${key}`);
  const unit = (key: string) => jsonText(metadata, 'microscope', `@${key}_units`);
  const voltage = at('voltage');
  const assumed = (voltage ?? 0) >= VOLTS_FROM ? 'V' : 'kV';
  return {
    ...UNKNOWN_ACQUISITION,
    beamEnergyKev: inOurUnit(voltage, plainUnit(unit('voltage') ?? ''), KEV, assumed),
    convergenceSemiAngleMrad: inOurUnit(at('convergence_angle'), unit('convergence_angle'), MRAD, 'mrad'),
    microscope: jsonText(metadata, 'microscope', '@name'),
    specimen: jsonText(metadata, 'sample', '@material') ?? jsonText(metadata, 'sample', '@name'),
    operator: jsonText(metadata, 'user', '@name'),
  };
}
