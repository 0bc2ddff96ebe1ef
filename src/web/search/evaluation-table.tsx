import { formatNumber } from '../plot/format.js';
import type { Evaluation } from './types.js';

const MOST_ROWS = 50;

interface EvaluationTableProps {
  readonly evaluations: readonly Evaluation[];
  readonly selected: number | null;
  readonly onSelect: (index: number) => void;
}

const measured = (evaluation: Evaluation, name: string): number | null => {
  const value = evaluation.evaluation?.[name];
  return typeof value === 'number' ? value : null;
};

/** Lowest first; those that failed say why, at the end. */
export function EvaluationTable({ evaluations, selected, onSelect }: EvaluationTableProps) {
  const sorted = [...evaluations].sort(
    (a, b) => (a.energyJPerM2 ?? Infinity) - (b.energyJPerM2 ?? Infinity) || a.index - b.index,
  );
  const names = Object.keys(sorted[0]?.parameters ?? {});
  return (
    <section className="panel scroll">
      <h3>Evaluations, lowest first</h3>
      <table>
        <thead>
          <tr>
            <th>Candidate</th>
            <th className="num">Energy (J/m²)</th>
            <th className="num">Excess volume (Å)</th>
            <th className="num">Atoms</th>
            {names.map((name) => (
              <th key={name} className="num">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, MOST_ROWS).map((evaluation) => (
            <tr key={evaluation.index} aria-selected={evaluation.index === selected}>
              <th scope="row">
                <button type="button" className="quiet" onClick={() => onSelect(evaluation.index)}>
                  {evaluation.index}
                </button>
              </th>
              <td className="num">
                {evaluation.energyJPerM2 === null ? evaluation.failed : evaluation.energyJPerM2.toFixed(4)}
              </td>
              <td className="num">{formatNumber(measured(evaluation, 'excessVolumeAngstrom'), 3)}</td>
              <td className="num">{measured(evaluation, 'nAtoms') ?? '–'}</td>
              {names.map((name) => (
                <td key={name} className="num">
                  {cellText(evaluation.parameters[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > MOST_ROWS && (
        <p className="note">
          The {MOST_ROWS} lowest of {sorted.length}; the CSV has all.
        </p>
      )}
    </section>
  );
}

const cellText = (value: number | string): string =>
  typeof value === 'number' ? formatNumber(Math.abs(value) < 1e-9 ? 0 : value, 4) : value;
