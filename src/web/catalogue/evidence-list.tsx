import { useState } from 'react';
import { postJson, problemOf } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { formatFixed, formatNumber } from '../plot/format.js';
import { columnTitle } from './sentences.js';
import type { Evidence } from './types.js';

/** The dataset's page at the region. */
export function regionPath({
  analysisId,
  datasetId,
  fromPixel,
  toPixel,
}: NonNullable<Evidence['region']>): string {
  return `/datasets/${datasetId}?analysis=${analysisId}#region=${fromPixel}_${toPixel - 1}`;
}

function What({ evidence }: { readonly evidence: Evidence }) {
  const { region, searchId, publication, note } = evidence;
  if (region !== null)
    return (
      <>
        <Link to={regionPath(region)}>
          Measured: pixels {region.fromPixel}–{region.toPixel - 1}
        </Link>
        {region.changePointPixel !== null && (
          <> about the change at {formatFixed(region.changePointPixel, 1)}</>
        )}
        {note !== null && <p className="note">{note}</p>}
      </>
    );
  if (searchId !== null)
    return <Link to={`/searches/${searchId}`}>Search{note === null ? '' : `: ${note}`}</Link>;
  const isDoi = publication !== null && /^(https?:\/\/|10\.\d{4,9}\/)/.test(publication);
  const href = publication?.startsWith('10.') ? `https://doi.org/${publication}` : (publication ?? '');
  return (
    <>
      Published: {isDoi ? <a href={href}>{publication}</a> : publication}
      {note !== null && <p className="note">{note}</p>}
    </>
  );
}

function Told({ evidence: { measured, reasons, score } }: { readonly evidence: Evidence }) {
  const numbers = Object.entries(measured);
  return (
    <>
      {numbers.length > 0 && (
        <p>
          {numbers
            .map(
              ([name, value]) => `${columnTitle(name.replace(/^measured_/, ''))} ${formatNumber(value, 3)}`,
            )
            .join(', ')}
        </p>
      )}
      {score !== null && <p>Score {formatNumber(score, 2)}</p>}
      {reasons.length > 0 && (
        <ul className="note">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </>
  );
}

interface EvidenceListProps {
  readonly evidence: readonly Evidence[];
  readonly onChange: () => void;
}

/** What ties the boundary to the world; suggestions wait for a decision and count for nothing until then. */
export function EvidenceList({ evidence, onChange }: EvidenceListProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const decide = (id: string, decision: 'accept' | 'reject'): void => {
    setProblem(null);
    postJson(`/catalogue/evidence/${id}/${decision}`).then(onChange, (error: unknown) =>
      setProblem(problemOf(error)),
    );
  };
  if (evidence.length === 0)
    return (
      <p className="empty">
        Nothing yet. Select a change point of an analysed scan and link it here, or add a publication.
      </p>
    );
  return (
    <>
      {problem !== null && <ProblemCard problem={problem} />}
      <table data-table="evidence">
        <tbody>
          {evidence.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <What evidence={one} />
              </th>
              <td className="wrap">
                <Told evidence={one} />
              </td>
              <td>
                <span className="chip">{one.state}</span>
              </td>
              <td className="num">{dateText(one.decidedAt ?? one.addedAt)}</td>
              <td>
                {one.state === 'suggested' && (
                  <>
                    <button type="button" onClick={() => decide(one.id, 'accept')}>
                      Accept
                    </button>{' '}
                    <button type="button" className="quiet" onClick={() => decide(one.id, 'reject')}>
                      Reject
                    </button>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
