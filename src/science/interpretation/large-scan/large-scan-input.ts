import type { ScanHeader } from '../../spectra/assemble-scan.js';
import { MAX_LOADED_COUNTS } from '../../spectra/scan-source.js';
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

/** Scans of more counts than are loaded at reading are interpreted in blocks. */
export const isLargeScan = ({ nPixels, nChannels }: Pick<ScanHeader, 'nPixels' | 'nChannels'>): boolean =>
  nPixels * nChannels > MAX_LOADED_COUNTS;
