import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { canonicalJson } from './canonical-json.js';

/** The result as canonical JSON and a newline: the same result gives the same bytes wherever it was computed. */
export const resultJson = (result: InterpretationResult): string => `${canonicalJson(result)}\n`;
