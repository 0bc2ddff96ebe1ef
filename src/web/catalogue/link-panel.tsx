import { useState } from 'react';
import { postJson, problemOf } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { formatNumber } from '../plot/format.js';
import { Fold, SelectField, TextField } from './fields.js';
import { NameBoundary } from './name-boundary.js';
import { pixelsText, type Region } from './regions.js';
import { type BoundaryList, type BoundarySummary, ENERGY, type Suggestion } from './types.js';

interface RowProps {
  readonly boundary: BoundarySummary;
  readonly score?: number;
  readonly reasons?: readonly string[];
  readonly onAssign: (boundaryId: string) => void;
}

function BoundaryRow({ boundary, score, reasons = [], onAssign }: RowProps) {
  const { id, label, numbers } = boundary;
  return (
    <tr>
      <th scope="row">
        <Link to={`/catalogue/${id}`}>{label}</Link>
      </th>
      <td className="num">{formatNumber(numbers[ENERGY] ?? null, 3)} J/m²</td>
      <td className="wrap note">{reasons.join('; ')}</td>
      <td className="num">{score === undefined ? '' : formatNumber(score, 2)}</td>
      <td>
        <button type="button" onClick={() => onAssign(id)} aria-label={`Link to ${label}`}>
          Link
        </button>
      </td>
    </tr>
  );
}

interface SuggestedProps {
  readonly path: string;
  readonly onAssign: (boundaryId: string) => void;
  readonly onSuggested: () => void;
}

/** What the catalogue holds that would read so; never taken by itself. */
function Suggested({ path, onAssign, onSuggested }: SuggestedProps) {
  const { data, problem } = useResource<{ items: readonly Suggestion[] }>(path);
  const [failure, setFailure] = useState<Problem | null>(null);
  const [isKept, setKept] = useState(false);
  const keep = (): void => {
    postJson(path).then(
      () => {
        setKept(true);
        onSuggested();
      },
      (error: unknown) => setFailure(problemOf(error)),
    );
  };
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (data === null) return <p className="note">Comparing…</p>;
  if (data.items.length === 0)
    return (
      <p className="note">
        No boundary of the catalogue fits what was read here: search it, or name a new one.
      </p>
    );
  return (
    <>
      <table data-table="suggestions">
        <tbody>
          {data.items.map(({ boundary, score, reasons }) => (
            <BoundaryRow key={boundary.id} {...{ boundary, score, reasons, onAssign }} />
          ))}
        </tbody>
      </table>
      <p>
        <button type="button" className="quiet" disabled={isKept} onClick={keep}>
          {isKept ? 'Kept as suggestions' : 'Keep these as suggestions, to decide later'}
        </button>
      </p>
      {failure !== null && <ProblemCard problem={failure} />}
    </>
  );
}

function Searched({ onAssign }: Pick<SuggestedProps, 'onAssign'>) {
  const [text, setText] = useState('');
  const query = `/catalogue/boundaries?limit=10&text=${encodeURIComponent(text)}`;
  const { data, problem } = useResource<BoundaryList>(text.trim() === '' ? null : query);
  return (
    <>
      <TextField label="Label, material or method" value={text} size={24} onCommit={setText} />
      {problem !== null && <ProblemCard problem={problem} />}
      {data?.items.length === 0 && <p className="note">Nothing is called so.</p>}
      {data !== null && data.items.length > 0 && (
        <table data-table="found">
          <tbody>
            {data.items.map((boundary) => (
              <BoundaryRow key={boundary.id} boundary={boundary} onAssign={onAssign} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

interface LinkPanelProps {
  readonly analysisId: string;
  /** At least one. */
  readonly regions: readonly Region[];
  readonly onLinked: () => void;
  readonly onSuggested: () => void;
}

/** Which boundary is it: what fits, what is called so, or a new one. */
export function LinkPanel({ analysisId, regions, onLinked, onSuggested }: LinkPanelProps) {
  const [chosen, setChosen] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const region = regions[Math.min(chosen, regions.length - 1)];
  const { fromPixel, toPixel, changePointPixel } = region;
  const assign = (boundaryId: string): void => {
    setProblem(null);
    const told = { kind: 'scan-region', analysisId, fromPixel, toPixel };
    const change = changePointPixel === null ? {} : { changePointPixel };
    postJson(`/catalogue/boundaries/${boundaryId}/evidence`, { ...told, ...change }).then(
      onLinked,
      (error: unknown) => setProblem(problemOf(error)),
    );
  };
  const suggestions = `/analyses/${analysisId}/suggestions?from=${fromPixel}&to=${toPixel}`;
  return (
    <div className="panel stack" data-link-panel>
      <SelectField
        label="Which positions"
        value={String(Math.min(chosen, regions.length - 1))}
        options={regions.map((one, i) => [String(i), `${one.text} (${pixelsText(one)})`] as const)}
        onChange={(i) => setChosen(Number(i))}
      />
      {problem !== null && <ProblemCard problem={problem} />}
      <div className="scroll">
        <h3>What fits what was read there</h3>
        <Suggested key={suggestions} path={suggestions} onAssign={assign} onSuggested={onSuggested} />
      </div>
      <div className="scroll">
        <h3>Search the catalogue</h3>
        <Searched onAssign={assign} />
      </div>
      <Fold title="Name a new one">
        <NameBoundary action="Name and link" onNamed={({ id }) => assign(id)} />
      </Fold>
    </div>
  );
}
