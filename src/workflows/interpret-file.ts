import type { InterpretationRun, ScanInput } from '../science/interpretation/interpretation-input.js';
import { interpretScan } from '../science/interpretation/interpret-scan.js';
import { resolveRecipe } from '../science/interpretation/resolve-recipe.js';
import type { ReadResult, ReadScan } from '../science/spectra/read-result.js';
import { readSpectrumFile } from '../science/spectra/read-spectrum-file.js';
import { describeScan } from '../science/spectra/scan-statistics.js';
import { sameNavigationShape, simultaneousLowLoss, type PairableScan } from './simultaneous-low-loss.js';
import { WorkflowError } from './workflow-error.js';

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Hex. */
  readonly sha256: string;
}

export interface InterpretFileRequest {
  readonly file: NamedBytes;
  /** Null: the simultaneous low loss of the same file, where there is one. */
  readonly lowLossFile: NamedBytes | null;
  /** Null: the first scan without zero loss in range, or the first. */
  readonly scanIndex: number | null;
  /** A whole or partial recipe; undefined is the default recipe. */
  readonly recipe: unknown;
  /** Version of the program, for the provenance. */
  readonly version: string;
  readonly onProgress?: (fraction: number, stage: string) => void;
}

/**
 * Reads a file and runs a recipe on it, all in this process: what the service does, without its database.
 *
 * @returns the run and the inputs that were chosen
 * @throws FormatError, SpectrumError; WorkflowError no-such-scan, scans-do-not-match
 */
export async function interpretFile(
  request: InterpretFileRequest,
): Promise<InterpretationRun & { coreLoss: ScanInput; lowLoss: ScanInput | null }> {
  const recipe = resolveRecipe(request.recipe);
  const read = await readSpectrumFile(request.file.bytes, request.file.name);
  const scans = read.scans.map(pairable);
  const index =
    request.scanIndex ??
    Math.max(
      0,
      scans.findIndex((scan) => !scan.zeroLossInRange),
    );
  if (index >= read.scans.length) {
    throw new WorkflowError(
      'no-such-scan',
      `${request.file.name} has scans 0 to ${read.scans.length - 1}; there is no scan ${index}.`,
    );
  }
  const coreLoss = toInput(read, request.file, index);
  const sameFile = simultaneousLowLoss(scans, index);
  const lowLoss =
    request.lowLossFile !== null
      ? await readLowLoss(request.lowLossFile, scans[index])
      : sameFile === null
        ? null
        : toInput(read, request.file, sameFile);
  const { version, onProgress } = request;
  return { ...interpretScan({ coreLoss, lowLoss, recipe, version, onProgress }), coreLoss, lowLoss };
}

async function readLowLoss(file: NamedBytes, coreLoss: PairableScan): Promise<ScanInput> {
  const read = await readSpectrumFile(file.bytes, file.name);
  const scans = read.scans.map(pairable);
  const index = scans.findIndex((scan) => scan.zeroLossInRange && sameNavigationShape(scan, coreLoss));
  if (index < 0) {
    throw new WorkflowError(
      'scans-do-not-match',
      `${file.name} has no scan with zero loss in range over the positions of the core loss (${shapeOf(coreLoss)}); its scans are over ${scans.map(shapeOf).join(', ')}.`,
    );
  }
  return toInput(read, file, index);
}

const shapeOf = (scan: PairableScan): string =>
  scan.navigation.map((axis) => axis.size).join(' × ') || '1 position';

const pairable = (read: ReadScan): PairableScan => ({
  navigation: read.scan.navigation,
  zeroLossInRange: describeScan(read).zeroLossInRange,
});

const toInput = (read: ReadResult, file: NamedBytes, scanIndex: number): ScanInput => ({
  scan: read.scans[scanIndex].scan,
  name: file.name,
  sha256: file.sha256,
  format: read.format,
  scanIndex,
  warnings: read.scans[scanIndex].warnings,
});
