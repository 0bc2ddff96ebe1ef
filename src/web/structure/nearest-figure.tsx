import { useMemo } from 'react';
import type { DescriptorReading } from '../../science/descriptors/descriptor-result.js';
import { Figure } from '../plot/figure.js';
import { Line } from '../plot/layers.js';
import { Legend, legendMargin, type LegendEntry } from '../plot/legend.js';
import { Plot } from '../plot/plot.js';
import { extent, padded } from '../plot/scale.js';
import { useView } from '../view/context.js';
import type { OpenedModel, TrainingSpectrum } from '../view/model-library.js';
import { backgroundOf, type Background } from '../view/spectrum-model.js';
import { useSpectraVersion } from '../view/spectra-source.js';
import { fileName } from './along.js';
import { networkRow, rowEnergies } from './network-row.js';

interface NearestFigureProps {
  readonly reading: DescriptorReading;
  readonly model: OpenedModel;
  readonly pixel: number;
  /** Name of the training spectrum drawn boldly. */
  readonly chosen: string | null;
}

type Drawable = TrainingSpectrum & { readonly spectrum: ArrayLike<number> };

const hasSpectrum = (one: TrainingSpectrum | undefined): one is Drawable =>
  one !== undefined && one.spectrum !== null;

/** The spectrum under the cursor as the network saw it; null while it is on its way or has no row. */
function useRow(model: OpenedModel, edgeId: string, pixel: number): Float32Array | null {
  const { preprocessed, axis, energy, result } = useView();
  const version = useSpectraVersion(preprocessed);
  return useMemo(() => {
    const counts = preprocessed?.spectrum(pixel) ?? null;
    if (counts === null) return null;
    const edge = result.edges.find(({ id }) => id === edgeId);
    const background =
      edge === undefined || model.manifest.input.background === 'power-law'
        ? null
        : backgroundOf({ edge, pixels: [pixel], axis, energy, counts, triedWindowEv: null });
    return networkRow(netOf(counts, background), axis, model.manifest);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- version: spectra have come
  }, [preprocessed, axis, energy, result, model, edgeId, pixel, version]);
}

/** What no background was told for is as empty as what lies below the edge. */
const netOf = (counts: Float32Array, background: Background | null): Float32Array =>
  background === null
    ? counts
    : counts.map((c, i) => (Number.isNaN(background.values[i]) ? 0 : c - background.values[i]));

const NORMALISED: Readonly<Record<string, string>> = {
  area: 'Intensity over its mean',
  maximum: 'Intensity over its maximum',
  tail: 'Intensity over its tail',
  none: 'Intensity',
};

const shortened = (name: string): string => (name.length > 34 ? `${name.slice(0, 33)}…` : name);

/** Training spectra that are nearest, over the spectrum under the cursor: both as the network gets them. */
export function NearestFigure({ reading, model, pixel, chosen }: NearestFigureProps) {
  const row = useRow(model, reading.edgeId, pixel);
  const xs = useMemo(() => rowEnergies(model.manifest), [model]);
  const known = useMemo(() => new Map(model.references.map((one) => [one.name, one])), [model]);
  const near = reading.nearest[pixel].map(({ name }) => known.get(name)).filter(hasSpectrum);
  if (near.length === 0) return <p className="note">The model was published without its training spectra.</p>;
  const bold = near.find(({ name }) => name === chosen) ?? near[0];
  const others = near.filter((one) => one !== bold);
  const legend: LegendEntry[] = [
    { text: 'scan', color: 'var(--data)', kind: 'line' },
    { text: shortened(bold.name), color: 'var(--model)', kind: 'dashed' },
  ];
  const table = () => ({
    columns: ['energy_aligned_eV', 'scan', ...near.map(({ name }) => name)],
    rows: xs.map((e, i) => [e, row?.[i] ?? null, ...near.map(({ spectrum }) => spectrum[i])]),
  });
  return (
    <Figure
      title="Nearest training spectra"
      name={`structure-nearest-${fileName(reading.modelId)}`}
      table={table}
      note={row === null ? 'The spectrum under the cursor could not be put before the network.' : undefined}
    >
      <Plot
        label="The spectrum under the cursor and the training spectra nearest to it"
        height={236}
        margins={{ left: 56, right: 10, top: legendMargin(legend), bottom: 44 }}
        arrows="position"
        x={{ label: 'Energy loss, aligned', unit: 'eV', domain: [xs[0], xs[xs.length - 1]] }}
        y={{
          label: NORMALISED[model.manifest.input.normalisation],
          unit: '',
          domain: padded(extent(...near.map((n) => n.spectrum), row ?? [])),
        }}
        outside={<Legend entries={legend} />}
      >
        {others.map(({ name, spectrum }) => (
          <Line key={name} xs={xs} ys={spectrum} color="var(--raw)" width={0.9} opacity={0.6} />
        ))}
        {row !== null && <Line xs={xs} ys={row} color="var(--data)" step />}
        <Line xs={xs} ys={bold.spectrum} color="var(--model)" dash="6 3" width={1.8} />
      </Plot>
    </Figure>
  );
}
