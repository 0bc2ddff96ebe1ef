import type { EdgeResult } from '../../science/interpretation/interpretation-result.js';
import { formatFixed, formatWithStd, unitForPeople } from '../plot/format.js';
import { categoryColor, categoryLetter, markerPath } from '../plot/palette.js';
import { channelAt } from '../../science/spectra/spectrum-image.js';
import { useView, type View } from './context.js';
import { countingStd, noiseScaleOf } from './counting-noise.js';
import { positionText, withUnit } from './labels.js';
import { useSpectraVersion } from './spectra-source.js';
import { chosenEdge } from './use-shown-spectrum.js';
import { useField } from './view-store.js';

interface Cursor {
  readonly pixel: number;
  readonly energyEv: number | null;
}

export function CategoryMark({ index }: { readonly index: number }) {
  return (
    <span className="category">
      <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
        <path d={markerPath(index, 4.4)} fill={categoryColor(index)} />
      </svg>
      {categoryLetter(index)}
    </span>
  );
}

function countsAt(view: View, edge: EdgeResult | null, at: Cursor): string {
  const { pixel, energyEv } = at;
  if (energyEv === null || view.preprocessed === null) return '–';
  const channel = Math.round(channelAt(view.axis, energyEv));
  const spectrum = view.preprocessed.spectrum(pixel);
  if (spectrum === null || channel < 0 || channel >= spectrum.length) return '–';
  const counts = spectrum[channel];
  const std = countingStd(counts, noiseScaleOf(view.result, edge));
  return std === null ? formatFixed(counts, 1) : formatWithStd(counts, std);
}

function PositionRows({ pixel }: { readonly pixel: number }) {
  const { path, kind, labels, result } = useView();
  const index = path.pixels.indexOf(pixel);
  const { navigation } = result.scan;
  const columns = navigation[navigation.length - 1]?.size ?? 1;
  return (
    <>
      {kind !== 'spectrum' && (
        <>
          <dt>{path.quantity}</dt>
          <dd>{index >= 0 ? positionText(path, index) : 'off the line'}</dd>
          <dt>Pixel</dt>
          <dd>{kind === 'map' ? `row ${Math.floor(pixel / columns)}, column ${pixel % columns}` : pixel}</dd>
        </>
      )}
      {labels !== null && (
        <>
          <dt>Cluster</dt>
          <dd>
            <CategoryMark index={labels[pixel]} />
          </dd>
        </>
      )}
    </>
  );
}

/** All numbers at the cursor: where it is, the counts there, every descriptor with its doubt. */
export function Readout() {
  const view = useView();
  const pixel = useField(view.store, 'pixel');
  const energyEv = useField(view.store, 'energyEv');
  const frozen = useField(view.store, 'frozen');
  const edge = chosenEdge(view.result.edges, useField(view.store, 'edgeId'));
  useSpectraVersion(view.preprocessed);
  const { profiles } = view.result;
  return (
    <section className="readout panel" aria-label="At the cursor">
      <header>
        <h3>At the cursor</h3>
        {frozen && (
          <button
            type="button"
            className="quiet"
            title="Let the cursor go (Esc)"
            onClick={() => view.store.set({ frozen: false })}
          >
            Held
          </button>
        )}
      </header>
      <dl>
        <PositionRows pixel={pixel} />
        <dt>Energy loss</dt>
        <dd>{energyEv === null ? '–' : `${formatFixed(energyEv, 2)} eV`}</dd>
        <dt>Counts</dt>
        <dd>{withUnit(countsAt(view, edge, { pixel, energyEv }), view.countsUnit)}</dd>
      </dl>
      {profiles.length > 0 && (
        <dl className="descriptors">
          {profiles.map((p) => (
            <div key={p.id}>
              <dt title={p.method}>
                {p.label}
                {p.unit !== '' && <small> {unitForPeople(p.unit)}</small>}
              </dt>
              <dd>{formatWithStd(p.values[pixel], p.std[pixel])}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
