import { FormatError } from '../formats/format-error.js';
import { msaNumber, msaText, msaValues, type MsaFile } from '../formats/msa/parse-msa.js';
import { assembleListed } from './assemble-listed.js';
import { assembleScan } from './assemble-scan.js';
import { OFFSET_ASSUMED } from './assemble-labelled.js';
import { energyAxis, evPerUnit } from './energy-unit.js';
import { inOurUnit, KEV, MRAD, NANOAMPERE, SECONDS, type UnitTable } from './file-units.js';
import type { ReadResult, ReadScan } from './read-result.js';
import { UNKNOWN_ACQUISITION, type Acquisition, type Json, type Warning } from './spectrum-image.js';

/** Steps of the listed energies may differ from XPERCHAN by this share before it is worth a warning. */
const STEP_TOLERANCE = 0.01;

/**
 * The spectrum of an EMSA/MAS file. With DATATYPE XY the listed energies count, OFFSET and XPERCHAN are compared with
 * them.
 *
 * @throws FormatError no-energy-axis       XUNITS is no energy, or SIGNALTYPE is not ELS
 * @throws FormatError invalid-calibration  XPERCHAN 0 or no number
 * @throws FormatError non-finite-data
 */
export function fromMsa(file: MsaFile): ReadResult {
  const warnings: Warning[] = [];
  const factor = energyFactor(file, warnings);
  const step = msaNumber(file, 'XPERCHAN') ?? NaN;
  const given = energyAxis(offset(file, step, warnings) * factor, step * factor, file.y.length);
  const stated = msaNumber(file, 'NPOINTS');
  if (stated !== null && stated !== file.y.length) {
    warnings.push({
      code: 'more-points',
      message: `NPOINTS is ${stated}; the file has ${file.y.length} points, and all were read.`,
    });
  }
  const raw = {
    title: msaValues(file, 'TITLE').join(' '),
    values: file.y,
    dtype: 'text',
    shape: [file.y.length],
    energyIndex: 0,
    navigation: [],
    intensity: { origin: 0, scale: 1, unit: msaText(file, 'YUNITS') === 'e-' ? 'e-' : '' },
    acquisition: acquisition(file, warnings),
    originalMetadata: headersJson(file),
    warnings,
  };
  const scan =
    file.x === null || file.x.length < 2
      ? assembleScan({ ...raw, ...given })
      : listed(raw, file.x, { factor, scaleEv: given.scaleEv });
  return {
    format: 'msa',
    formatVersion: msaText(file, 'VERSION'),
    scans: [scan],
    skipped: [],
    warnings: [],
  };
}

function listed(
  raw: Parameters<typeof assembleListed>[0],
  x: readonly number[],
  { factor, scaleEv }: { factor: number; scaleEv: number },
): ReadScan {
  const energiesEv = x.map((value) => value * factor);
  const step = (energiesEv[energiesEv.length - 1] - energiesEv[0]) / (energiesEv.length - 1);
  const differs = Math.abs(step - scaleEv) > STEP_TOLERANCE * Math.abs(scaleEv);
  const message = `XPERCHAN is ${scaleEv} eV, but the listed energies have steps of ${step.toPrecision(6)} eV; the listed ones were taken.`;
  const warnings = differs ? [...raw.warnings, { code: 'calibration-disagrees', message }] : raw.warnings;
  return assembleListed({ ...raw, warnings }, energiesEv);
}

/** Energy of the first channel: OFFSET, else from CHOFFSET, the channel at 0 eV. Listed energies need neither. */
function offset(file: MsaFile, step: number, warnings: Warning[]): number {
  const stated = msaNumber(file, 'OFFSET');
  if (stated !== null) return stated;
  const zeroChannel = msaNumber(file, 'CHOFFSET');
  if (zeroChannel !== null) return -zeroChannel * step;
  if (file.x === null) warnings.push(OFFSET_ASSUMED);
  return 0;
}

function energyFactor(file: MsaFile, warnings: Warning[]): number {
  const signal = msaText(file, 'SIGNALTYPE');
  if (signal !== null && signal.toUpperCase() !== 'ELS') {
    throw new FormatError('no-energy-axis', `SIGNALTYPE is ${signal}; energy loss would be ELS.`);
  }
  const unit = msaText(file, 'XUNITS');
  const factor = unit === null ? null : evPerUnit(unit);
  if (factor !== null) return factor;
  if (unit !== null || signal === null) {
    throw new FormatError(
      'no-energy-axis',
      `XUNITS is ${unit ?? 'missing'}, and SIGNALTYPE ${signal ?? 'too'}.`,
    );
  }
  warnings.push({
    code: 'energy-unit-assumed',
    message: 'XUNITS is missing; SIGNALTYPE is ELS, so eV were assumed.',
  });
  return 1;
}

function acquisition(file: MsaFile, warnings: Warning[]): Acquisition {
  return {
    ...UNKNOWN_ACQUISITION,
    beamEnergyKev: beamEnergyKev(file, warnings),
    convergenceSemiAngleMrad: quantity(file, 'CONVANGLE', MRAD, 'mR'),
    collectionSemiAngleMrad: quantity(file, 'COLLANGLE', MRAD, 'mR'),
    exposureS: quantity(file, 'INTEGTIME', SECONDS, 'ms'),
    dwellTimeS: quantity(file, 'DWELLTIME', SECONDS, 'ms'),
    probeCurrentNa: quantity(file, 'PROBECUR', NANOAMPERE, 'nA'),
    operator: msaText(file, 'OWNER'),
    date: [msaText(file, 'DATE'), msaText(file, 'TIME')].filter((part) => part !== null).join(' ') || null,
  };
}

/** A quantity in the unit after its keyword (`#DWELLTIME-s`), else in the one of the standard. */
function quantity(file: MsaFile, keyword: string, table: UnitTable, standard: string): number | null {
  const unit = file.headers.findLast((header) => header.keyword === keyword)?.unit ?? '';
  return inOurUnit(msaNumber(file, keyword), unit, table, standard);
}

/** DigitalMicrograph writes volts under the keyword for kilovolts; no microscope has 5,000 kV. */
function beamEnergyKev(file: MsaFile, warnings: Warning[]): number | null {
  const value = quantity(file, 'BEAMKV', KEV, 'kV');
  if (value === null || value < 5000) return value;
  warnings.push({
    code: 'beam-energy-in-volts',
    message: `BEAMKV is ${value}: taken for volts, ${value / 1000} kV.`,
  });
  return value / 1000;
}

function headersJson(file: MsaFile): Json {
  const names = [
    ...new Set(file.headers.map(({ keyword, unit }) => (unit ? `${keyword} -${unit}` : keyword))),
  ];
  const values = (name: string) =>
    file.headers
      .filter(({ keyword, unit }) => (unit ? `${keyword} -${unit}` : keyword) === name)
      .map((header) => header.value);
  return Object.fromEntries(
    names.map((name) => [name, values(name).length === 1 ? values(name)[0] : values(name)]),
  );
}
