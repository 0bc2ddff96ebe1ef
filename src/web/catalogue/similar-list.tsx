import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { formatNumber } from '../plot/format.js';
import { ENERGY, type SimilarBoundary } from './types.js';

/** Boundaries that are like it, each with what they have in common. */
export function SimilarList({ boundaryId }: { readonly boundaryId: string }) {
  const { data, problem } = useResource<{ items: readonly SimilarBoundary[] }>(
    `/catalogue/boundaries/${boundaryId}/similar?limit=8`,
  );
  if (problem !== null) return <ProblemCard problem={problem} />;
  return (
    <section className="panel stack scroll" aria-label="Similar boundaries">
      <h2>Similar boundaries</h2>
      {data === null && <p className="note">Loading…</p>}
      {data?.items.length === 0 && <p className="empty">None in the catalogue is like it.</p>}
      {data !== null && data.items.length > 0 && (
        <table data-table="similar">
          <tbody>
            {data.items.map(({ boundary, score, reasons }) => (
              <tr key={boundary.id}>
                <th scope="row">
                  <Link to={`/catalogue/${boundary.id}`}>{boundary.label}</Link>
                </th>
                <td className="num">{formatNumber(boundary.numbers[ENERGY] ?? null, 3)} J/m²</td>
                <td className="wrap note">{reasons.join('; ')}</td>
                <td className="num">{formatNumber(score, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
