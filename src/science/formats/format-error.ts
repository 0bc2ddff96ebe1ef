import { ScienceError } from '../units/science-error.js';

/**
 * Why a file was refused. The codes are the service's problem codes as well, so that the command line, the API
 * and the page speak one vocabulary.
 *
 * - `empty-file` no bytes; `truncated-file` it ends before its own structure does
 * - `unsupported-media-type` not a format that is read here, or the content is not what the name says
 * - `unsupported-format-version`, `unsupported-data-type` a known format, but not this variant of it
 * - `malformed-file` its structure contradicts itself; `inconsistent-file` two of its statements contradict
 * - `limits-exceeded` larger, deeper or more numerous than the published limits
 * - `invalid-calibration`, `no-energy-axis`, `non-finite-data` readable, but not as spectra
 * - `forbidden-link`, `forbidden-path` it reaches outside itself
 */
export type FormatErrorCode =
  | 'empty-file'
  | 'truncated-file'
  | 'unsupported-media-type'
  | 'unsupported-format-version'
  | 'unsupported-data-type'
  | 'malformed-file'
  | 'inconsistent-file'
  | 'limits-exceeded'
  | 'invalid-calibration'
  | 'no-energy-axis'
  | 'non-finite-data'
  | 'forbidden-link'
  | 'forbidden-path';

/** A file that cannot be read, with the reason. `details` carries offsets and sizes where they are known. */
export class FormatError extends ScienceError<FormatErrorCode> {}
