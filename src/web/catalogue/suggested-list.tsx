import type { ReactNode } from 'react';
import { postJson } from '../app/api.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useResource } from '../app/use-resource.js';
import { formatNumber } from '../plot/format.js';
import { ComparisonTable } from './comparison-table.js';
import { EvidenceActions } from './evidence-actions.js';
import { Fold } from './fields.js';
import type { Region } from './regions.js';
import { count } from './sentences.js';
import { ENERGY, type Evidence, type Suggestion } from './types.js';

interface SuggestedListProps {
  readonly analysisId: string;
  readonly region: Region;
  /** Of this scan, rejected ones too. */
  readonly evidence: readonly Evidence[];
  readonly onAssign: (boundaryId: string) => void;
  readonly onChange: () => void;
}

interface SuggestionRowProps {
  readonly suggestion: Suggestion;
  readonly state: Evidence | undefined;
  readonly actions: ReactNode;
}

function SuggestionRow({ suggestion, state, actions }: SuggestionRowProps) {
  const { boundary, score, elementScore, reasons, comparisons } = suggestion;
  // The last reasons say the comparisons in words; the table says them better.
  const told = comparisons.length === 0 ? reasons : reasons.slice(0, -comparisons.length);
  const energy = boundary.numbers[ENERGY];
  return (
    <li data-suggestion={boundary.id}>
      <div>
        <Link to={`/catalogue/${boundary.id}`}>{boundary.label}</Link>
        <p className="note">
          {energy === undefined ? 'no energy known' : `${formatNumber(energy, 3)} J/m²`},{' '}
          {count(boundary.nStructures, 'structure')}
        </p>
      </div>
      <div>
        <ul className="note">
          {told.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
        {comparisons.length > 0 && <ComparisonTable comparisons={comparisons} />}
      </div>
      <div className="score" title={`of the elements alone ${formatNumber(elementScore, 2)}`}>
        {formatNumber(score, 2)}
      </div>
      <div>
        {state !== undefined && <span className="chip">{state.state}</span>} {actions}
      </div>
    </li>
  );
}

/** Of the pixels that were asked about. */
const ofRegion = (evidence: readonly Evidence[], { fromPixel, toPixel }: Region): readonly Evidence[] =>
  evidence.filter(({ region }) => region?.fromPixel === fromPixel && region.toPixel === toPixel);

/** Held, then waiting, then rejected: what stands for a boundary that was decided about more than once. */
const ORDER = ['assigned', 'accepted', 'suggested', 'rejected'];
const stateOf = (evidence: readonly Evidence[], id: string): Evidence | undefined =>
  evidence
    .filter(({ boundaryId }) => boundaryId === id)
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
    .at(0);

/** Elements that many materials share tell nothing: those stand apart, and it is said that they do. */
function ElementsOnly({ rows, isAlone }: { readonly rows: readonly ReactNode[]; readonly isAlone: boolean }) {
  const words = `${count(rows.length, 'boundary', 'boundaries')} by elements alone`;
  const note = (
    <p className="note">
      No number that networks read here is known of their structures, so nothing but the elements speaks for
      them; more of the catalogue may fit as well.
    </p>
  );
  if (isAlone)
    return (
      <>
        {note}
        <ul className="suggestions">{rows}</ul>
      </>
    );
  return (
    <Fold title={words}>
      {note}
      <ul className="suggestions">{rows}</ul>
    </Fold>
  );
}

/** What the catalogue holds that would read so; never taken by itself. */
export function SuggestedList({ analysisId, region, evidence, onAssign, onChange }: SuggestedListProps) {
  const path = `/analyses/${analysisId}/suggestions?from=${region.fromPixel}&to=${region.toPixel}`;
  const { data, problem } = useResource<{ items: readonly Suggestion[] }>(path);
  const { run, problem: failure } = useAction();
  const keep = (boundaryId: string | null): void =>
    run(() => postJson(boundaryId === null ? path : `${path}&boundary=${boundaryId}`).then(onChange));
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (data === null) return <p className="note">Comparing…</p>;
  if (data.items.length === 0)
    return (
      <p className="note">
        No boundary of the catalogue fits what was read here: <Link to="/searches">search it</Link>, import
        one, or name a new one below.
      </p>
    );
  const here = ofRegion(evidence, region);
  const row = (suggestion: Suggestion): ReactNode => {
    const { id, label } = suggestion.boundary;
    const state = stateOf(here, id);
    const actions =
      state === undefined ? (
        <span className="actions">
          <button type="button" onClick={() => onAssign(id)} aria-label={`Link to ${label}`}>
            Link
          </button>
          <button type="button" className="quiet" onClick={() => keep(id)} aria-label={`Keep ${label}`}>
            Keep
          </button>
        </span>
      ) : (
        <EvidenceActions evidence={state} about={label} onChange={onChange} />
      );
    return <SuggestionRow key={id} {...{ suggestion, state, actions }} />;
  };
  const compared = data.items.filter(({ comparisons }) => comparisons.length > 0);
  const others = data.items.filter(({ comparisons }) => comparisons.length === 0);
  const isAllKept = data.items.every(({ boundary: { id } }) => stateOf(here, id) !== undefined);
  return (
    <>
      <p className="note">
        Best first. The score (0 to 1) ranks by elements and by what networks read; it is no probability.
        Link: you are sure. Keep: to decide later.
      </p>
      <ul className="suggestions" data-suggestions>
        {compared.map(row)}
      </ul>
      {others.length > 0 && <ElementsOnly rows={others.map(row)} isAlone={compared.length === 0} />}
      <p>
        <button type="button" className="quiet" disabled={isAllKept} onClick={() => keep(null)}>
          {isAllKept ? 'All are kept' : 'Keep all of these, to decide later'}
        </button>
      </p>
      {failure !== null && <ProblemCard problem={failure} />}
    </>
  );
}
