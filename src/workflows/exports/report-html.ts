import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { base64Of, littleEndianBytes } from '../../science/units/base64.js';
import { canonicalParts } from './canonical-json.js';

/** Where the data go in the built page. */
const TOKEN = '__KAIMEN_REPORT__';

/**
 * Most counts that a report carries along (32 MB); of a larger scan it shows the result without single spectra, because
 * a browser does not open a page of hundreds of megabytes.
 */
export const MAX_REPORT_COUNTS = 2 ** 23;

/** Counts that are put into base64 at once: whole groups of three bytes, so that no padding stands between pieces. */
const PIECE_COUNTS = 3 * 2 ** 14;

/**
 * The self-contained report: the built page with the result (and the preprocessed spectra) put into it as JSON.
 *
 * `<` is written as \u003c, so that nothing a file said (a title such as `</script>`) can end the element it stands in.
 *
 * @param template  text of dist/web/report.html, holding the token once
 * @param spectra   preprocessed counts, or null to leave them out (large maps)
 * @throws RangeError when the template does not hold the token exactly once: it is not the built page
 */
export const reportHtml = (
  template: string,
  result: InterpretationResult,
  spectra: Float32Array | null,
): string => [...reportParts(template, result, spectra)].join('');

/** The same in pieces, to be written one after another; what is wrong with the template is told at the first. */
export function* reportParts(
  template: string,
  result: InterpretationResult,
  spectra: Float32Array | null,
): Generator<string> {
  const parts = template.split(TOKEN);
  if (parts.length !== 2)
    throw new RangeError(`The report page holds ${TOKEN} ${parts.length - 1} times, not once.`);
  yield `${parts[0]}{"result":`;
  for (const part of canonicalParts(result)) yield part.replaceAll('<', '\\u003c');
  yield ',"spectra":';
  if (spectra === null) yield 'null';
  else yield* base64Parts(spectra);
  yield `}${parts[1]}`;
}

function* base64Parts(counts: Float32Array): Generator<string> {
  yield '{"base64":"';
  for (let at = 0; at < counts.length; at += PIECE_COUNTS)
    yield base64Of(littleEndianBytes(counts.subarray(at, at + PIECE_COUNTS)));
  yield '"}';
}
