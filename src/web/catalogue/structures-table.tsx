import { formatFixed, formatNumber } from '../plot/format.js';
import { SourceLink } from './source-link.js';
import type { Source, Structure } from './types.js';

interface StructuresTableProps {
  readonly structures: readonly Structure[];
  readonly picked: string;
  readonly onPick: (id: string) => void;
}

const byRank = (a: Structure, b: Structure): number => (a.rank ?? Infinity) - (b.rank ?? Infinity);

/** The states of a boundary, lowest energy first; the one that is picked is drawn. */
export function StructuresTable({ structures, picked, onPick }: StructuresTableProps) {
  return (
    <table data-table="structures">
      <thead>
        <tr>
          <th className="num">State</th>
          <th className="num">Energy (J/m²)</th>
          <th className="num">Excess volume (Å)</th>
          <th className="num">[n]</th>
          <th>Translation (Å)</th>
          <th className="num">Atoms</th>
          <th>Method</th>
          <th>From</th>
        </tr>
      </thead>
      <tbody>
        {[...structures].sort(byRank).map((state) => (
          <tr key={state.id} aria-selected={state.id === picked}>
            <th scope="row" className="num">
              <button type="button" className="link" onClick={() => onPick(state.id)}>
                {state.rank ?? '–'}
              </button>
            </th>
            <td className="num">{formatFixed(state.energyJPerM2, 4)}</td>
            <td className="num">
              {formatNumber(state.excessVolumeAngstrom ?? state.descriptors.excess_volume_angstrom, 3)}
            </td>
            <td className="num">{formatFixed(state.atomFraction, 3)}</td>
            <td>{state.translationAngstrom?.map((t) => formatFixed(t, 2)).join(', ') ?? '–'}</td>
            <td className="num">{state.nAtoms}</td>
            <td className="wrap">{state.method ?? '–'}</td>
            <td className="wrap">
              <SourceLink source={state.source as Source} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
