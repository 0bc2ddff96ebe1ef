import { inspectFile, type FileDescription, type ScanDescription } from '../workflows/inspect-file.js';
import type { CliIo } from './io.js';
import { readNamedFile } from './read-file.js';
import { textTable } from './text-table.js';

/** `kaimen inspect FILE [--json]` */
export async function inspect(path: string, options: { json: boolean }, io: CliIo): Promise<void> {
  const { name, bytes, sha256 } = await readNamedFile(path);
  const description = await inspectFile(bytes, name);
  if (options.json) {
    const { scans, ...rest } = description;
    io.out(
      JSON.stringify({ file: { name, sizeBytes: bytes.length, sha256 }, ...rest, datasets: scans }, null, 2),
    );
    return;
  }
  io.out(`${name}: ${formatName(description)}, ${bytes.length.toLocaleString('en')} bytes`);
  for (const scan of description.scans) describe(scan).forEach((line) => io.out(line));
  for (const image of description.skipped) {
    io.out(`\nnot a spectrum: ${image.title || 'untitled'} (${image.shape.join(' × ')}): ${image.reason}`);
  }
  for (const warning of description.warnings) io.out(`\nwarning: ${warning.message} [${warning.code}]`);
}

function formatName({ format, formatVersion }: FileDescription): string {
  const names: Record<FileDescription['format'], string> = {
    dm3: 'DigitalMicrograph 3',
    dm4: 'DigitalMicrograph 4',
    hyperspy: 'HyperSpy',
    velox: 'EMD of Velox',
    emd: 'EMD of Berkeley',
    nion: 'Nion Swift',
    nexus: 'NeXus',
    xdi: 'X-ray data XDI',
    msa: 'EMSA/MAS',
    text: 'text table',
  };
  // The version of DigitalMicrograph is in the name already.
  return formatVersion === null || format.startsWith('dm')
    ? names[format]
    : `${names[format]} ${formatVersion}`;
}

function describe(scan: ScanDescription): string[] {
  const unit = scan.intensityUnit || 'counts';
  const last = scan.energy.offset + (scan.nChannels - 1) * scan.energy.scale;
  const rows: string[][] = [
    ['positions', positions(scan)],
    ['channels', String(scan.nChannels)],
    [
      'energy',
      `${figures(scan.energy.offset)} to ${figures(last)} ${scan.energy.unit}, ${figures(scan.energy.scale)} ${scan.energy.unit}/channel${scan.zeroLossInRange ? ', zero loss in range' : ''}`,
    ],
    ...(scan.signal === 'energy-loss' ? [] : [['signal', scan.signal.replaceAll('-', ' ')]]),
    ['data type', scan.dtype],
    [
      unit === 'e-' ? 'electrons' : 'counts',
      `sum ${figures(scan.sum)}, first ${figures(scan.first)}, max ${figures(scan.max)}`,
    ],
    ...acquisition(scan),
    ...scan.warnings.map((w) => ['warning', `${w.message} [${w.code}]`]),
  ];
  return [
    '',
    `scan ${scan.index}: ${scan.title || 'untitled'}`,
    ...textTable(rows.map((row) => ['', ...row])),
  ];
}

function positions(scan: ScanDescription): string {
  if (scan.navigation.length === 0) return 'one spectrum';
  const axes = scan.navigation.map(
    (axis) => `${axis.name} ${axis.size}${axis.unit === '' ? '' : ` × ${figures(axis.scale)} ${axis.unit}`}`,
  );
  return `${scan.nPixels} (${axes.join(', ')})`;
}

/** Only what the file knows. */
function acquisition({ acquisition: a }: ScanDescription): string[][] {
  const known: (readonly [string, string | number | null, string])[] = [
    ['beam energy', a.beamEnergyKev, 'keV'],
    ['convergence', a.convergenceSemiAngleMrad, 'mrad'],
    ['collection', a.collectionSemiAngleMrad, 'mrad'],
    ['exposure', a.exposureS, 's'],
    ['frames', a.nFrames, ''],
    ['dwell time', a.dwellTimeS, 's'],
    ['probe current', a.probeCurrentNa, 'nA'],
    ['microscope', a.microscope, ''],
    ['spectrometer', a.spectrometer, ''],
    ['specimen', a.specimen, ''],
    ['operator', a.operator, ''],
    ['date', a.date, ''],
  ];
  return known.flatMap(([name, value, unit]) =>
    value === null ? [] : [[name, `${typeof value === 'number' ? figures(value) : value} ${unit}`.trim()]],
  );
}

/** Nine figures: enough for a float32, without its binary tail. */
const figures = (value: number): string => String(Number(value.toPrecision(9)));
