import type { PowerLawFit } from '../preprocessing/power-law.js';
import type { SpectrumImage, Warning } from '../spectra/spectrum-image.js';
import type { InterpretationResult, Provenance, StepRecord, StepWarning } from './interpretation-result.js';
import type { Recipe } from './recipe.js';

/** A scan and where it came from. */
export interface ScanInput {
  readonly scan: SpectrumImage;
  readonly name: string;
  /** SHA-256 of the file, hex; null for data that came from no file. */
  readonly sha256: string | null;
  readonly format: string;
  readonly scanIndex: number;
  /** What the reader had to say. */
  readonly warnings: readonly Warning[];
}

export interface InterpretationInput {
  readonly coreLoss: ScanInput;
  readonly lowLoss: ScanInput | null;
  readonly recipe: Recipe;
  /** Version of the program, for the provenance. */
  readonly version: string;
  readonly onProgress?: (fraction: number, stage: string) => void;
}

export interface InterpretationRun {
  readonly result: InterpretationResult;
  /** Aligned, despiked, on the calibrated axis. */
  readonly preprocessed: SpectrumImage;
  /** What net spectra are made of; for what is asked of them after the run. */
  readonly netSource: NetSource;
}

/** The scan on its calibrated axis, never denoised, and the backgrounds of its edges by id. */
export interface NetSource {
  readonly scan: SpectrumImage;
  readonly fits: ReadonlyMap<string, PowerLawFit>;
}

/** The record that every step writes into: what was done with which parameters, what was chosen, what was odd. */
export class RunRecord {
  readonly steps: StepRecord[] = [];
  readonly warnings: StepWarning[] = [];

  done(
    step: string,
    method: string,
    parameters: StepRecord['parameters'],
    chosen: StepRecord['chosen'] = {},
  ): void {
    this.steps.push({ step, method, parameters, chosen });
  }

  warn(step: string, code: string, message: string): void {
    this.warnings.push({ step, code, message });
  }
}

type Origin = Omit<ScanInput, 'scan'>;

export function provenanceOf(
  input: Pick<InterpretationInput, 'recipe' | 'version'> & { coreLoss: Origin; lowLoss: Origin | null },
): Provenance {
  const origin = (role: 'core-loss' | 'low-loss', from: Origin): Provenance['inputs'][number] => ({
    role,
    name: from.name,
    sha256: from.sha256,
    format: from.format,
    scanIndex: from.scanIndex,
  });
  return {
    inputs: [
      origin('core-loss', input.coreLoss),
      ...(input.lowLoss === null ? [] : [origin('low-loss', input.lowLoss)]),
    ],
    recipe: input.recipe,
    software: { name: 'kaimen', version: input.version },
  };
}
