import type { Analysis, AnalysisRequest, Dataset, Scan } from './api-types.js';

export const sameShape = (a: Scan, b: Scan): boolean =>
  a.navigation.length === b.navigation.length &&
  a.navigation.every((axis, i) => axis.size === b.navigation[i].size);

const scansOf = (dataset: Dataset): readonly Scan[] => dataset.summary?.scans ?? [];
const coreLossOf = (dataset: Dataset): Scan | undefined => scansOf(dataset).find((s) => !s.zeroLossInRange);

function partnerOf(
  dataset: Dataset,
  core: Scan,
  group: readonly Dataset[],
): { dataset: Dataset; scan: Scan } | null {
  for (const other of group) {
    if (other.id === dataset.id) continue;
    const scan = scansOf(other).find((s) => s.zeroLossInRange && sameShape(s, core));
    if (scan !== undefined) return { dataset: other, scan };
  }
  return null;
}

/**
 * What to analyse of files dropped together: each with its core loss; one without a low loss of its own gets that of
 * another file of the group with the same navigation shape. A file that serves as low loss is not analysed alone.
 */
export function planAnalyses(group: readonly Dataset[]): AnalysisRequest[] {
  const ready = group.filter((d) => d.state === 'ready' && scansOf(d).length > 0);
  const used = new Set<string>();
  const requests = new Map<string, AnalysisRequest>();
  for (const dataset of ready) {
    const core = coreLossOf(dataset);
    if (core === undefined) continue;
    const own = scansOf(dataset).some((s) => s.zeroLossInRange && sameShape(s, core));
    const partner = own ? null : partnerOf(dataset, core, ready);
    if (partner !== null) used.add(partner.dataset.id);
    const lowLoss =
      partner === null ? {} : { lowLossDatasetId: partner.dataset.id, lowLossScanIndex: partner.scan.index };
    requests.set(dataset.id, { datasetId: dataset.id, scanIndex: core.index, ...lowLoss });
  }
  for (const dataset of ready) {
    if (coreLossOf(dataset) === undefined && !used.has(dataset.id))
      requests.set(dataset.id, { datasetId: dataset.id });
  }
  return [...requests.values()];
}

/** An analysis that is there already and answers the same request (files uploaded again). */
export function existingFor(request: AnalysisRequest, analyses: readonly Analysis[]): Analysis | null {
  const same = (a: Analysis): boolean =>
    a.coreLoss.datasetId === request.datasetId &&
    (request.scanIndex === undefined || a.coreLoss.scanIndex === request.scanIndex) &&
    (request.lowLossDatasetId === undefined || a.lowLoss?.datasetId === request.lowLossDatasetId) &&
    a.job.state !== 'failed' &&
    a.job.state !== 'cancelled';
  return analyses.find(same) ?? null;
}
