import { useEffect } from 'react';
import { Link } from '../app/link.js';
import { modelPath } from '../app/model-library.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { unitForPeople } from '../plot/format.js';
import { edgeName } from '../view/labels.js';
import { StatusChip } from './model-status.js';
import type { ModelList as Models, ModelSummary } from './model-types.js';

const toldText = ({ outputs }: ModelSummary): string =>
  outputs.map(({ label, unit }) => (unit === '' ? label : `${label} (${unitForPeople(unit)})`)).join(', ');

function ModelRow({ model }: { readonly model: ModelSummary }) {
  const { id, task, version, title, status, technique, edge } = model;
  return (
    <tr>
      <th scope="row">
        <Link to={modelPath(id)}>{title}</Link>
        <small>
          {task} {version}
        </small>
      </th>
      <td className="wrap">{toldText(model)}</td>
      <td>
        {edgeName(`${edge.element}_${edge.shell}`)}, {technique}
      </td>
      <td>
        <StatusChip status={status} />
      </td>
    </tr>
  );
}

function ModelTable({ models }: { readonly models: readonly ModelSummary[] }) {
  return (
    <section className="panel scroll">
      <table className="models">
        <thead>
          <tr>
            <th>Model</th>
            <th>Tells</th>
            <th>From</th>
            <th>Status</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <ModelRow key={model.id} model={model} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Refused({ refused }: { readonly refused: Models['refused'] }) {
  if (refused.length === 0) return null;
  return (
    <section className="panel scroll" aria-label="Refused models">
      <h2>Refused</h2>
      <p className="note">Folders that are not served, since they are not what their manifest says.</p>
      <table>
        <thead>
          <tr>
            <th>Folder</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {refused.map(({ task, version, reason }) => (
            <tr key={`${task}/${version}`}>
              <th scope="row">
                <code>
                  {task}/{version}
                </code>
              </th>
              <td className="wrap">{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Teach() {
  return (
    <section className="panel teach">
      <h2>Which networks read structure off spectra?</h2>
      <p>
        None is served here. A model is a folder with <code>model.onnx</code> and <code>manifest.json</code>; put it
        into <code>models/&lt;task&gt;/&lt;version&gt;/</code>, or into the folder that{' '}
        <code>KAIMEN_MODELS_DIR</code> names, and start the service again.
      </p>
      <p>
        <code>kaimen train</code> makes one from spectra whose structure is known.
      </p>
    </section>
  );
}

/** Networks that the service serves, and folders that it refused. */
export function ModelList() {
  const { data, problem } = useResource<Models>('/models');
  useEffect(() => {
    document.title = 'Models – Kaimen';
  }, []);
  return (
    <>
      <div className="bar">
        <h1>Models</h1>
      </div>
      {problem !== null && <ProblemCard problem={problem} />}
      {data === null && problem === null && <p className="note">Loading…</p>}
      {data !== null && data.items.length === 0 && <Teach />}
      {data !== null && data.items.length > 0 && <ModelTable models={data.items} />}
      {data !== null && <Refused refused={data.refused} />}
    </>
  );
}
