import { useState } from 'react';
import type { Page } from '../app/api-types.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { Figure } from '../plot/figure.js';
import { formatNumber } from '../plot/format.js';
import { Points } from '../plot/layers.js';
import { Plot } from '../plot/plot.js';
import { BoundaryView } from './boundary-view.js';
import type { Boundary } from './types.js';

const axisText = (axis: readonly number[] | null): string => (axis === null ? '–' : `[${axis.join(' ')}]`);

/** Energy against misorientation of the boundaries about one axis: the lowest of each. */
function Series({ boundaries }: { readonly boundaries: readonly Boundary[] }) {
  const lowest = new Map<string, Boundary>();
  for (const b of boundaries)
    if (b.energyJPerM2 < (lowest.get(b.label)?.energyJPerM2 ?? Infinity)) lowest.set(b.label, b);
  const known = [...lowest.values()].filter((b) => b.misorientationDeg !== null);
  if (known.length === 0) return null;
  const xs = known.map((b) => b.misorientationDeg ?? 0);
  const ys = known.map((b) => b.energyJPerM2);
  return (
    <Figure
      title="Energy against misorientation"
      name="misorientation"
      note="The lowest state of each boundary. Energies of different engines or protocols do not compare."
      table={() => ({
        columns: ['boundary', 'misorientation (°)', 'energy (J/m²)', 'excess volume (Å)'],
        rows: known.map((b) => [b.label, b.misorientationDeg, b.energyJPerM2, b.excessVolumeAngstrom]),
      })}
    >
      <Plot
        label="Energy against misorientation"
        height={260}
        arrows="none"
        x={{ label: 'Misorientation', unit: '°', domain: [0, Math.max(90, ...xs) + 5] }}
        y={{ label: 'Boundary energy', unit: 'J/m²', domain: [0, 1.15 * Math.max(...ys)] }}
      >
        <Points xs={xs} ys={ys} color="var(--signal)" r={4} />
      </Plot>
    </Figure>
  );
}

interface BoundaryTableProps {
  readonly boundaries: readonly Boundary[];
  readonly picked: string | null;
  readonly onPick: (id: string) => void;
}

function BoundaryTable({ boundaries, picked, onPick }: BoundaryTableProps) {
  return (
    <section className="panel scroll">
      <table>
        <thead>
          <tr>
            <th>Boundary</th>
            <th className="num">Energy (J/m²)</th>
            <th className="num">Excess volume (Å)</th>
            <th className="num">Misorientation (°)</th>
            <th className="num">Atoms</th>
            <th>Found by</th>
          </tr>
        </thead>
        <tbody>
          {boundaries.map((b) => (
            <tr key={b.id} aria-selected={b.id === picked}>
              <th scope="row">
                <button type="button" className="quiet" onClick={() => onPick(b.id)}>
                  {b.label}
                </button>
              </th>
              <td className="num">{b.energyJPerM2.toFixed(4)}</td>
              <td className="num">{formatNumber(b.excessVolumeAngstrom, 3)}</td>
              <td className="num">{formatNumber(b.misorientationDeg, 4)}</td>
              <td className="num">{b.nAtoms ?? '–'}</td>
              <td>
                <Link to={`/searches/${b.searchId}`}>search</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Boundaries that searches found. */
export function BoundaryList() {
  const { data, problem } = useResource<Page<Boundary>>('/boundaries?limit=200');
  const [axis, setAxis] = useState<string | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (data === null) return <p className="note">Loading…</p>;
  if (data.items.length === 0) {
    return (
      <p className="empty">
        No boundary has been found yet. <Link to="/searches">Begin a search</Link>
      </p>
    );
  }
  const axes = [...new Set(data.items.map((b) => axisText(b.axis)))];
  const shown = data.items.filter((b) => axis === null || axisText(b.axis) === axis);
  const selected = data.items.find((b) => b.id === picked) ?? null;
  return (
    <>
      <section className="panel">
        <label>
          Axis{' '}
          <select value={axis ?? ''} onChange={(e) => setAxis(e.target.value === '' ? null : e.target.value)}>
            <option value="">all</option>
            {axes.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <Series boundaries={shown} />
      </section>
      {selected?.hasStructure && (
        <section className="panel">
          <BoundaryView path={`/boundaries/${selected.id}/structure`} title={selected.label} />
        </section>
      )}
      <BoundaryTable boundaries={shown} picked={picked} onPick={setPicked} />
    </>
  );
}
