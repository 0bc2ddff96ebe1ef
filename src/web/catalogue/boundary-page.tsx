import { useEffect, useMemo, useState } from 'react';
import { apiUrl, patchJson } from '../app/api.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useResource } from '../app/use-resource.js';
import { ExportStampContext } from '../plot/figure.js';
import { BoundaryView } from '../search/boundary-view.js';
import { AddProperty } from './add-property.js';
import { AddPublication } from './add-publication.js';
import { DescriptorsPanel } from './descriptors-panel.js';
import { EvidenceList } from './evidence-list.js';
import { Fold } from './fields.js';
import { lastAsked } from './last-asked.js';
import { HistoryList } from './history-list.js';
import { PropertiesTable } from './properties-table.js';
import { boundaryAnswer, indicesText } from './sentences.js';
import { SimilarList } from './similar-list.js';
import { StructuresTable } from './structures-table.js';
import type { Boundary } from './types.js';

function factsOf(boundary: Boundary): string[] {
  const { kind, sigma, axis, misorientationDeg, disorientationDeg, planes, crystals } = boundary;
  const degrees = (deg: number): string => `${deg.toFixed(2)}°`;
  const [a, b] = crystals;
  return [
    kind.replace(/-/g, ' '),
    sigma === null ? 'no coincidence' : `Σ${sigma}`,
    ...(axis === null || misorientationDeg === null
      ? []
      : [`${degrees(misorientationDeg)} about ${indicesText(axis, '[]')}`]),
    ...(disorientationDeg === null ? [] : [`disorientation ${degrees(disorientationDeg)}`]),
    `${indicesText(planes[0], '()')} on ${indicesText(planes[1], '()')}`,
    a.key === b.key ? `${a.name} ${a.formula}` : `${a.name} ${a.formula} on ${b.name} ${b.formula}`,
  ];
}

interface PublishProps {
  readonly boundary: Boundary;
  readonly onChange: () => void;
}

/** Who may see it: everybody by OPTIMADE, or its owner. */
function Publish({ boundary: { id, isPublic }, onChange }: PublishProps) {
  const { problem, run } = useAction();
  const change = (): void =>
    run(() => patchJson(`/catalogue/boundaries/${id}`, { isPublic: !isPublic }).then(onChange));
  return (
    <>
      <label className="inline">
        <input type="checkbox" role="switch" checked={isPublic} onChange={change} /> Public (everybody may see
        it, by OPTIMADE)
      </label>
      {problem !== null && <ProblemCard problem={problem} />}
    </>
  );
}

function Head({ boundary, onChange }: PublishProps) {
  const [first, ...rest] = boundaryAnswer(boundary);
  return (
    <header className="panel stack">
      <h1 data-answer>{first}</h1>
      <p>{rest.join(' ')}</p>
      <div className="chips">
        {factsOf(boundary).map((fact) => (
          <span key={fact} className="chip">
            {fact}
          </span>
        ))}
      </div>
      <div className="bar">
        <Publish boundary={boundary} onChange={onChange} />
        <a href={apiUrl(`/catalogue/boundaries/${boundary.id}`)} download={`boundary-${boundary.id}.json`}>
          JSON
        </a>
      </div>
    </header>
  );
}

function Structures({ boundary }: { readonly boundary: Boundary }) {
  const { structures, label } = boundary;
  const [picked, setPicked] = useState<string | null>(null);
  const shown =
    structures.find(({ id }) => id === picked) ?? structures.find(({ rank }) => rank === 1) ?? structures[0];
  if (shown === undefined)
    return (
      <section className="panel">
        <p className="empty">
          No structure of it is known. <Link to="/searches">Search for it</Link>, or import one.
        </p>
      </section>
    );
  const path = `/catalogue/structures/${shown.id}`;
  return (
    <>
      <section className="panel">
        <BoundaryView key={shown.id} path={path} title={`${label}, state ${shown.rank ?? '–'}`} />
      </section>
      <section className="panel scroll">
        <StructuresTable structures={structures} picked={shown.id} onPick={setPicked} />
      </section>
      <DescriptorsPanel key={shown.id} structure={shown} />
    </>
  );
}

function Shown({ boundary, reload }: { readonly boundary: Boundary; readonly reload: () => void }) {
  // The history is asked for again when the boundary has changed.
  const { updatedAt, properties, evidence } = boundary;
  const turn = [updatedAt, properties.length, ...evidence.map(({ state }) => state)].join();
  const stamp = useMemo(
    () => ({
      lines: [`boundary ${boundary.id}`, boundary.label],
      fileStem: 'kaimen-boundary',
    }),
    [boundary.id, boundary.label],
  );
  return (
    <ExportStampContext value={stamp}>
      <Head boundary={boundary} onChange={reload} />
      <Structures boundary={boundary} />
      <section className="panel stack" aria-label="Properties">
        <h2>Properties</h2>
        <PropertiesTable properties={boundary.properties} />
        <Fold title="Add a value">
          <AddProperty boundaryId={boundary.id} onAdded={reload} />
        </Fold>
      </section>
      <section className="panel stack" aria-label="Evidence">
        <h2>Evidence</h2>
        <EvidenceList evidence={boundary.evidence} onChange={reload} />
        <Fold title="Add a publication">
          <AddPublication boundaryId={boundary.id} onAdded={reload} />
        </Fold>
      </section>
      <SimilarList boundaryId={boundary.id} />
      <HistoryList key={turn} boundaryId={boundary.id} />
    </ExportStampContext>
  );
}

/** What is known of a boundary, and from where. */
export function BoundaryPage({ id }: { readonly id: string }) {
  const { data, problem, reload } = useResource<Boundary>(`/catalogue/boundaries/${encodeURIComponent(id)}`);
  useEffect(() => {
    document.title = data === null ? 'Kaimen' : `${data.label} – Kaimen`;
  }, [data]);
  return (
    <>
      <p>
        <Link to={lastAsked()}>The catalogue</Link>
      </p>
      {problem !== null && <ProblemCard problem={problem} />}
      {data === null && problem === null && <p className="note">Loading…</p>}
      {data !== null && <Shown boundary={data} reload={reload} />}
    </>
  );
}
