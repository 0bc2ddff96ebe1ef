import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { formatFixed, formatNumber } from '../plot/format.js';
import { EvidenceActions } from './evidence-actions.js';
import { Fold } from './fields.js';
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

const subjectText = ({ region, searchId, publication }: Evidence): string =>
  region !== null
    ? `pixels ${region.fromPixel}–${region.toPixel - 1}`
    : searchId !== null
      ? 'search'
      : (publication ?? 'publication');

function Told({ evidence: { measured, reasons, score } }: { readonly evidence: Evidence }) {
  const numbers = Object.entries(measured);
  return (
    <>
      {score !== null && <p>Score {formatNumber(score, 2)}</p>}
      {reasons.length > 0 && (
        <ul className="note">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {numbers.length > 0 && (
        <Fold title="What networks read there">
          <p className="note">
            {numbers
              .map(
                ([name, value]) => `${columnTitle(name.replace(/^measured_/, ''))} ${formatNumber(value, 3)}`,
              )
              .join(', ')}
          </p>
        </Fold>
      )}
    </>
  );
}

/** What waits for a decision first, what was rejected last. */
const ORDER = ['suggested', 'assigned', 'accepted', 'rejected'];
const byState = (a: Evidence, b: Evidence): number => ORDER.indexOf(a.state) - ORDER.indexOf(b.state);

interface EvidenceListProps {
  readonly evidence: readonly Evidence[];
  readonly onChange: () => void;
}

/** What ties the boundary to the world; suggestions wait for a decision and count for nothing until then. */
export function EvidenceList({ evidence, onChange }: EvidenceListProps) {
  if (evidence.length === 0)
    return (
      <p className="empty">
        Nothing yet. Select a change point of an analysed scan and link it here, or add a publication.
      </p>
    );
  return (
    <div className="scroll">
      <table data-table="evidence">
        <tbody>
          {[...evidence].sort(byState).map((one) => (
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
                <EvidenceActions evidence={one} about={subjectText(one)} onChange={onChange} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
