import { interpretScan } from '../../science/interpretation/interpret-scan.js';
import type { InterpretationRun, ScanInput } from '../../science/interpretation/interpretation-input.js';
import type {
  InterpretationResult,
  ProvenanceInput,
} from '../../science/interpretation/interpretation-result.js';
import { resolveRecipe } from '../../science/interpretation/resolve-recipe.js';
import { resultJson } from '../exports/result-json.js';
import { type NamedBytes, readNamed, toInput } from '../interpret-file.js';
import type { ServedModels } from '../models/served-models.js';
import { WorkflowError } from '../workflow-error.js';
import { type Difference, firstDifference } from './first-difference.js';

export interface Verification {
  /** Byte by byte, taken as computed by the version that the record names. */
  readonly isEqual: boolean;
  readonly difference: Difference | null;
  readonly recordedVersion: string;
  readonly version: string;
}

/**
 * Computes a result again from its provenance record alone: its recipe, resolved, on the scans of the files whose checksums it
 * names (file names may have changed), and compares the bytes.
 *
 * @param text     result.json as it was written
 * @param program  its version: another than the record's may rightly give another result; and the networks at hand
 * @throws WorkflowError malformed-file  no result; checksum-mismatch  an input is not among the files, or a network is another one;
 *   not-found  a network is not at hand; no-such-scan
 * @throws SpectrumError invalid-recipe, and whatever a step refuses
 */
export function verifyResult(
  text: string,
  files: readonly NamedBytes[],
  { version, models }: { readonly version: string; readonly models?: ServedModels },
): Promise<Verification> {
  return verifyBy(text, version, (stored) => computeAgain(stored, files, models));
}

/** The same by another way of computing; what is too large to be loaded is read in blocks. */
export async function verifyBy(
  text: string,
  version: string,
  compute: (stored: InterpretationResult) => Promise<InterpretationResult>,
): Promise<Verification> {
  const stored = parsed(text);
  const computed = resultJson(await compute(stored));
  const isEqual = computed === text;
  const difference = isEqual ? null : firstDifference(text, computed);
  return { isEqual, difference, recordedVersion: stored.provenance.software.version, version };
}

async function computeAgain(
  stored: InterpretationResult,
  files: readonly NamedBytes[],
  models: ServedModels | undefined,
): Promise<InterpretationResult> {
  const { inputs, software, recipe } = stored.provenance;
  const scanOf = async (role: ProvenanceInput['role']): Promise<ScanInput | null> => {
    const input = inputs.find((one) => one.role === role);
    return input === undefined ? null : readInput(input, files);
  };
  const coreLoss = await scanOf('core-loss');
  if (coreLoss === null) throw new WorkflowError('malformed-file', 'The record names no core loss.');
  const lowLoss = await scanOf('low-loss');
  const measured = interpretScan({
    coreLoss,
    lowLoss,
    recipe: resolveRecipe(recipe),
    version: software.version,
  });
  return (await withNetworks(measured, stored, models)).result;
}

/** Asks the networks again that the record names, of the same version; another choice by the recipe is no difference. */
async function withNetworks(
  run: InterpretationRun,
  { provenance }: InterpretationResult,
  models: ServedModels | undefined,
): Promise<InterpretationRun> {
  if (provenance.models === undefined) return run;
  if (models === undefined)
    throw new WorkflowError('not-found', 'The networks of the record are not at hand.');
  return models.describeAgain(run, provenance.models);
}

function parsed(text: string): InterpretationResult {
  try {
    const value = JSON.parse(text) as Partial<InterpretationResult> | null;
    if (value?.schema === 'kaimen.interpretation/1' && Array.isArray(value.provenance?.inputs))
      return value as InterpretationResult;
  } catch (cause) {
    throw new WorkflowError('malformed-file', 'The result is not JSON.', { cause });
  }
  throw new WorkflowError('malformed-file', 'This is not a result (kaimen.interpretation/1).');
}

/** @throws WorkflowError checksum-mismatch  it is not among the files */
export function fileOf<File extends { readonly sha256: string }>(
  input: ProvenanceInput,
  files: readonly File[],
): File {
  const file = files.find(({ sha256 }) => sha256 === input.sha256);
  if (file !== undefined) return file;
  throw new WorkflowError(
    'checksum-mismatch',
    `None of the files is the ${input.role} ${input.name}: its sha256 is ${input.sha256}.`,
  );
}

async function readInput(input: ProvenanceInput, files: readonly NamedBytes[]): Promise<ScanInput> {
  const file = fileOf(input, files);
  const read = await readNamed(file);
  if (read.scans[input.scanIndex] === undefined)
    throw new WorkflowError('no-such-scan', `${file.name} has no scan ${input.scanIndex}.`);
  return toInput(read, { ...file, name: input.name }, input.scanIndex);
}
