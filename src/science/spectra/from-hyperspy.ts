import { FormatError } from '../formats/format-error.js';
import type { HyperspyAxis, HyperspyFile, HyperspySignal } from '../formats/hyperspy/parse-hyperspy.js';
import { assembleListed } from './assemble-listed.js';
import { assembleScan } from './assemble-scan.js';
import { evPerUnit } from './energy-unit.js';
import { hyperspyAcquisition, metadataText } from './hyperspy-acquisition.js';
import { evenSteps, normalUnit, UNKNOWN_SCALE } from './position-axis.js';
import type { ReadResult, ReadScan, SkippedImage } from './read-result.js';
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
export function fromHyperspy(file: HyperspyFile): ReadResult {
  const scans: ReadScan[] = [];
  const skipped: SkippedImage[] = [];
  for (const signal of file.signals) {
    const reason = reasonToSkip(signal);
    if (reason === null) scans.push(readSignal(signal));
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
  const index = energyIndex(signal);
  const axis = signal.axes[index];
  const factor = evPerUnit(axis.units!)!;
  if (signal.values === null) {
    throw new FormatError('unsupported-data-type', `The values of "${signal.name}" are not plain numbers.`);
  }
  const raw = {
    title: title(signal),
    values: signal.values,
    dtype: signal.dtype!,
    shape: signal.shape,
    energyIndex: index,
    navigation: signal.axes.filter((_, i) => i !== index).map(navigationAxis),
    intensity: { origin: 0, scale: 1, unit: isElectrons(signal) ? 'e-' : '' },
    acquisition: hyperspyAcquisition(signal.metadata),
    originalMetadata: { metadata: signal.metadata, original_metadata: signal.originalMetadata },
    warnings: [],
  };
  if (axis.values) {
    const energiesEv = axis.values.map((value) => value * factor);
    return assembleListed(raw, energiesEv);
  }
  return assembleScan({
    ...raw,
    offsetEv: (axis.offset ?? 0) * factor,
    scaleEv: (axis.scale ?? NaN) * factor,
  });
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
