import '../styles/catalogue.css';
import { useState } from 'react';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { formatNumber } from '../plot/format.js';
import { useView } from '../view/context.js';
import { useField } from '../view/view-store.js';
import { EvidenceActions } from './evidence-actions.js';
import { LinkPanel } from './link-panel.js';
import { type RegionLink, useFreshLinks } from './links.js';
import { changeRegion, pixelsText, type Region, selectedRegion } from './regions.js';
import { count } from './sentences.js';

/** What of the scan can be tied to a boundary: what is selected, then the change points. */
function useRegions(): readonly Region[] {
  const { store, path, kind, result } = useView();
  const range = useField(store, 'range');
  const selected = selectedRegion(path, range, result.changePoints);
  const changes = kind === 'line' ? result.changePoints.map((change) => changeRegion(path, change)) : [];
  return selected === null ? changes : [selected, ...changes];
}

interface WaitingProps {
  readonly links: readonly RegionLink[];
  readonly onChange: () => void;
}

/** Kept for later: here is later. */
function Waiting({ links, onChange }: WaitingProps) {
  return (
    <section className="panel scroll" aria-label="Suggestions that wait">
      <table data-table="waiting">
        <tbody>
          {links.map(({ evidence, region, label }) => (
            <tr key={evidence.id}>
              <th scope="row">
                <Link to={`/catalogue/${evidence.boundaryId}`}>{label}</Link>
              </th>
              <td>{pixelsText(region)}</td>
              <td className="num">{formatNumber(evidence.score, 2)}</td>
              <td className="wrap note">{evidence.reasons.join('; ')}</td>
              <td>
                <EvidenceActions evidence={evidence} about={label} onChange={onChange} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Open = 'link' | 'waiting' | null;

/** From the scan to its boundary: what it is tied to, and how to tie it. */
export function LinkBar({ analysisId }: { readonly analysisId: string }) {
  const regions = useRegions();
  const { links, store } = useFreshLinks(analysisId);
  const [open, setOpen] = useState<Open>(null);
  const toggle = (what: Open): void => setOpen(open === what ? null : what);
  const onChange = (): void => void store.load();
  const held = links.items.filter(({ evidence }) => evidence.state !== 'suggested');
  const waiting = links.items.filter(({ evidence }) => evidence.state === 'suggested');
  return (
    <section className="link-bar" aria-label="Boundaries of this scan">
      {links.problem !== null && <ProblemCard problem={links.problem} />}
      <div className="bar">
        {held.map(({ evidence, region, label }) => (
          <Link key={evidence.id} to={`/catalogue/${evidence.boundaryId}`} className="chip link-chip">
            {label}, {pixelsText(region)}
          </Link>
        ))}
        <button
          type="button"
          className="quiet"
          disabled={regions.length === 0}
          aria-expanded={open === 'link'}
          onClick={() => toggle('link')}
        >
          Link to a boundary
        </button>
        {waiting.length > 0 && (
          <button
            type="button"
            className="quiet"
            aria-expanded={open === 'waiting'}
            onClick={() => toggle('waiting')}
          >
            {count(waiting.length, 'suggestion waits', 'suggestions wait')}
          </button>
        )}
        {regions.length === 0 && (
          <span className="note">Drag down the scan to select positions, then link them to a boundary.</span>
        )}
      </div>
      {open === 'waiting' && waiting.length > 0 && <Waiting links={waiting} onChange={onChange} />}
      {open === 'link' && regions.length > 0 && (
        <LinkPanel {...{ analysisId, regions, onChange }} evidence={links.evidence} />
      )}
    </section>
  );
}
