import { wasRead } from '../../api-client/import-files.js';
import { formatNumber } from '../plot/format.js';
import { columnTitle } from './sentences.js';
import type { Import } from './types.js';

const plural = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** What was read, or what became of it. */
export function importSentence(shown: Import): string {
  const { fileName, committed } = shown;
  if (committed !== null) {
    const { nNewBoundaries: news, nNewStructures, nNewProperties, nSuperseded, nKnownProperties } = committed;
    return `${fileName} is in the catalogue: ${plural(news, 'new boundary', 'new boundaries')}, ${plural(nNewStructures, 'new structure', 'new structures')}, ${plural(nNewProperties, 'new value', 'new values')}; ${plural(nSuperseded, 'older value', 'older values')} superseded, ${nKnownProperties} known already.`;
  }
  if (!wasRead(shown)) return `${fileName} is not read.`;
  const { nRows, nDrafts, nNewBoundaries, nKnownBoundaries, nProblems } = shown;
  const problems = nProblems === 0 ? 'no problem' : plural(nProblems, 'problem', 'problems');
  return `${fileName}: ${plural(nRows, 'row', 'rows')} read, ${nDrafts} understood: ${plural(nNewBoundaries, 'new boundary', 'new boundaries')}, ${nKnownBoundaries} known; ${problems}.`;
}

function Problems({ shown }: { readonly shown: Import }) {
  const { problems } = shown;
  const nProblems = shown.nProblems ?? 0;
  if (nProblems === 0) return null;
  return (
    <div className="scroll">
      <h3>Not understood</h3>
      <table data-table="import-problems">
        <tbody>
          {problems.map(({ row, message }, i) => (
            <tr key={i}>
              <th scope="row">{row === null ? 'file' : `row ${row}`}</th>
              <td className="wrap">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {nProblems > problems.length && <p className="note">… and {nProblems - problems.length} more.</p>}
    </div>
  );
}

function Sample({ shown }: { readonly shown: Import }) {
  const { sample } = shown;
  const nDrafts = shown.nDrafts ?? 0;
  if (sample.length === 0) return null;
  return (
    <div className="scroll">
      <h3>{nDrafts > sample.length ? `The first ${sample.length}` : 'What would come in'}</h3>
      <table data-table="import-sample">
        <thead>
          <tr>
            <th>Row</th>
            <th>Boundary</th>
            <th>Material</th>
            <th className="num">Σ</th>
            <th />
            <th className="num">Atoms</th>
            <th>Values</th>
          </tr>
        </thead>
        <tbody>
          {sample.map(({ row, label, material, sigma, boundaryId, nAtoms, properties }, i) => (
            <tr key={i}>
              <td>{row ?? '–'}</td>
              <th scope="row">{label}</th>
              <td>{material}</td>
              <td className="num">{sigma ?? '–'}</td>
              <td>{boundaryId === null ? 'new' : 'known'}</td>
              <td className="num">{nAtoms ?? '–'}</td>
              <td className="wrap">
                {properties
                  .map(({ name, value, unit }) =>
                    `${columnTitle(name)} ${formatNumber(value, 4)} ${unit}`.trim(),
                  )
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What stands in no file: the user may say otherwise. */
function NameFacts({ facts }: { readonly facts: Import['takenFromNames'] }) {
  if (facts.length === 0) return null;
  return (
    <p className="note wrap" data-name-facts>
      Taken from the file name: {facts.map(({ label, value }) => `${label} ${value}`).join(', ')}. Where that
      is wrong, take in nothing and say it under “What the files do not say”.
    </p>
  );
}

interface ImportPreviewProps {
  readonly shown: Import;
  readonly isBusy: boolean;
  readonly onCommit: (leaveOutProblems: boolean) => void;
  readonly onClose: () => void;
}

/** What would come in, row by row what would not; nothing is half imported. */
export function ImportPreview({ shown, isBusy, onCommit, onClose }: ImportPreviewProps) {
  const { state } = shown;
  const [nProblems, nDrafts] = [shown.nProblems ?? 0, shown.nDrafts ?? 0];
  return (
    <section className="panel stack" aria-label="Import">
      <p className="answer" role="status">
        <b data-import>{importSentence(shown)}</b>
      </p>
      <p className="bar">
        {state === 'previewed' && (
          <button
            type="button"
            className="primary"
            disabled={isBusy || nDrafts === 0}
            onClick={() => onCommit(nProblems > 0)}
          >
            {nProblems > 0 ? `Leave out the problems, take in ${nDrafts}` : `Take in ${nDrafts}`}
          </button>
        )}
        <button type="button" className="quiet" onClick={onClose}>
          {state === 'previewed' ? 'Take in nothing' : 'Close'}
        </button>
        <span className="note">
          sha256 {shown.sha256.slice(0, 12)}…, read as {shown.format}
        </span>
      </p>
      {state === 'previewed' && (
        <>
          <NameFacts facts={shown.takenFromNames} />
          <Problems shown={shown} />
          <Sample shown={shown} />
        </>
      )}
    </section>
  );
}
