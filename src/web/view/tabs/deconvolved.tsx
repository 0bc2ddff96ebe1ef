import { useMemo } from 'react';
import type { DeconvolvedSpectrum } from '../../../science/interpretation/interpretation-result.js';
import { energyAt } from '../../../science/spectra/spectrum-image.js';
import { Figure } from '../../plot/figure.js';
import { Line } from '../../plot/layers.js';
import { Plot } from '../../plot/plot.js';
import { extent, padded } from '../../plot/scale.js';
import { useView } from '../context.js';

function Deconvolved({
  spectrum,
  title,
}: {
  readonly spectrum: DeconvolvedSpectrum;
  readonly title: string;
}) {
  const { countsUnit } = useView();
  const { energy, mean } = spectrum;
  const energies = useMemo(() => Float64Array.from(mean, (_, i) => energyAt(energy, i)), [energy, mean]);
  const table = () => ({
    columns: ['energy_eV', 'mean_counts'],
    rows: mean.map((value, i) => [energies[i], value]),
  });
  return (
    <Figure title={title} name={`deconvolved-${spectrum.id}`} table={table} note="Mean over the scan.">
      <Plot
        label={title}
        height={240}
        arrows="none"
        x={{
          label: 'Energy loss',
          unit: 'eV',
          domain: [energies[0], energies[energies.length - 1]],
        }}
        y={{ label: 'Mean counts', unit: countsUnit, domain: padded(extent(mean) ?? [0, 1]) }}
      >
        <Line xs={energies} ys={mean} color="var(--net)" width={1.4} />
      </Plot>
    </Figure>
  );
}

/** What the recipe wanted deconvolved, where it wanted anything. */
export function DeconvolvedSpectra() {
  const { deconvolution } = useView().result;
  if (!deconvolution) return null;
  return (
    <>
      {deconvolution.lowLoss !== null && (
        <Deconvolved
          spectrum={deconvolution.lowLoss}
          title="Single scattering of the low loss (Fourier-log)"
        />
      )}
      {deconvolution.edges.map((spectrum) => (
        <Deconvolved
          key={spectrum.id}
          spectrum={spectrum}
          title={`${spectrum.id.replace('_', '-')} net signal, deconvolved`}
        />
      ))}
    </>
  );
}
