import { matchesPattern } from '../batches/name-pattern.js';
import type { Dataset } from '../ports/records.js';
import type { RuleMatch } from '../ports/rules.js';

/** Whether a rule is for a dataset that is ready. */
export function matchesRule(match: RuleMatch, dataset: Dataset): boolean {
  const { instrument, fileName, format, material, hasBoundary } = match;
  return (
    (instrument === null || matchesPattern(instrumentOf(dataset) ?? '', instrument)) &&
    (fileName === null || matchesPattern(dataset.fileName, fileName)) &&
    (format === null || dataset.summary?.format === format) &&
    (material === null || materialsOf(dataset).includes(material.toLowerCase())) &&
    (hasBoundary === null || ((dataset.sidecar?.boundary ?? null) !== null) === hasBoundary)
  );
}

/** Which instrument sent it; where that was not told, which one its sidecar names. */
export const instrumentOf = ({ instrument, sidecar }: Dataset): string | null =>
  instrument ?? sidecar?.instrument ?? null;

const materialsOf = ({ sidecar }: Dataset): string[] =>
  [sidecar?.material, sidecar?.boundary?.material].flatMap((one) => one?.toLowerCase() ?? []);
