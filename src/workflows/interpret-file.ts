import type { InterpretationRun, ScanInput } from '../science/interpretation/interpretation-input.js';
import { interpretScan } from '../science/interpretation/interpret-scan.js';
import { resolveRecipe } from '../science/interpretation/resolve-recipe.js';
import { FormatError } from '../science/formats/format-error.js';
import type { ReadResult, ReadScan } from '../science/spectra/read-result.js';
import { readSpectrumFile } from '../science/spectra/read-spectrum-file.js';
import { describeScan } from '../science/spectra/scan-statistics.js';
import { SpectrumError } from '../science/spectra/spectrum-image.js';
import type { ServedModels } from './models/served-models.js';
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
  /** Networks that the recipe may name; absent: none are at hand. */
  readonly models?: ServedModels;
}

/**
 * Reads a file and runs a recipe on it, all in this process: what the service does, without its database.
 *
 * @returns the run and the inputs that were chosen
 * @throws FormatError (naming the file); SpectrumError; WorkflowError no-such-scan, not-found (a network)
 */
export async function interpretFile(
  request: InterpretFileRequest,
): Promise<InterpretationRun & { coreLoss: ScanInput; lowLoss: ScanInput | null }> {
  const recipe = resolveRecipe(request.recipe);
  const read = await readNamed(request.file);
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
  const run = interpretScan({ coreLoss, lowLoss, recipe, version, onProgress });
  return { ...((await request.models?.describe(run, recipe)) ?? run), coreLoss, lowLoss };
}

/** The scan of the same positions, else any with zero loss in range (of which only its mean position can be used). */
async function readLowLoss(file: NamedBytes, coreLoss: PairableScan): Promise<ScanInput> {
  const read = await readNamed(file);
  const scans = read.scans.map(pairable);
  const same = scans.findIndex((scan) => scan.zeroLossInRange && sameNavigationShape(scan, coreLoss));
  const index = same >= 0 ? same : scans.findIndex((scan) => scan.zeroLossInRange);
  if (index < 0) {
    throw new SpectrumError('no-zero-loss-peak', `${file.name} has no scan with zero loss in range.`);
  }
  return toInput(read, file, index);
}

/** Two files are read here: an error says of which it speaks. */
export async function readNamed({ bytes, name }: NamedBytes): Promise<ReadResult> {
  try {
    return await readSpectrumFile(bytes, name);
  } catch (error) {
    throw naming(name, error);
  }
}

/** An error of reading that says of which file it speaks. */
export const naming = (name: string, error: unknown): unknown =>
  error instanceof FormatError
    ? new FormatError(error.code, `${name}: ${error.message}`, { ...error.details, cause: error })
    : error;

const pairable = (read: ReadScan): PairableScan => ({
  navigation: read.scan.navigation,
  zeroLossInRange: describeScan(read).zeroLossInRange,
});

export const toInput = (read: ReadResult, file: NamedBytes, scanIndex: number): ScanInput => ({
  scan: read.scans[scanIndex].scan,
  name: file.name,
  sha256: file.sha256,
  format: read.format,
  scanIndex,
  warnings: read.scans[scanIndex].warnings,
});
