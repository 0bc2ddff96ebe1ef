import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { canonicalParts } from './canonical-json.js';

/** The result as canonical JSON and a newline: the same result gives the same bytes wherever it was computed. */
export const resultJson = (result: InterpretationResult): string => [...resultParts(result)].join('');

/** The same in pieces: what networks say of some thousand positions makes megabytes. */
export function* resultParts(result: InterpretationResult): Generator<string> {
  yield* canonicalParts(result);
  yield '\n';
}
