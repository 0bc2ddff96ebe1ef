import { useState } from 'react';
import { hasEnded, type Analysis, type AnalysisRequest, type Dataset, type Job } from './api-types.js';
import { dateText, scanText } from './describe-scan.js';
import { Link } from './link.js';
import { LowLossChoice, type LowLoss } from './low-loss-choice.js';

function jobText(job: Job): string {
  return hasEnded(job.state) ? job.state : `${job.state}, ${Math.round(100 * job.progress)} %`;
}

/** A low loss of another file is kept for the next analysis; that of the same file is found anew. */
const lowLossOf = (analysis: Analysis | null, dataset: Dataset): LowLoss | null =>
  analysis?.lowLoss == null || analysis.lowLoss.datasetId === dataset.id
    ? null
    : { lowLossDatasetId: analysis.lowLoss.datasetId, lowLossScanIndex: analysis.lowLoss.scanIndex };

interface AnalysisBarProps {
  readonly dataset: Dataset;
  readonly analyses: readonly Analysis[];
  readonly shown: Analysis | null;
  readonly scanIndex: number;
  readonly onScan: (index: number) => void;
  readonly onShow: (id: string) => void;
  readonly onStart: (request: AnalysisRequest) => void;
}

/** Which analysis is shown, and how to begin another. */
export function AnalysisBar(props: AnalysisBarProps) {
  const { dataset, analyses, shown, scanIndex, onScan, onShow, onStart } = props;
  const scans = dataset.summary?.scans ?? [];
  const core = scans.find((s) => s.index === scanIndex);
  const [lowLoss, setLowLoss] = useState(() => lowLossOf(shown, dataset));
  const wanted = core === undefined || core.zeroLossInRange ? null : lowLoss;
  return (
    <div className="bar">
      <Link to="/">All datasets</Link>
      {analyses.length > 1 && (
        <label className="inline">
          Analysis
          <select value={shown?.id} onChange={(event) => onShow(event.target.value)}>
            {analyses.map((a) => (
              <option key={a.id} value={a.id}>
                {dateText(a.createdAt)}, scan {a.coreLoss.scanIndex + 1} ({jobText(a.job)})
              </option>
            ))}
          </select>
        </label>
      )}
      {scans.length > 1 && (
        <label className="inline">
          Scan
          <select value={scanIndex} onChange={(event) => onScan(Number(event.target.value))}>
            {scans.map((scan) => (
              <option key={scan.index} value={scan.index}>
                {scanText(scan)}
              </option>
            ))}
          </select>
        </label>
      )}
      {core !== undefined && !core.zeroLossInRange && (
        <LowLossChoice {...{ dataset, core }} value={lowLoss} onChange={setLowLoss} />
      )}
      <button
        type="button"
        className={analyses.length === 0 ? 'primary' : 'quiet'}
        onClick={() => onStart({ datasetId: dataset.id, scanIndex, ...wanted })}
      >
        {analyses.length === 0 ? 'Analyse' : 'Analyse again'}
      </button>
    </div>
  );
}
