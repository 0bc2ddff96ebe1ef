import { useState } from 'react';
import type { PixelRange } from '../../../science/interpretation/references-recipe.js';
import { useView } from '../context.js';
import { positionText } from '../labels.js';
import { useField } from '../view-store.js';

/** Pixels of the selected range: neighbours in the scan only, as the recipe takes them. */
function useMarked(): PixelRange | null {
  const { store, path, kind } = useView();
  const range = useField(store, 'range');
  if (range === null || kind !== 'line') return null;
  const last = Math.min(range[1], path.pixels.length - 1);
  const first = Math.min(range[0], last);
  return {
    name: `${positionText(path, first)} to ${positionText(path, last)}`,
    from: path.pixels[first],
    to: path.pixels[last] + 1,
  };
}

function MarkedRanges({ onFit }: { readonly onFit: (pixels: readonly PixelRange[]) => void }) {
  const marked = useMarked();
  const [ranges, setRanges] = useState<readonly PixelRange[]>([]);
  const isNew = marked !== null && !ranges.some(({ name }) => name === marked.name);
  return (
    <>
      <button
        type="button"
        className="quiet"
        disabled={!isNew}
        title="Drag over any plot along the line to select positions, then keep them here"
        onClick={() => marked !== null && setRanges([...ranges, marked])}
      >
        {isNew ? `Mark ${marked.name}` : 'Mark the selected range'}
      </button>
      {ranges.map(({ name }) => (
        <button
          key={name}
          type="button"
          className="quiet"
          aria-label={`Remove ${name}`}
          onClick={() => setRanges(ranges.filter((range) => range.name !== name))}
        >
          {name} ×
        </button>
      ))}
      <button type="button" disabled={ranges.length === 0} onClick={() => onFit(ranges)}>
        Fit with marked ranges
      </button>
    </>
  );
}

/** Which references to fit; each choice is a new analysis with the same scans. Nothing in a report, which has no service. */
export function ReferenceChooser() {
  const { actions, result, kind } = useView();
  if (actions === null) return null;
  const hasClusters = (result.clusters?.nClusters ?? 0) > 1;
  return (
    <div className="choices" role="group" aria-label="Fit references">
      <button
        type="button"
        disabled={!hasClusters}
        onClick={() => actions.rerunWithReferences({ fit: 'clusters' })}
      >
        Fit with cluster means
      </button>
      <button
        type="button"
        disabled={result.unmixing === null}
        onClick={() => actions.rerunWithReferences({ fit: 'components' })}
      >
        Fit with components
      </button>
      {kind === 'line' && (
        <MarkedRanges onFit={(pixels) => actions.rerunWithReferences({ fit: 'pixels', pixels })} />
      )}
    </div>
  );
}
