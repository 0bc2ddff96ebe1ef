import { useState } from 'react';
import { formatBytes } from '../plot/format.js';
import { codeForPeople } from '../view/labels.js';
import { getJson, problemOf, remove } from './api.js';
import { hasEnded, type Analysis, type Dataset, type Page, type Problem } from './api-types.js';
import { dateText, energyText, kindText, mainScan, shapeText } from './describe-scan.js';
import { Link } from './link.js';
import { ProblemCard } from './problem-card.js';
import { navigate } from './router.js';
import { useInterval, useResource } from './use-resource.js';

const REFRESH_MS = 2_000;

/** Datasets that served another as low loss, and which. */
function lowLossUsers(analyses: readonly Analysis[]): Map<string, string> {
  const users = new Map<string, string>();
  for (const { coreLoss, lowLoss } of analyses)
    if (lowLoss !== null && lowLoss.datasetId !== coreLoss.datasetId && !users.has(lowLoss.datasetId))
      users.set(lowLoss.datasetId, coreLoss.datasetId);
  return users;
}

/** Latest analysis of each dataset (the list comes newest first). */
function latestByDataset(analyses: readonly Analysis[]): Map<string, Analysis> {
  const latest = new Map<string, Analysis>();
  for (const a of analyses) if (!latest.has(a.coreLoss.datasetId)) latest.set(a.coreLoss.datasetId, a);
  return latest;
}

interface StateCellProps {
  readonly dataset: Dataset;
  readonly analysis: Analysis | undefined;
  /** The dataset whose low loss this one is. */
  readonly lowLossOf: DatasetName | undefined;
}

interface DatasetName {
  readonly id: string;
  /** Null where it is not in the part of the list that is here. */
  readonly fileName: string | null;
}

function StateCell({ dataset, analysis, lowLossOf }: StateCellProps) {
  if (dataset.state === 'rejected') {
    return (
      <span className="state bad" title={dataset.problem?.detail}>
        refused: {codeForPeople(dataset.problem?.code ?? 'unknown')}
      </span>
    );
  }
  if (dataset.state === 'ingesting') return <span className="state busy">being read</span>;
  if (analysis === undefined && lowLossOf !== undefined) {
    return (
      <span className="state good">
        low loss of <Link to={`/datasets/${lowLossOf.id}`}>{lowLossOf.fileName ?? 'another scan'}</Link>
      </span>
    );
  }
  if (analysis === undefined) return <span className="state">not analysed</span>;
  const { state, progress, stage } = analysis.job;
  if (state === 'succeeded') return <span className="state good">analysed</span>;
  if (state === 'failed') return <span className="state bad">analysis failed</span>;
  if (state === 'cancelled') return <span className="state">analysis cancelled</span>;
  return (
    <span className="state busy" title={stage}>
      {state === 'queued' ? 'queued' : `analysing, ${Math.round(100 * progress)} %`}
    </span>
  );
}

interface RowProps extends StateCellProps {
  readonly onDelete: () => void;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

function DatasetRow({ dataset, analysis, lowLossOf, onDelete, isChosen, onChoose }: RowProps) {
  const scan = mainScan(dataset);
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          aria-label={`Choose ${dataset.fileName}`}
          checked={isChosen}
          disabled={dataset.state !== 'ready'}
          onChange={(event) => onChoose(event.target.checked)}
        />
      </td>
      <th scope="row" className="wrap">
        <Link to={`/datasets/${dataset.id}`}>{dataset.fileName}</Link>
      </th>
      <td>
        <StateCell {...{ dataset, analysis, lowLossOf }} />
      </td>
      <td>{scan === null ? '–' : kindText(scan)}</td>
      <td className="num">{scan === null ? '–' : shapeText(scan)}</td>
      <td className="num">{scan === null ? '–' : energyText(scan)}</td>
      <td className="num">{formatBytes(dataset.sizeBytes)}</td>
      <td className="num">{dateText(dataset.createdAt)}</td>
      <td>
        <button type="button" className="quiet" onClick={onDelete} aria-label={`Delete ${dataset.fileName}`}>
          Delete
        </button>
      </td>
    </tr>
  );
}

/** The first visit: what this is for and how to begin. */
function Teach({ onDemo }: { readonly onDemo: () => void }) {
  return (
    <section className="panel teach">
      <h2>What changes along this line, and what is it?</h2>
      <p>Kaimen reads a STEM-EELS line scan, a map or a spectrum and answers in numbers with their doubt.</p>
      <ol>
        <li>
          <b>Drop a scan above</b>, as the microscope wrote it. A core loss and its low loss may lie in one
          file or in two.
        </li>
        <li>
          <b>Wait some seconds.</b> The energy axis is set by the zero loss, edges are found, backgrounds
          fitted, components and regions told apart from noise.
        </li>
        <li>
          <b>Read the answer</b>, then its evidence: every plot shares one cursor, every number has its
          standard deviation, every figure and table can be exported.
        </li>
      </ol>
      <p>
        No scan at hand?{' '}
        <button type="button" onClick={onDemo}>
          Try the demo scan
        </button>{' '}
        It is made up: a line across an interface whose truth is known.
      </p>
    </section>
  );
}

function useDatasets() {
  const first = useResource<Page<Dataset>>('/datasets?limit=50');
  const analyses = useResource<Page<Analysis>>('/analyses?limit=100');
  const [more, setMore] = useState<{ items: readonly Dataset[]; nextCursor: string | null } | null>(null);
  const datasets = [...(first.data?.items ?? []), ...(more?.items ?? [])];
  const nextCursor = more === null ? (first.data?.nextCursor ?? null) : more.nextCursor;
  const busy =
    datasets.some((d) => d.state === 'ingesting') ||
    (analyses.data?.items.some((a) => !hasEnded(a.job.state)) ?? false);
  const users = lowLossUsers(analyses.data?.items ?? []);
  const reload = (): void => {
    first.reload();
    analyses.reload();
  };
  const loadMore = async (): Promise<void> => {
    const page = await getJson<Page<Dataset>>(
      `/datasets?limit=50&cursor=${encodeURIComponent(nextCursor ?? '')}`,
    );
    setMore({ items: [...(more?.items ?? []), ...page.items], nextCursor: page.nextCursor });
  };
  return {
    datasets,
    nextCursor,
    loadMore,
    reload,
    busy,
    latest: latestByDataset(analyses.data?.items ?? []),
    lowLossOf: (id: string): DatasetName | undefined => {
      const user = users.get(id);
      if (user === undefined) return undefined;
      return { id: user, fileName: datasets.find((d) => d.id === user)?.fileName ?? null };
    },
    loaded: first.data !== null,
    problem: first.problem,
  };
}

function useChosen() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (id: string, isChosen: boolean): void => {
    const others = [...chosen].filter((one) => one !== id);
    setChosen(new Set(isChosen ? [...others, id] : others));
  };
  return { chosen, choose, clear: () => setChosen(new Set()) };
}

interface ChosenBarProps {
  readonly chosen: ReadonlySet<string>;
  readonly onClear: () => void;
}

/** What can be done with the chosen datasets; nothing while none is. */
function ChosenBar({ chosen, onClear }: ChosenBarProps) {
  if (chosen.size === 0) return null;
  return (
    <p className="bar">
      <span>{chosen.size} chosen</span>
      <button
        type="button"
        className="primary"
        onClick={() => navigate(`/batches/new#datasets=${[...chosen].join(',')}`)}
      >
        Analyse with recipe…
      </button>
      <button type="button" className="quiet" onClick={onClear}>
        Choose none
      </button>
    </p>
  );
}

interface DatasetListProps {
  /** Grows when uploads have changed something. */
  readonly active: boolean;
  readonly onDemo: () => void;
}

export function DatasetList({ active, onDemo }: DatasetListProps) {
  const { datasets, nextCursor, loadMore, reload, busy, latest, lowLossOf, loaded, problem } = useDatasets();
  const [failure, setFailure] = useState<Problem | null>(null);
  const { chosen, choose, clear } = useChosen();
  useInterval(reload, REFRESH_MS, busy || active);
  useInterval(reload, 15_000, true);
  const onDelete = (dataset: Dataset): void => {
    if (!window.confirm(`Delete ${dataset.fileName} and its analyses? This cannot be undone.`)) return;
    remove(`/datasets/${dataset.id}`).then(reload, (error: unknown) => setFailure(problemOf(error)));
  };
  if (problem !== null && !loaded) return <ProblemCard problem={problem} />;
  if (!loaded) return <p className="note">Loading…</p>;
  if (datasets.length === 0) return <Teach onDemo={onDemo} />;
  return (
    <section className="panel scroll">
      <ChosenBar chosen={chosen} onClear={clear} />
      {failure !== null && <ProblemCard problem={failure} />}
      <table>
        <thead>
          <tr>
            <th aria-label="Choose" />
            <th>Dataset</th>
            <th>State</th>
            <th>Kind</th>
            <th className="num">Shape</th>
            <th className="num">Energy</th>
            <th className="num">Size</th>
            <th className="num">Added</th>
            <th aria-label="Delete" />
          </tr>
        </thead>
        <tbody>
          {datasets.map((dataset) => (
            <DatasetRow
              key={dataset.id}
              dataset={dataset}
              analysis={latest.get(dataset.id)}
              lowLossOf={lowLossOf(dataset.id)}
              onDelete={() => onDelete(dataset)}
              isChosen={chosen.has(dataset.id)}
              onChoose={(isChosen) => choose(dataset.id, isChosen)}
            />
          ))}
        </tbody>
      </table>
      {nextCursor !== null && (
        <p>
          <button
            type="button"
            onClick={() => void loadMore().catch((error: unknown) => setFailure(problemOf(error)))}
          >
            Show more
          </button>
        </p>
      )}
    </section>
  );
}
