import { useMemo } from 'react';
import { Figure } from '../plot/figure.js';
import { useFrame } from '../plot/frame.js';
import { Line, Points } from '../plot/layers.js';
import { Legend, legendMargin, type LegendEntry } from '../plot/legend.js';
import { Plot } from '../plot/plot.js';
import { extent, padded } from '../plot/scale.js';
import { unitForPeople } from '../plot/format.js';
import { ErrorBars } from '../structure/error-bars.js';
import { type Condition, type OutputScore, type Reliability, shareError } from './read-evaluation.js';

/** Errors of the observed means: of the mean of values, or of a share. */
export function observedErrors({ kind, observedMean, observedStd, counts }: Reliability): (number | null)[] {
  return observedMean.map((mean, i) => {
    if (mean === null || counts[i] === 0) return null;
    if (kind === 'probability') return shareError(mean, counts[i]);
    const std = observedStd[i];
    return std === null ? null : std / Math.sqrt(counts[i]);
  });
}

const presentX = (bins: Reliability): number[] => bins.predictedMean.map((v) => v ?? Number.NaN);

function Counts({ bins }: { readonly bins: Reliability }) {
  const { x, y } = useFrame();
  const foot = y.to(0);
  return bins.counts.map((n, i) => {
    const [a, b] = [x.to(bins.binEdges[i]), x.to(bins.binEdges[i + 1])];
    const top = y.to(n);
    return (
      <rect key={i} x={a + 0.5} width={Math.max(0, b - a - 1)} y={top} height={foot - top} fill="var(--raw)" fillOpacity={0.6}>
        <title>{`${n}`}</title>
      </rect>
    );
  });
}

/** Spread of the truth in each bin: thin, behind the error of its mean. */
function Spread({ bins }: { readonly bins: Reliability }) {
  const { x, y } = useFrame();
  const d = bins.observedMean
    .map((mean, i) => {
      const [at, std] = [bins.predictedMean[i], bins.observedStd[i]];
      if (mean === null || at === null || std === null) return '';
      return `M${x.to(at)} ${y.to(mean - std)}V${y.to(mean + std)}`;
    })
    .join('');
  return <path d={d} stroke="var(--accent)" strokeOpacity={0.22} strokeWidth={7} fill="none" />;
}

const legendOf = ({ kind }: Reliability): LegendEntry[] => [
  { text: 'bins, error of the mean', color: 'var(--accent)', kind: 'marker' },
  ...(kind === 'value'
    ? [{ text: 'spread', color: 'var(--accent)', kind: 'area', opacity: 0.22 } as const]
    : []),
  { text: 'if all were right', color: 'var(--ink-2)', kind: 'dashed' },
];

function domainOf(bins: Reliability): [number, number] {
  if (bins.kind === 'probability') return [-0.02, 1.02];
  const spread = (sign: number) =>
    bins.observedMean.map((m, i) => (m === null ? null : m + sign * (bins.observedStd[i] ?? 0)));
  const edges = bins.counts.flatMap((n, i) => (n === 0 ? [] : [bins.binEdges[i], bins.binEdges[i + 1]]));
  return padded(extent(edges, bins.predictedMean, spread(-1), spread(1)), 0.03);
}

interface ReliabilityFigureProps {
  readonly condition: Condition;
  readonly score: OutputScore;
}

/** Predicted against observed: on the diagonal the model is as right as it says. */
export function ReliabilityFigure({ condition, score }: ReliabilityFigureProps) {
  const { reliability: bins, label, unit } = score;
  if (bins === null) return <p className="note">No reliability was measured for {label}.</p>;
  return <Shown {...{ condition, score, bins }} unit={unitForPeople(unit)} />;
}

interface ShownProps extends ReliabilityFigureProps {
  readonly bins: Reliability;
  readonly unit: string;
}

function Shown({ condition, score, bins, unit }: ShownProps) {
  const domain = useMemo(() => domainOf(bins), [bins]);
  const errors = useMemo(() => observedErrors(bins), [bins]);
  const xs = useMemo(() => presentX(bins), [bins]);
  const isShare = bins.kind === 'probability';
  const legend = legendOf(bins);
  const axes = isShare
    ? ({ x: 'Predicted probability', y: 'Share that was true' } as const)
    : ({ x: `Predicted ${score.label}`, y: `True ${score.label}` } as const);
  const margins = { left: 64, right: 16, bottom: 44 };
  const table = () => ({
    columns: ['bin_from', 'bin_to', 'predicted_mean', 'observed_mean', 'observed_std', 'error_of_mean', 'count'],
    rows: bins.counts.map((n, i) => [
      ...[bins.binEdges[i], bins.binEdges[i + 1], bins.predictedMean[i], bins.observedMean[i]],
      ...[bins.observedStd[i], errors[i], n],
    ]),
  });
  const most = Math.max(1, ...bins.counts);
  return (
    <Figure
      title={`Reliability: ${score.label}`}
      name={`reliability-${score.name}`}
      table={table}
      note={`${condition.label}. Above the diagonal the truth is larger than predicted.`}
    >
      <Plot
        label={`Predicted against observed ${score.label}`}
        height={300}
        arrows="none"
        margins={{ ...margins, top: legendMargin(legend, 0, 380), bottom: 10 }}
        x={{ label: '', unit: '', domain, quiet: true }}
        y={{ label: axes.y, unit, domain }}
        outside={<Legend entries={legend} />}
      >
        <Line xs={domain} ys={domain} color="var(--ink-2)" dash="5 4" width={1} />
        <Spread bins={bins} />
        <ErrorBars xs={xs} ys={bins.observedMean} std={errors} color="var(--accent)" />
        <Points xs={xs} ys={bins.observedMean} color="var(--accent)" r={4} hollow />
      </Plot>
      <Plot
        label={`Number of predictions of ${score.label} in each bin`}
        height={116}
        arrows="none"
        margins={{ ...margins, top: 4 }}
        x={{ label: axes.x, unit, domain }}
        y={{ label: 'Number', unit: '', domain: [0, most * 1.08] }}
      >
        <Counts bins={bins} />
      </Plot>
    </Figure>
  );
}
