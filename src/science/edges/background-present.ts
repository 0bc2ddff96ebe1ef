import type { BinnedSpectrum } from './binned-spectrum.js';

/** Counts are summed over blocks of this width. */
const BLOCK_EV = 10;
/** Detectors often begin and end with a shadow. */
const MARGIN_EV = 20;
/** No edge lifts a spectrum that still has its background by this factor: jump ratios reach about 5. */
const MAX_RISE = 20;
/** A block of fewer electrons says nothing. */
const FULL_COUNTS = 200;

/**
 * Whether a spectrum still has its background: counts fall between edges, so no block of 10 eV may be 20 times smaller
 * than a later one, none empty or negative before a full one.
 *
 * @returns false for background-subtracted input, on which rises relative to the counts below them mean nothing
 * Checked: background-present.spec.ts (spectra of every edge height before and after subtraction).
 */
export function hasBackground(spectrum: BinnedSpectrum): boolean {
  const width = Math.max(1, Math.round(BLOCK_EV / spectrum.binEv));
  const margin = Math.round(MARGIN_EV / spectrum.binEv);
  // At so low a dose that most bins are empty the noise factor is 0: then the smallest count is one electron.
  const quantum = spectrum.counts.reduce((min, y) => (y > 0 ? Math.min(min, y) : min), Infinity);
  const full = FULL_COUNTS * Math.max(spectrum.noiseFactor, quantum);
  let least = Infinity;
  for (let from = margin; from + width <= spectrum.counts.length - margin; from += width) {
    let sum = 0;
    for (let i = from; i < from + width; i++) sum += spectrum.counts[i];
    if (sum > full && least <= sum / MAX_RISE) return false;
    least = Math.min(least, sum);
  }
  return true;
}
