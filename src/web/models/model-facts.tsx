import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { apiUrl } from '../app/api.js';
import { modelPath } from '../app/model-library.js';
import { formatBytes, formatDuration, formatFixed } from '../plot/format.js';
import { CopyButton } from '../view/tabs/provenance-tab.js';
import type { ModelDetail } from './model-types.js';

const BACKGROUNDS: Readonly<Record<ModelManifest['input']['background'], string>> = {
  'power-law': 'a power law is taken off',
  line: 'net, a straight line is taken off',
  level: 'net, a level is taken off',
  none: 'net, nothing more is taken off',
};
const UNITS: Readonly<Record<ModelManifest['input']['normalisation'], string>> = {
  area: 'mean made 1',
  maximum: 'maximum made 1',
  tail: 'mean of the last tenth made 1',
  none: 'as it is',
};

function inputText({ input, edge }: ModelManifest): string {
  const { startEv, stepEv, nChannels } = input.grid;
  const end = startEv + (nChannels - 1) * stepEv;
  const about = input.alignment === 'none' ? '' : ` about the ${input.alignment} near ${edge.nominalEv} eV`;
  const searched = input.alignment === 'none' ? '' : `, looked for ± ${input.searchEv} eV`;
  return `${nChannels} channels of ${stepEv} eV, ${formatFixed(startEv, 1)} to ${formatFixed(end, 1)} eV${about}${searched}; ${BACKGROUNDS[input.background]}; ${UNITS[input.normalisation]}`;
}

/** What it takes, what trained it and with which command again. */
export function OriginFacts({ manifest }: { readonly manifest: ModelManifest }) {
  const { training, members } = manifest;
  return (
    <section className="panel" data-section="origin">
      <h2>Input and training</h2>
      <dl className="facts">
        <dt>Spectrum</dt>
        <dd>{inputText(manifest)}</dd>
        <dt>Networks</dt>
        <dd>{members === 1 ? 'one' : `an ensemble of ${members}`}</dd>
        <dt>Trained on</dt>
        <dd>{training.device}</dd>
        <dt>With</dt>
        <dd>
          {training.software}
          {training.seed === null ? '' : `, seed ${training.seed}`}
          {training.durationS === null ? '' : `, in ${formatDuration(training.durationS)}`}
        </dd>
        <dt>Again by</dt>
        <dd>
          {training.command === null ? (
            'no command: it was trained elsewhere'
          ) : (
            <span className="command">
              <code>{training.command}</code>
              <CopyButton text={training.command} label="Copy the command" />
            </span>
          )}
        </dd>
      </dl>
    </section>
  );
}

/** Whose spectra it learned from, and under which licence. */
export function TrainingData({ manifest }: { readonly manifest: ModelManifest }) {
  const { datasets } = manifest.training;
  return (
    <section className="panel scroll" data-section="data">
      <h2>Training data</h2>
      {datasets.length === 0 ? (
        <p className="note">The manifest names none.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>Data</th>
              <th>Licence</th>
              <th>By</th>
              <th className="num">Files</th>
            </tr>
          </thead>
          <tbody>
            {datasets.map(({ name, licence, attribution, files }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{licence}</td>
                <td className="wrap">{attribution || '–'}</td>
                <td className="num" title={Object.keys(files).slice(0, 40).join('\n')}>
                  {Object.keys(files).length}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Files to take away, each with its checksum. */
export function ModelFiles({ model }: { readonly model: ModelDetail }) {
  return (
    <section className="panel scroll" data-section="files">
      <h2>Files</h2>
      <p className="note">
        Put into a folder <code>{`<task>/<version>/`}</code> they are the model: any Kaimen serves them, and any
        program that runs ONNX can ask the network.
      </p>
      <table>
        <thead>
          <tr>
            <th>File</th>
            <th className="num">Size</th>
            <th>SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {model.files.map(({ name, sizeBytes, sha256 }) => (
            <tr key={name}>
              <th scope="row">
                <a href={apiUrl(`${modelPath(model.id)}/files/${encodeURIComponent(name)}`)} download={name}>
                  {name}
                </a>
              </th>
              <td className="num">{formatBytes(sizeBytes)}</td>
              <td>
                <span className="hash">
                  <code title={sha256}>{sha256.slice(0, 16)}…</code>
                  <CopyButton text={sha256} label={`Copy the SHA-256 of ${name}`} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
