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
import { AnalysisBar } from './analysis-bar.js';
import { mainScan, scanText } from './describe-scan.js';
import { JobProgress } from './job-progress.js';
import { Link } from './link.js';
import { ProblemCard } from './problem-card.js';
import { ResultPage } from './result-page.js';
import { ScanPreview } from './scan-preview.js';
import { SidecarFacts } from './sidecar-facts.js';
import { useResource } from './use-resource.js';

interface ReadyProps {
  readonly dataset: Dataset;
}

function FileFacts({ dataset }: ReadyProps) {
  const { summary } = dataset;
  if (summary === null) return null;
  return (
    <section className="panel">
      <h2>In {dataset.fileName}</h2>
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

/** What is there without a result: the spectra as they are, and what the file holds. */
function Unanalysed({ dataset, scanIndex }: ReadyProps & { readonly scanIndex: number }) {
  const scan = dataset.summary?.scans.find((s) => s.index === scanIndex);
  return (
    <>
      {scan !== undefined && <ScanPreview key={scanIndex} dataset={dataset} scan={scan} />}
      <FileFacts dataset={dataset} />
    </>
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
        <Unanalysed dataset={dataset} scanIndex={analysis.coreLoss.scanIndex} />
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
        <Unanalysed dataset={dataset} scanIndex={analysis.coreLoss.scanIndex} />
      </>
    );
  }
  return (
    <>
      <p className="empty">This analysis was cancelled. The dataset was kept.</p>
      <Unanalysed dataset={dataset} scanIndex={analysis.coreLoss.scanIndex} />
    </>
  );
}

function ReadyDataset({ dataset, reload: reloadDataset }: ReadyProps & { readonly reload: () => void }) {
  const { data, problem, reload } = useResource<Page<Analysis>>(`/analyses?datasetId=${dataset.id}&limit=50`);
  const [wanted, setWanted] = useState<string | null>(() =>
    new URLSearchParams(location.search).get('analysis'),
  );
  const [scanChoice, setScanChoice] = useState<number | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);
  const analyses = data?.items ?? [];
  const shown = analyses.find((a) => a.id === wanted) ?? analyses[0] ?? null;
  const scanIndex = scanChoice ?? shown?.coreLoss.scanIndex ?? mainScan(dataset)?.index ?? 0;
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
  const reloadAll = (): void => {
    reload();
    reloadDataset();
  };
  if (data === null)
    return problem === null ? <p className="note">Loading…</p> : <ProblemCard problem={problem} />;
  return (
    <>
      <AnalysisBar
        {...{ dataset, analyses, shown, scanIndex }}
        onScan={setScanChoice}
        onShow={show}
        onStart={start}
      />
      <SidecarFacts dataset={dataset} />
      {failure !== null && <ProblemCard problem={failure} subject={dataset.fileName} />}
      {shown === null ? (
        <Unanalysed dataset={dataset} scanIndex={scanIndex} />
      ) : (
        <ShownAnalysis dataset={dataset} analysis={shown} onStart={start} reload={reloadAll} />
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
  return <ReadyDataset dataset={data} reload={reload} />;
}
