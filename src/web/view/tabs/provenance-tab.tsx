import { Fragment, useState } from 'react';
import type { StepRecord } from '../../../science/interpretation/interpretation-result.js';
import type { Json } from '../../../science/spectra/spectrum-image.js';
import { formatFixed, formatNumber, formatWithStd } from '../../plot/format.js';
import { useView } from '../context.js';
import { codeForPeople } from '../labels.js';

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [done, setDone] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setDone(true);
        setTimeout(() => setDone(false), 1500);
      },
      () => setDone(false),
    );
  };
  return (
    <button type="button" className="quiet" onClick={copy} aria-label={label}>
      {done ? 'Copied' : 'Copy'}
    </button>
  );
}

function Inputs() {
  const { provenance } = useView().result;
  const inputs = provenance?.inputs ?? [];
  return (
    <table>
      <thead>
        <tr>
          <th>Role</th>
          <th>File</th>
          <th>Format</th>
          <th className="num">Scan</th>
          <th>SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {inputs.map((input) => (
          <tr key={`${input.role}-${input.name}`}>
            <td>{input.role}</td>
            <td className="wrap">{input.name}</td>
            <td>{input.format}</td>
            <td className="num">{input.scanIndex}</td>
            <td>
              {input.sha256 === null ? (
                'came from no file'
              ) : (
                <span className="hash">
                  <code title={input.sha256}>{input.sha256.slice(0, 16)}…</code>
                  <CopyButton text={input.sha256} label={`Copy the SHA-256 of ${input.name}`} />
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Six digits are enough to recognise a number; the recipe and the JSON export hold all of them. */
const rounded = (_key: string, value: Json): Json =>
  typeof value === 'number' ? Number(value.toPrecision(6)) : value;

/** Parameters in which null is no gap but the widest choice. */
const NULL_MEANS_ALL: ReadonlySet<string> = new Set(['elements']);

function jsonText(key: string, value: Json): string {
  if (value === null) return NULL_MEANS_ALL.has(key) ? 'all' : '–';
  return typeof value === 'string' ? value : JSON.stringify(value, rounded);
}

function Parameters({ values }: { readonly values: { readonly [key: string]: Json } }) {
  const entries = Object.entries(values);
  if (entries.length === 0) return '–';
  return entries.map(([key, value]) => {
    const text = jsonText(key, value);
    return (
      <span key={key} className="parameter" title={text}>
        <b>{key}</b> {text.length > 120 ? `${text.slice(0, 119)}…` : text}
      </span>
    );
  });
}

function Steps({ steps }: { readonly steps: readonly StepRecord[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th>Step</th>
          <th>Method</th>
          <th>Told</th>
          <th>Chosen by itself</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step, i) => (
          <tr key={i}>
            <th scope="row">{step.step}</th>
            <td className="wrap">{step.method}</td>
            <td>
              <Parameters values={step.parameters} />
            </td>
            <td>
              <Parameters values={step.chosen} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function EnergyFacts() {
  const { calibration, zeroLoss, spikes } = useView().result;
  const source = {
    'zero-loss': 'from the zero-loss peak',
    edges: 'from the edges found',
    recipe: 'from the features that the recipe names',
    none: 'as the file says',
  }[calibration.source];
  return (
    <dl className="facts">
      <dt>Energy axis moved by</dt>
      <dd>
        {formatWithStd(calibration.shiftEv, calibration.stdEv)} eV, {source}
      </dd>
      {zeroLoss !== null && (
        <>
          <dt>Zero loss ({zeroLoss.source})</dt>
          <dd>
            residual {formatNumber(zeroLoss.residualRmsEv, 3)} eV rms after alignment, width{' '}
            {zeroLoss.fwhmEv === null ? 'unknown' : `${formatFixed(zeroLoss.fwhmEv, 3)} eV`}
          </dd>
        </>
      )}
      <dt>Spikes removed</dt>
      <dd>
        {spikes.length}
        {spikes.length > 0 &&
          ` (pixel:channel ${spikes
            .slice(0, 8)
            .map((s) => `${s.pixel}:${s.channel}`)
            .join(', ')}${spikes.length > 8 ? ', …' : ''})`}
      </dd>
    </dl>
  );
}

function Warnings() {
  const { warnings } = useView().result;
  if (warnings.length === 0) return <p className="note">No warnings.</p>;
  return (
    <ul className="warnings">
      {warnings.map((w, i) => (
        <li key={i}>
          <b>{codeForPeople(w.code)}</b> ({w.step}): {w.message}
        </li>
      ))}
    </ul>
  );
}

/** Networks that were asked, each told by the SHA-256 of its manifest, which names all its files. */
function ModelsAsked() {
  const { result, actions } = useView();
  const models = result.provenance?.models ?? [];
  if (models.length === 0) return null;
  return (
    <section className="panel scroll">
      <h3>Networks</h3>
      <dl className="facts">
        {models.map(({ id, manifestSha256 }) => (
          <Fragment key={id}>
            <dt>{actions === null ? id : <a href={actions.models.pageOf(id)}>{id}</a>}</dt>
            <dd className="hash">
              <code title={manifestSha256}>{manifestSha256.slice(0, 16)}…</code>
              <CopyButton text={manifestSha256} label={`Copy the SHA-256 of the manifest of ${id}`} />
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

/** How the numbers came about: enough to compute them again. */
export function ProvenanceTab() {
  const { result } = useView();
  if (result.provenance === null) return null;
  const { recipe, software } = result.provenance;
  const recipeText = JSON.stringify(recipe, null, 2);
  return (
    <div className="provenance">
      <section className="panel scroll">
        <h3>Inputs</h3>
        <Inputs />
        <EnergyFacts />
      </section>
      <ModelsAsked />
      <section className="panel">
        <h3>Warnings</h3>
        <Warnings />
      </section>
      <section className="panel scroll">
        <h3>Steps</h3>
        <Steps steps={result.steps} />
      </section>
      <section className="panel">
        <h3>
          Recipe “{recipe.name}”, {software.name} {software.version}{' '}
          <CopyButton text={recipeText} label="Copy the recipe" />
        </h3>
        <pre>{recipeText}</pre>
      </section>
    </div>
  );
}
