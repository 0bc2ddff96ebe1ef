import { formatFixed, formatWithStd } from '../plot/format.js';
import type { Suggestion } from './types.js';

/** What was measured beside what the boundary's structures have, each with its doubt. */
export function ComparisonTable({ comparisons }: Pick<Suggestion, 'comparisons'>) {
  return (
    <table className="comparisons">
      <thead>
        <tr>
          <th />
          <th className="num">Measured</th>
          <th className="num">Its structures</th>
          <th className="num" title="Difference over both doubts together">
            Apart
          </th>
        </tr>
      </thead>
      <tbody>
        {comparisons.map((one) => (
          <tr key={one.column}>
            <th scope="row">{one.unit === '' ? one.label : `${one.label} (${one.unit})`}</th>
            <td className="num">{formatWithStd(one.measured, one.measuredStd)}</td>
            <td className="num">{formatWithStd(one.stored, one.storedStd)}</td>
            <td className="num">{formatFixed(Math.abs(one.deviation), 1)} σ</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
