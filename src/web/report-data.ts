import type { InterpretationResult } from '../science/interpretation/interpretation-result.js';
import { float32OfBytes } from '../science/units/base64.js';

export interface Report {
  readonly result: InterpretationResult;
  /** Preprocessed counts [nPixels × nChannels]; null when the report was written without them. */
  readonly counts: Float32Array | null;
}

interface ReportJson {
  readonly result: InterpretationResult;
  readonly spectra: { readonly base64: string } | null;
}

/** Little-endian float32 behind base64. */
export function decodeFloat32(base64: string): Float32Array {
  const binary = atob(base64);
  return float32OfBytes(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
}

/** @throws Error  when the element holds no report, or spectra of another shape than the result says */
export function readReport(text: string): Report {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{'))
    throw new Error('This is the empty template of a report: no result was put into it.');
  const json = JSON.parse(trimmed) as ReportJson;
  if (json.result?.schema !== 'kaimen.interpretation/1') {
    throw new Error('This report holds no result of a kind that this version can draw.');
  }
  const counts = json.spectra === null ? null : decodeFloat32(json.spectra.base64);
  const expected = json.result.scan.nPixels * json.result.calibration.energy.nChannels;
  if (counts !== null && counts.length !== expected) {
    throw new Error(
      `The spectra hold ${counts.length} values where the result says ${expected}: the file is damaged.`,
    );
  }
  return { result: json.result, counts };
}
