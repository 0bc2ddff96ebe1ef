import type { ScanHeader } from '../../spectra/assemble-scan.js';
import type { InterpretationInput, ScanInput } from '../interpretation-input.js';
import type { StoredCounts } from './clean-scan.js';

/** A scan whose counts lie in a store, and where it came from. */
export interface LargeScanInput extends Omit<ScanInput, 'scan'> {
  readonly scan: ScanHeader;
  readonly counts: StoredCounts;
}

export interface LargeInterpretationInput extends Omit<InterpretationInput, 'coreLoss' | 'lowLoss'> {
  readonly coreLoss: LargeScanInput;
  readonly lowLoss: LargeScanInput | null;
}

/** Scans of more counts than this are interpreted in blocks (64 MB of float32). */
const MAX_COUNTS_IN_MEMORY = 2 ** 24;

export const isLargeScan = ({ nPixels, nChannels }: Pick<ScanHeader, 'nPixels' | 'nChannels'>): boolean =>
  nPixels * nChannels > MAX_COUNTS_IN_MEMORY;
