import { useState } from 'react';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useView } from '../view/context.js';
import { edgeName } from '../view/labels.js';
import { Toggle } from '../view/toggle.js';
import { useField } from '../view/view-store.js';
import { energiesOf, partsOf, type Energies, type Part } from './compared-part.js';
import { MatchFigure } from './match-figure.js';
import { MatchTable } from './match-table.js';
import { SaveReference } from './save-reference.js';
import { NO_FACTS, type Similar, type SimilarRequest } from './types.js';
import { useSimilar } from './use-similar.js';

const LIMIT = 20;

/** What is compared: the part and the energies chosen, or the first that there are. */
function useChoice() {
  const { store, result, kind, path, axis } = useView();
  const range = useField(store, 'range');
  const zoomEv = useField(store, 'zoomEv');
  const integralEv = useField(store, 'integralEv');
  const [of, within] = [useField(store, 'similarOf'), useField(store, 'similarIn')];
  const parts = partsOf({ result, kind, path, range });
  const energies = energiesOf(result, axis, { zoomEv, integralEv });
  return {
    parts,
    energies,
    part: parts.find(({ id }) => id === of) ?? parts[0],
    window: energies.find(({ id }) => id === within) ?? energies[0],
  };
}

interface ChoicesProps extends ReturnType<typeof useChoice> {
  readonly onlyEdge: boolean;
  readonly onOnlyEdge: (only: boolean) => void;
}

function Choices({ parts, energies, part, window, onlyEdge, onOnlyEdge }: ChoicesProps) {
  const { store, kind, result } = useView();
  const cut = useField(store, 'cutHeight');
  const hints = [
    kind === 'line' ? 'Drag along the heat map to compare positions of your own' : '',
    'Shift and drag over the spectrum to compare a window of your own',
  ].filter((hint) => hint !== '');
  return (
    <section className="panel stack">
      <div className="bar">
        <label className="inline">
          Compare
          <select
            value={part.id}
            onChange={(e) => store.set({ similarOf: e.target.value, referenceId: null })}
          >
            {parts.map(({ id, text }) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label className="inline">
          Energies
          <select
            value={window.id}
            onChange={(e) => store.set({ similarIn: e.target.value, referenceId: null })}
          >
            {energies.map(({ id, text }) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </select>
        </label>
        {window.element !== null && (
          <Toggle
            label={`Only ${edgeName(`${window.element} ${window.edge ?? ''}`)}`}
            hint="Leave out references whose edge is not known, or another"
            value={onlyEdge}
            onChange={onOnlyEdge}
          />
        )}
      </div>
      <p className="note">{hints.join('. ')}.</p>
      {cut !== null && result.clusters !== null && (
        <p className="note">Clusters are those of the result, not of the cut that is shown now.</p>
      )}
    </section>
  );
}

function Teach({ filtered }: { readonly filtered: boolean }) {
  return (
    <section className="panel teach">
      <h2>{filtered ? 'No reference covers this' : 'Which known spectrum is this like?'}</h2>
      <p>
        Kaimen compares with spectra that you keep: by 33 votes, whatever their dispersion, and tolerant of an
        energy shift. It says which come closest, over which energies and by how many votes.
      </p>
      <ol>
        <li>
          <b>Import spectra</b> that you trust: files of EELSDB (.msa) as they are, X-ray absorption (.xdi),
          tables (.csv). <Link to="/references">Import references</Link>
        </li>
        <li>
          <b>Or keep a part of a scan</b> whose phase you know, with the button “Save … as reference” here; it
          is compared with every later scan.
        </li>
      </ol>
    </section>
  );
}

/** What was compared with how many, in a sentence. */
function Summary({ similar, busy }: { readonly similar: Similar; readonly busy: boolean }) {
  const { nCompared, nVotes, margin, excluded, truncated } = similar;
  const facts = [
    `Compared with ${nCompared} ${nCompared === 1 ? 'reference' : 'references'}, ${nVotes} votes each`,
    margin === null
      ? ''
      : `the first leads the second by ${(100 * margin).toFixed(0)} % of the largest count`,
    excluded.length === 0 ? '' : `${excluded.length} left out: too little in common, or another edge`,
    truncated ? 'only the newest of your references: there are more than are compared at once' : '',
  ].filter((fact) => fact !== '');
  return (
    <p className="note" role="status">
      {facts.join('; ')}.{busy && ' Comparing anew…'}
    </p>
  );
}

const requestOf = (part: Part, window: Energies, onlyEdge: boolean): SimilarRequest => ({
  selection: part.selection,
  limit: LIMIT,
  ...(window.rangeEv === null ? {} : { energyRange: [...window.rangeEv] }),
  ...(onlyEdge && window.element !== null ? { element: window.element, edge: window.edge ?? undefined } : {}),
});

function inSentence(text: string): string {
  return /^(NMF|Cluster)/.test(text) ? text : text[0].toLowerCase() + text.slice(1);
}

interface MatchesProps {
  readonly similar: Similar;
  readonly busy: boolean;
  readonly part: Part;
  readonly onlyEdge: boolean;
}

function Matches({ similar, busy, part, onlyEdge }: MatchesProps) {
  const { store } = useView();
  const picked = useField(store, 'referenceId');
  const { matches, excluded } = similar;
  if (matches.length === 0) return <Teach filtered={excluded.length > 0 || onlyEdge} />;
  const match = matches.find((m) => m.reference.id === picked) ?? matches[0];
  return (
    <>
      <Summary similar={similar} busy={busy} />
      <MatchTable
        similar={similar}
        picked={match.reference.id}
        onPick={(referenceId) => store.set({ referenceId })}
      />
      <MatchFigure match={match} query={part.text} />
    </>
  );
}

/** References like a part of the result; the closest, or the one picked, drawn over it. */
export function SimilarPanel({ analysisId }: { readonly analysisId: string }) {
  const { result } = useView();
  const choice = useChoice();
  const { part, window } = choice;
  const [onlyEdge, setOnlyEdge] = useState(false);
  const [turn, setTurn] = useState(0);
  const { similar, problem, busy } = useSimilar(analysisId, requestOf(part, window, onlyEdge), turn);
  const suggested = {
    ...NO_FACTS,
    name: `${result.scan.title || 'Scan'}, ${part.text}`.slice(0, 200),
    element: window.element ?? '',
    edge: window.edge ?? '',
  };
  return (
    <>
      <Choices {...choice} onlyEdge={onlyEdge} onOnlyEdge={setOnlyEdge} />
      <SaveReference
        key={`${part.id} ${window.id}`}
        {...{ analysisId, suggested }}
        selection={part.selection}
        what={inSentence(part.text)}
        onSaved={() => setTurn(turn + 1)}
      />
      {problem !== null && <ProblemCard problem={problem} subject={part.text} />}
      {similar === null && problem === null && <p className="note">Comparing…</p>}
      {similar !== null && <Matches {...{ similar, busy, part, onlyEdge }} />}
    </>
  );
}
