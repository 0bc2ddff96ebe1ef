import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';

/**
 * The result as canonical JSON: keys sorted, no white space, numbers in their shortest round-trip form, a newline at
 * the end. The same result gives the same bytes wherever it was computed; numbers that are none (NaN) become null.
 */
export const resultJson = (result: InterpretationResult): string => `${JSON.stringify(canonical(result))}\n`;

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, canonical(member)]),
  );
}
