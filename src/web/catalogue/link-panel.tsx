import { useState } from 'react';
import { postJson } from '../app/api.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useResource } from '../app/use-resource.js';
import { formatNumber } from '../plot/format.js';
import { Fold, SelectField, TextField } from './fields.js';
import { NameBoundary } from './name-boundary.js';
import { pixelsText, type Region } from './regions.js';
import { SuggestedList } from './suggested-list.js';
import { type BoundaryList, type BoundarySummary, ENERGY, type Evidence } from './types.js';

interface RowProps {
  readonly boundary: BoundarySummary;
  readonly onAssign: (boundaryId: string) => void;
}

function BoundaryRow({ boundary, onAssign }: RowProps) {
  const { id, label, numbers } = boundary;
  return (
    <tr>
      <th scope="row">
        <Link to={`/catalogue/${id}`}>{label}</Link>
      </th>
      <td className="num">{formatNumber(numbers[ENERGY] ?? null, 3)} J/m²</td>
      <td>
        <button type="button" onClick={() => onAssign(id)} aria-label={`Link to ${label}`}>
          Link
        </button>
      </td>
    </tr>
  );
}

function Searched({ onAssign }: Pick<RowProps, 'onAssign'>) {
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
  /** Of this scan, rejected ones too. */
  readonly evidence: readonly Evidence[];
  readonly onChange: () => void;
}

/** Which boundary is it: what fits, what is called so, or a new one. */
export function LinkPanel({ analysisId, regions, evidence, onChange }: LinkPanelProps) {
  const [chosen, setChosen] = useState(0);
  const { problem, run } = useAction();
  const region = regions[Math.min(chosen, regions.length - 1)];
  const { fromPixel, toPixel, changePointPixel } = region;
  const assign = (boundaryId: string): void => {
    const told = { kind: 'scan-region', analysisId, fromPixel, toPixel };
    const change = changePointPixel === null ? {} : { changePointPixel };
    run(() =>
      postJson(`/catalogue/boundaries/${boundaryId}/evidence`, { ...told, ...change }).then(onChange),
    );
  };
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
        <SuggestedList {...{ analysisId, region, evidence, onChange }} onAssign={assign} />
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
