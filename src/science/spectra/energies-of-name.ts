/** Energies that a file name states for a list of intensities without any. */
export interface NamedEnergies {
  readonly offsetEv: number;
  readonly scaleEv: number;
}

/** `m0d93eV-to-9d07eV` and `-0.93eV_to_9.07eV`: m is minus, d the decimal point, as names of files must do without both. */
const RANGE =
  /(?:^|[^a-z\d.])([m-]?\d+(?:[d.]\d+)?)\s*eV[\s_-]*(?:to)?[\s_-]*([m-]?\d+(?:[d.]\d+)?)\s*eV(?![a-z])/i;

/**
 * The energy axis that a name gives to `nChannels` intensities; null where it names no range.
 *
 * Whether the second energy is that of the last channel or where the next would begin is not said in a name: of the two
 * steps the one with fewer digits is taken (10 eV over 2000 channels are steps of 0.005, not of 0.0050025…).
 * Checked: 22 files of EELSfitter (test/integration/real-files.spec.ts): zero loss of vacuum spectra within 0.1 eV of 0.
 */
export function energiesOfName(fileName: string, nChannels: number): NamedEnergies | null {
  const range = RANGE.exec(fileName);
  if (!range || nChannels < 2) return null;
  const [from, to] = [numberOf(range[1]), numberOf(range[2])];
  if (!(to > from)) return null;
  const [open, closed] = [nChannels, nChannels - 1].map((steps) => (to - from) / steps);
  const digits = (step: number) => String(Number(step.toPrecision(10))).length;
  const scaleEv = digits(closed) < digits(open) ? closed : open;
  return { offsetEv: from, scaleEv: Number(scaleEv.toPrecision(10)) };
}

const numberOf = (text: string): number => Number(text.replace(/^m/i, '-').replace(/d/i, '.'));
