import { useEffect, useRef, useState } from 'react';
import { ChooseFiles } from '../app/choose-files.js';
import { adviceFor } from '../app/advice.js';
import { usePageDrop } from '../app/drop-zone.js';
import { FactFields } from './fact-fields.js';
import { importFiles, summaryOf, type ImportRow } from './import-files.js';
import { addReference } from './reference-client.js';
import { NO_FACTS, type Facts } from './types.js';

const ACCEPT = '.msa,.ems,.emsa,.xdi,.csv,.tsv,.txt,.dat';

const STATES: Readonly<Record<ImportRow['state'], string>> = {
  waiting: 'waiting',
  sending: 'on its way',
  kept: 'kept',
  refused: 'refused',
  stopped: 'not sent',
};

function ResultRow({ row }: { readonly row: ImportRow }) {
  const { fileName, state, reference, problem } = row;
  const mark = state === 'kept' ? 'good' : state === 'refused' ? 'bad' : state === 'sending' ? 'busy' : '';
  return (
    <tr>
      <th scope="row" className="wrap import-file">
        {fileName}
      </th>
      <td>
        <span className={`state ${mark}`}>{STATES[state]}</span>
      </td>
      <td className="wrap">
        {reference !== null &&
          [reference.name, reference.compound, reference.element, reference.edge, reference.kind]
            .filter((text) => text !== null)
            .join(' · ')}
        {problem !== null && (
          <>
            {problem.detail} <code>{problem.code}</code>
            {problem.code !== 'unsupported-media-type' && <span className="note"> {adviceFor(problem)}</span>}
          </>
        )}
      </td>
    </tr>
  );
}

function Results({
  rows,
  onClear,
}: {
  readonly rows: readonly ImportRow[];
  readonly onClear: (() => void) | null;
}) {
  return (
    <section className="panel scroll" aria-label="Imported files">
      <p className="bar" role="status">
        <b>{summaryOf(rows)}</b>
        {onClear !== null && (
          <button type="button" className="quiet" onClick={onClear}>
            Close the list
          </button>
        )}
      </p>
      <table>
        <tbody>
          {rows.map((row, i) => (
            <ResultRow key={i} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function useImport(facts: Partial<Facts>, onKept: () => void) {
  const [rows, setRows] = useState<readonly ImportRow[]>([]);
  const [running, setRunning] = useState<AbortController | null>(null);
  const busy = useRef(false);
  const latest = useRef({ facts, onKept });
  useEffect(() => {
    latest.current = { facts, onKept };
  });
  const [begin] = useState(() => (files: readonly File[]) => {
    if (files.length === 0 || busy.current) return;
    const abort = new AbortController();
    busy.current = true;
    setRunning(abort);
    const send = (file: File) => addReference(file, latest.current.facts);
    void importFiles(files, { send, onRows: setRows, signal: abort.signal }).then(() => {
      busy.current = false;
      setRunning(null);
      latest.current.onKept();
    });
  });
  return { rows, running, begin, clear: () => setRows([]) };
}

/** Where references come in: dropped anywhere, or chosen, many at once; each file says what became of it. */
export function ReferenceImport({ onKept }: { readonly onKept: () => void }) {
  const [facts, setFacts] = useState(NO_FACTS);
  const { source, licence } = facts;
  const { rows, running, begin, clear } = useImport({ source, licence }, onKept);
  const over = usePageDrop(begin);
  return (
    <>
      <section className="drop stack" data-over={over} aria-label="Import references">
        <p>
          <b>Drop spectra here</b> or{' '}
          <ChooseFiles
            label="Reference files"
            accept={ACCEPT}
            isDisabled={running !== null}
            onFiles={begin}
          />
        </p>
        <p className="note">
          MSA as EELSDB gives it, XDI, CSV, TSV: one spectrum a file, up to 4 MB each. Compound, element and
          edge are read from the title (SrTiO3_Ti_L3_…) or the header.
        </p>
        <FactFields facts={facts} shown={['source', 'licence']} onChange={setFacts} />
        {running !== null && (
          <p>
            <button type="button" onClick={() => running.abort()}>
              Stop after this file
            </button>
          </p>
        )}
      </section>
      {rows.length > 0 && <Results rows={rows} onClear={running === null ? clear : null} />}
    </>
  );
}
