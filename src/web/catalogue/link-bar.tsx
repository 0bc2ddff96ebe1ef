import '../styles/catalogue.css';
import { useState } from 'react';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useView } from '../view/context.js';
import { useField } from '../view/view-store.js';
import { LinkPanel } from './link-panel.js';
import { useLinks } from './links.js';
import { changeRegion, pixelsText, type Region, selectedRegion } from './regions.js';

/** What of the scan can be tied to a boundary: what is selected, then the change points. */
function useRegions(): readonly Region[] {
  const { store, path, kind, result } = useView();
  const range = useField(store, 'range');
  const selected = selectedRegion(path, range, result.changePoints);
  const changes = kind === 'line' ? result.changePoints.map((change) => changeRegion(path, change)) : [];
  return selected === null ? changes : [selected, ...changes];
}

/** From the scan to its boundary: what it is tied to, and how to tie it. */
export function LinkBar({ analysisId }: { readonly analysisId: string }) {
  const regions = useRegions();
  const { links, store } = useLinks(analysisId);
  const [isOpen, setOpen] = useState(false);
  const hint = 'Drag down the scan to select positions, then link them to a boundary';
  return (
    <section className="link-bar" aria-label="Boundaries of this scan">
      {links.problem !== null && <ProblemCard problem={links.problem} />}
      <div className="bar">
        {links.items.map(({ evidence, region, label }) => (
          <Link key={evidence.id} to={`/catalogue/${evidence.boundaryId}`} className="chip link-chip">
            {label}, {pixelsText(region)}
            {evidence.state === 'suggested' ? ' (suggested)' : ''}
          </Link>
        ))}
        <button
          type="button"
          className="quiet"
          disabled={regions.length === 0}
          title={regions.length === 0 ? hint : undefined}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          Link to a boundary
        </button>
      </div>
      {isOpen && regions.length > 0 && (
        <LinkPanel
          analysisId={analysisId}
          regions={regions}
          onLinked={() => {
            setOpen(false);
            void store.load();
          }}
          onSuggested={() => void store.load()}
        />
      )}
    </section>
  );
}
