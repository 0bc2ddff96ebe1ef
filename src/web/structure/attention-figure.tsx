import { useMemo } from 'react';
import type { Attention, DescriptorReading } from '../../science/descriptors/descriptor-result.js';
import { Figure } from '../plot/figure.js';
import { useFrame } from '../plot/frame.js';
import { Line } from '../plot/layers.js';
import { Legend, legendMargin, type LegendEntry } from '../plot/legend.js';
import { MARGINS, Plot } from '../plot/plot.js';
import { extent, padded } from '../plot/scale.js';
import { useView } from '../view/context.js';
import { EnergyCursor } from '../view/energy-cursor.js';
import { EdgeLines, EdgeNames } from '../view/edge-marks.js';
import { fileName } from './along.js';

const METHODS: Readonly<Record<Attention['method'], string>> = {
  occlusion:
    'how much the answer changes when the energies there are replaced by the mean of the training spectra',
  'gradient-times-input': 'how strongly the answer follows the intensity there (gradient × input)',
};

/** Bars from the foot of the plot, up to a third of its height: the spectrum above them stays readable. */
const BAR_SHARE = 0.34;

function WeightBars({ attention }: { readonly attention: Attention }) {
  const { x, top, innerHeight } = useFrame();
  const { energiesEv, weights } = attention;
  const bars = useMemo(() => {
    const most = Math.max(1e-12, ...weights.map(Math.abs));
    const width = (i: number): number => {
      const [a, b] = [energiesEv[Math.max(0, i - 1)], energiesEv[Math.min(energiesEv.length - 1, i + 1)]];
      return Math.abs(x.to(b) - x.to(a)) / (i > 0 && i < energiesEv.length - 1 ? 2 : 1);
    };
    return weights.map((w, i) => {
      const share = Math.abs(w) / most;
      const w2 = width(i);
      return { key: i, x: x.to(energiesEv[i]) - w2 / 2, width: w2, share, isFall: w < 0 };
    });
  }, [energiesEv, weights, x]);
  return bars.map((bar) => {
    const color = bar.isFall ? 'var(--model)' : 'var(--accent)';
    const height = bar.share * BAR_SHARE * innerHeight;
    const foot = top + innerHeight;
    return (
      <g key={bar.key} fill={color}>
        <rect x={bar.x} width={bar.width + 0.3} y={top} height={innerHeight} fillOpacity={0.26 * bar.share} />
        <rect x={bar.x} width={bar.width + 0.3} y={foot - height} height={height} fillOpacity={0.75} />
      </g>
    );
  });
}

function entriesOf({ weights }: Attention): LegendEntry[] {
  const rises: LegendEntry = {
    text: 'raises the answer',
    color: 'var(--accent)',
    kind: 'area',
    opacity: 0.75,
  };
  const falls: LegendEntry = { text: 'lowers it', color: 'var(--model)', kind: 'area', opacity: 0.75 };
  const hasFall = weights.some((w) => w < 0);
  const weight: LegendEntry = { ...rises, text: 'weight in the answer' };
  return [
    { text: 'mean spectrum', color: 'var(--data)', kind: 'line' },
    ...(hasFall ? [rises, falls] : [weight]),
  ];
}

/** Which energies the answer rests on, over the mean spectrum of the scan. */
export function AttentionFigure({ reading }: { readonly reading: DescriptorReading }) {
  const { attention } = reading;
  return attention === null ? (
    <p className="note">
      No spectrum lies inside what the model knows, so there is no answer to trace to energies.
    </p>
  ) : (
    <AttentionShown reading={reading} attention={attention} />
  );
}

function AttentionShown({ reading, attention }: { reading: DescriptorReading; attention: Attention }) {
  const { store, energy, result, countsUnit } = useView();
  const { energiesEv, weights, of, method } = attention;
  const mean = result.scan.meanSpectrum;
  const domain = useMemo(() => {
    const [lo, hi] = extent(energiesEv) ?? [0, 1];
    return [lo, hi] as const;
  }, [energiesEv]);
  const y = useMemo(() => {
    const inView = mean.filter((_, i) => energy[i] >= domain[0] && energy[i] <= domain[1]);
    const [lo, hi] = extent(inView) ?? [0, 1];
    // Room for the bars below the spectrum.
    return padded([lo - ((hi - lo) * BAR_SHARE) / (1 - BAR_SHARE), hi]);
  }, [mean, energy, domain]);
  const subject = reading.estimates.find((e) => e.id === of)?.label ?? of;
  const entries = entriesOf(attention);
  const table = () => ({
    columns: ['energy_eV', `weight_${of}`],
    rows: energiesEv.map((e, i) => [e, weights[i]]),
  });
  return (
    <Figure
      title={`Energies behind “${subject}”`}
      name={`structure-attention-${fileName(of)}`}
      table={table}
      note={`Bars: ${METHODS[method]}; of the mean of the spectra inside the domain.`}
    >
      <Plot
        label={`Weights of energies in ${subject}`}
        height={264}
        margins={{ ...MARGINS, top: legendMargin(entries, 16) }}
        x={{ label: 'Energy loss', unit: 'eV', domain }}
        y={{ label: 'Mean counts', unit: countsUnit, domain: y }}
        onHover={(p) => p !== null && store.hover({ energyEv: p.x })}
        onClick={(p) => store.click({ energyEv: p.x })}
        outside={
          <>
            <Legend entries={entries} above={16} />
            <EdgeNames edges={result.edges} />
          </>
        }
      >
        <WeightBars attention={attention} />
        <EdgeLines edges={result.edges} color="var(--line)" />
        <Line xs={energy} ys={mean} color="var(--data)" step />
        <EnergyCursor />
      </Plot>
    </Figure>
  );
}
