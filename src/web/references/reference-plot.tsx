import { useMemo, useState } from 'react';
import { energyAt } from '../../science/spectra/spectrum-image.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { Figure } from '../plot/figure.js';
import { Line } from '../plot/layers.js';
import { Plot } from '../plot/plot.js';
import { extent, padded } from '../plot/scale.js';
import { spectrumPath } from './reference-client.js';
import type { Reference, ReferenceSpectrum } from './types.js';

/** Where it comes from, in words. */
export function originText({ origin }: Reference): string {
  const { fileName, format, analysisId, selection } = origin as {
    readonly fileName?: string;
    readonly format?: string;
    readonly analysisId?: string;
    readonly selection?: { cluster: number | null; component: number | null; pixels: number[] | null };
  };
  if (analysisId === undefined) return `file ${fileName ?? ''} (${format ?? 'unknown'})`;
  const { cluster = null, component = null, pixels = null } = selection ?? {};
  if (cluster !== null) return `cluster ${cluster + 1} of analysis ${analysisId}`;
  if (component !== null) return `component ${component + 1} of analysis ${analysisId}`;
  if (pixels !== null) return `pixels ${pixels[0]} to ${pixels[1] - 1} of analysis ${analysisId}`;
  return `mean of analysis ${analysisId}`;
}

function Spectrum({
  reference,
  spectrum,
}: {
  readonly reference: Reference;
  readonly spectrum: ReferenceSpectrum;
}) {
  const [zoom, setZoom] = useState<readonly [number, number] | null>(null);
  const { energy: axis, values } = spectrum;
  const energy = useMemo(
    () => Float64Array.from({ length: axis.nChannels }, (_, i) => energyAt(axis, i)),
    [axis],
  );
  const domain = zoom ?? ([energyAt(axis, -0.5), energyAt(axis, axis.nChannels - 0.5)] as const);
  const inView = values.filter((_, i) => energy[i] >= domain[0] && energy[i] <= domain[1]);
  const said = [reference.source, reference.licence].filter((text) => text !== null);
  return (
    <Figure
      title={reference.name}
      name="reference"
      table={() => ({ columns: ['energy_eV', 'intensity'], rows: values.map((v, i) => [energy[i], v]) })}
      note={[...said, `from ${originText(reference)}`].join('; ')}
    >
      <Plot
        label={`Spectrum of ${reference.name}`}
        height={260}
        x={{ label: reference.kind === 'EELS' ? 'Energy loss' : 'Photon energy', unit: 'eV', domain }}
        y={{ label: 'Intensity', unit: '', domain: padded(extent(inView)) }}
        onDragX={([lo, hi]) => hi - lo >= 4 * axis.scaleEv && setZoom([lo, hi])}
        onReset={() => setZoom(null)}
      >
        <Line xs={energy} ys={values} color="var(--data)" step />
      </Plot>
    </Figure>
  );
}

/** The spectrum of one reference. */
export function ReferencePlot({ reference }: { readonly reference: Reference }) {
  const { data, problem } = useResource<ReferenceSpectrum>(spectrumPath(reference.id));
  if (problem !== null) return <ProblemCard problem={problem} subject={reference.name} />;
  if (data === null) return <p className="note">Loading the spectrum…</p>;
  return <Spectrum key={reference.id} reference={reference} spectrum={data} />;
}
