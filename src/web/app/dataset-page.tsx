import { useState } from 'react';
import { codeForPeople } from '../view/labels.js';
import { postJson, problemOf } from './api.js';
import {
  hasEnded,
  type Analysis,
  type AnalysisRequest,
  type Dataset,
  type Job,
  type Page,
  type Problem,
  type SubmittedAnalysis,
} from './api-types.js';
import { dateText, mainScan, scanText } from './describe-scan.js';
import { JobProgress } from './job-progress.js';
import { Link } from './link.js';
import { ProblemCard } from './problem-card.js';
import { ResultPage } from './result-page.js';
import { useResource } from './use-resource.js';

interface ReadyProps {
  readonly dataset: Dataset;
}

function jobText(job: Job): string {
  return hasEnded(job.state) ? job.state : `${job.state}, ${Math.round(100 * job.progress)} %`;
}

interface AnalysisBarProps {
  readonly dataset: Dataset;
  readonly analyses: readonly Analysis[];
  readonly shown: Analysis | null;
  readonly onShow: (id: string) => void;
  readonly onStart: (request: AnalysisRequest) => void;
}

/** Which analysis is shown, and how to begin another. */
function AnalysisBar({ dataset, analyses, shown, onShow, onStart }: AnalysisBarProps) {
  const scans = dataset.summary?.scans ?? [];
  const [scanIndex, setScanIndex] = useState(shown?.coreLoss.scanIndex ?? mainScan(dataset)?.index ?? 0);
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
          <select value={scanIndex} onChange={(event) => setScanIndex(Number(event.target.value))}>
            {scans.map((scan) => (
              <option key={scan.index} value={scan.index}>
                {scanText(scan)}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="button" className="quiet" onClick={() => onStart({ datasetId: dataset.id, scanIndex })}>
        {analyses.length === 0 ? 'Analyse' : 'Analyse again'}
      </button>
    </div>
  );
}

function FileFacts({ dataset }: ReadyProps) {
  const { summary } = dataset;
  if (summary === null) return null;
  return (
    <section className="panel">
      <h1>{dataset.fileName}</h1>
      <ul>
        {summary.scans.map((scan) => (
          <li key={scan.index}>{scanText(scan)}</li>
        ))}
        {summary.skipped.map((image, i) => (
          <li key={i} className="note">
            {image.title || 'Image'} ({image.shape.join(' × ')}) is not a spectrum: {image.reason}
          </li>
        ))}
        {summary.warnings.map((w, i) => (
          <li key={i} className="note">
            {codeForPeople(w.code)}: {w.message}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ShownAnalysisProps {
  readonly dataset: Dataset;
  readonly analysis: Analysis;
  readonly onStart: (request: AnalysisRequest) => void;
  readonly reload: () => void;
}

function ShownAnalysis({ dataset, analysis, onStart, reload }: ShownAnalysisProps) {
  const { job } = analysis;
  if (job.state === 'succeeded')
    return <ResultPage key={analysis.id} dataset={dataset} analysis={analysis} onStart={onStart} />;
  if (!hasEnded(job.state)) {
    return (
      <>
        <JobProgress key={job.id} job={job} title={`Analysing ${dataset.fileName}`} onEnd={reload} />
        <FileFacts dataset={dataset} />
      </>
    );
  }
  if (job.state === 'failed' && job.problem !== null) {
    return (
      <>
        <ProblemCard
          problem={job.problem}
          subject={dataset.fileName}
          kept="The dataset was kept; only this analysis failed."
        />
        <FileFacts dataset={dataset} />
      </>
    );
  }
  return (
    <>
      <p className="empty">This analysis was cancelled. The dataset was kept.</p>
      <FileFacts dataset={dataset} />
    </>
  );
}

function ReadyDataset({ dataset }: ReadyProps) {
  const { data, problem, reload } = useResource<Page<Analysis>>(`/analyses?datasetId=${dataset.id}&limit=50`);
  const [wanted, setWanted] = useState<string | null>(() =>
    new URLSearchParams(location.search).get('analysis'),
  );
  const [failure, setFailure] = useState<Problem | null>(null);
  const analyses = data?.items ?? [];
  const shown = analyses.find((a) => a.id === wanted) ?? analyses[0] ?? null;
  const show = (id: string): void => {
    setWanted(id);
    history.replaceState(null, '', `${location.pathname}?analysis=${encodeURIComponent(id)}`);
  };
  const start = (request: AnalysisRequest): void => {
    setFailure(null);
    postJson<SubmittedAnalysis>('/analyses', request).then(
      ({ analysis }) => {
        show(analysis.id);
        reload();
      },
      (error: unknown) => setFailure(problemOf(error)),
    );
  };
  if (data === null)
    return problem === null ? <p className="note">Loading…</p> : <ProblemCard problem={problem} />;
  return (
    <>
      <AnalysisBar dataset={dataset} analyses={analyses} shown={shown} onShow={show} onStart={start} />
      {failure !== null && <ProblemCard problem={failure} subject={dataset.fileName} />}
      {shown === null ? (
        <FileFacts dataset={dataset} />
      ) : (
        <ShownAnalysis dataset={dataset} analysis={shown} onStart={start} reload={reload} />
      )}
    </>
  );
}

function IngestingDataset({ dataset, reload }: { readonly dataset: Dataset; readonly reload: () => void }) {
  const { data } = useResource<Job>(`/jobs/${dataset.jobId}`);
  if (data === null) return <p className="note">Being read…</p>;
  return <JobProgress job={data} title={`Reading ${dataset.fileName}`} onEnd={reload} />;
}

export function DatasetPage({ id }: { readonly id: string }) {
  const { data, problem, reload } = useResource<Dataset>(`/datasets/${encodeURIComponent(id)}`);
  if (data === null) {
    if (problem === null) return <p className="note">Loading…</p>;
    return (
      <>
        <p>
          <Link to="/">All datasets</Link>
        </p>
        <ProblemCard problem={problem} />
      </>
    );
  }
  if (data.state === 'ingesting') return <IngestingDataset dataset={data} reload={reload} />;
  if (data.state === 'rejected' && data.problem !== null) {
    return (
      <>
        <p>
          <Link to="/">All datasets</Link>
        </p>
        <ProblemCard
          problem={data.problem}
          subject={data.fileName}
          kept="The file was kept as it is; nothing else was changed."
        />
      </>
    );
  }
  return <ReadyDataset dataset={data} />;
}
