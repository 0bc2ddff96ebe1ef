import { FormatError } from '../formats/format-error.js';
import type {
  HyperspyAxis,
  HyperspyFile,
  HyperspySignal,
  OpenHyperspyFile,
  OpenHyperspySignal,
} from '../formats/hyperspy/parse-hyperspy.js';
import { readHdf5Spectra, spectraPerBlock } from '../formats/hdf5/read-hdf5-values.js';
import { FORMAT_LIMITS } from '../formats/limits.js';
import { assembleListed } from './assemble-listed.js';
import { assembleScan, checkShape, type RawHeader } from './assemble-scan.js';
import { evPerUnit } from './energy-unit.js';
import { hyperspyAcquisition, metadataText } from './hyperspy-acquisition.js';
import { evenSteps, normalUnit, UNKNOWN_SCALE } from './position-axis.js';
import type { ReadResult, ReadScan, SkippedImage } from './read-result.js';
import { BLOCK_VALUES, scanSource, type OpenSpectrumFile, type ScanSource } from './scan-source.js';
import type { NavigationAxis } from './spectrum-image.js';

/** True for a signal whose values are worth reading: one with an energy axis, of EELS or of no stated kind. */
export function isHyperspySpectrum(signal: HyperspySignal): boolean {
  return reasonToSkip(signal) === null;
}

/**
 * Spectra of a HyperSpy file: every signal with an axis in eV, keV or meV whose signal type is EELS or not stated.
 *
 * @throws FormatError no-energy-axis, unsupported-data-type, inconsistent-file, limits-exceeded, invalid-calibration,
 *         non-finite-data
 * Checked: files of HyperSpy 1.0 to 2.x (test/integration/real-files.spec.ts).
 */
export const fromHyperspy = (file: HyperspyFile): ReadResult => scansOf(file, readSignal);

/**
 * The same, but the counts stay in the file.
 *
 * @throws FormatError unsupported-data-type as well for energies listed one by one, or not on the last axis
 */
export const hyperspySources = (
  file: Pick<OpenHyperspyFile, 'version' | 'signals'>,
): Omit<OpenSpectrumFile, 'close'> => scansOf(file, sourceOfSignal);

function scansOf<Signal extends HyperspySignal, Scan>(
  file: { readonly version: string | null; readonly signals: readonly Signal[] },
  scanOf: (signal: Signal) => Scan,
): Omit<ReadResult, 'scans'> & { scans: Scan[] } {
  const scans: Scan[] = [];
  const skipped: SkippedImage[] = [];
  for (const signal of file.signals) {
    const reason = reasonToSkip(signal);
    if (reason === null) scans.push(scanOf(signal));
    else skipped.push({ title: signal.name, shape: signal.shape, reason });
  }
  if (scans.length === 0) {
    const what = skipped.map(({ title, reason }) => `"${title}": ${reason}`).join(' ');
    throw new FormatError('no-energy-axis', `No signal is an energy-loss spectrum. ${what}`.trim());
  }
  return { format: 'hyperspy', formatVersion: file.version, scans, skipped, warnings: [] };
}

function reasonToSkip(signal: HyperspySignal): string | null {
  if (energyIndex(signal) < 0) return 'No axis in eV.';
  const type =
    metadataText(signal.metadata, 'Signal', 'signal_type') ?? metadataText(signal.metadata, 'signal_type');
  // A signal type that is not set is left to the axis; EDS and the like have keV axes too.
  return type === null || /eels/i.test(type) ? null : `The signal type is ${type}, not EELS.`;
}

/** The signal axis in an energy unit; an energy axis that was set as navigation counts as well. */
function energyIndex(signal: HyperspySignal): number {
  const energies = signal.axes
    .map((axis, i) => ({ axis, i }))
    .filter(({ axis }) => evPerUnit(axis.units ?? '') !== null);
  return (energies.find(({ axis }) => axis.navigate === false) ?? energies.at(-1))?.i ?? -1;
}

function readSignal(signal: HyperspySignal): ReadScan {
  if (signal.values === null) {
    throw new FormatError('unsupported-data-type', `The values of "${signal.name}" are not plain numbers.`);
  }
  const raw = { ...headerOf(signal), values: signal.values };
  const listed = energyAxisOf(signal).values;
  if (listed === null) return assembleScan(raw);
  const factor = evPerUnit(energyAxisOf(signal).units!)!;
  return assembleListed(
    raw,
    listed.map((value) => value * factor),
  );
}

function sourceOfSignal(signal: OpenHyperspySignal): ScanSource {
  const { data } = signal;
  const raw = headerOf(signal);
  if (energyAxisOf(signal).values !== null || raw.energyIndex !== raw.shape.length - 1) {
    throw new FormatError(
      'unsupported-data-type',
      `"${signal.name}" is too large to be loaded, and is read in blocks only with even energies on its last axis.`,
    );
  }
  checkShape(raw.shape, data.nValues, FORMAT_LIMITS.streamedValues);
  const nChannels = raw.shape[raw.energyIndex];
  return scanSource(raw, {
    read: (first, length) => readHdf5Spectra(data, first / nChannels, (first + length) / nChannels),
    pixelsPerBlock: spectraPerBlock(data, BLOCK_VALUES),
  });
}

const energyAxisOf = (signal: HyperspySignal): HyperspyAxis => signal.axes[energyIndex(signal)];

function headerOf(signal: HyperspySignal): RawHeader {
  const index = energyIndex(signal);
  const axis = signal.axes[index];
  const factor = evPerUnit(axis.units!)!;
  return {
    title: title(signal),
    dtype: signal.dtype!,
    shape: signal.shape,
    energyIndex: index,
    offsetEv: (axis.offset ?? 0) * factor,
    scaleEv: (axis.scale ?? NaN) * factor,
    navigation: signal.axes.filter((_, i) => i !== index).map(navigationAxis),
    intensity: { origin: 0, scale: 1, unit: isElectrons(signal) ? 'e-' : '' },
    acquisition: hyperspyAcquisition(signal.metadata),
    originalMetadata: { metadata: signal.metadata, original_metadata: signal.originalMetadata },
    warnings: [],
  };
}

function title(signal: HyperspySignal): string {
  const given = metadataText(signal.metadata, 'General', 'title') ?? metadataText(signal.metadata, 'title');
  return given ?? (signal.name === '__unnamed__' ? '' : signal.name);
}

const NO_STEPS = { offset: 0, scale: UNKNOWN_SCALE };

/** HyperSpy names its axes; one without a name is called by its place. */
function navigationAxis(axis: HyperspyAxis, order: number): NavigationAxis {
  const { offset, scale } = axis.values === null ? axis : (evenSteps(axis.values) ?? NO_STEPS);
  return {
    name: axis.name ?? `axis ${order}`,
    unit: normalUnit(axis.units ?? ''),
    offset: (offset ?? 0) + 0,
    scale: scale ?? UNKNOWN_SCALE,
    size: axis.size ?? axis.values?.length ?? 1,
  };
}

/** HyperSpy's `Electrons (Counts)` is the raw count of a detector whose gain is not 1, so only `e-` counts. */
const isElectrons = (signal: HyperspySignal): boolean =>
  metadataText(signal.metadata, 'Signal', 'quantity') === 'Electrons (e-)';
