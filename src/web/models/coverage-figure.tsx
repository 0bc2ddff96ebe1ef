import { Figure } from '../plot/figure.js';
import { useFrame } from '../plot/frame.js';
import { Points, RuleX, ShadeX } from '../plot/layers.js';
import { Legend, legendMargin, type LegendEntry } from '../plot/legend.js';
import { Plot } from '../plot/plot.js';
import { scoreOf, shareError, titleOf, type Evaluation } from './read-evaluation.js';

interface Covered {
  readonly label: string;
  readonly name: string;
  readonly level: number;
  readonly share: number;
  readonly n: number;
  readonly error: number | null;
}

/** How far a share may be from what was promised and still count as kept, after the project's aim for 90 %: ± 4 %. */
const TOLERANCE = 0.04;

export function coveredOf(evaluation: Evaluation, output: string): Covered[] {
  return evaluation.conditions.flatMap((condition) => {
    const coverage = scoreOf(condition, output)?.coverage;
    if (coverage == null) return [];
    return [{ label: titleOf(condition), name: condition.name, ...coverage, error: shareError(coverage.share, coverage.n) }];
  });
}

function Rows({ rows }: { readonly rows: readonly Covered[] }) {
  const { x, y } = useFrame();
  const d = rows
    .map(({ share, error }, i) =>
      error === null ? '' : `M${x.to(share - 1.96 * error)} ${y.to(i)}H${x.to(share + 1.96 * error)}`,
    )
    .join('');
  return <path d={d} stroke="var(--accent)" strokeWidth={1.4} fill="none" />;
}

const LEGEND: readonly LegendEntry[] = [
  { text: 'held, with 95 % error', color: 'var(--accent)', kind: 'marker' },
  { text: 'promised', color: 'var(--model)', kind: 'dashed' },
  { text: '± 4 %', color: 'var(--model)', kind: 'area', opacity: 0.14 },
];

const SHORT = 29;

/** A long label cut short could be that of another condition: its name stands for it. */
const shortened = ({ label, name }: Covered): string =>
  label.length <= SHORT ? label : name.length <= SHORT ? name : `${name.slice(0, SHORT - 1)}…`;

/** Share of truths that the intervals held under each condition. */
export function CoverageFigure({ evaluation, output }: { readonly evaluation: Evaluation; readonly output: string }) {
  const rows = coveredOf(evaluation, output);
  if (rows.length === 0) return <p className="note">No coverage of intervals was measured.</p>;
  const { level } = rows[0];
  const lowest = Math.min(level - 0.1, ...rows.map((r) => r.share - 2 * (r.error ?? 0)));
  const domain = [Math.max(0, Math.floor(lowest * 20) / 20), 1.005] as const;
  const table = () => ({
    columns: ['condition', 'level', 'share', 'n', 'standard_error'],
    rows: rows.map((r) => [r.label, r.level, r.share, r.n, r.error]),
  });
  return (
    <Figure
      title="What the intervals hold"
      name={`coverage-${output}`}
      table={table}
      note={`Of each hundred truths ${Math.round(100 * level)} should lie inside; fewer: the doubt is told too small.`}
    >
      <Plot
        label="Share of truths inside their intervals, by condition"
        height={rows.length * 30 + 72 + legendMargin(LEGEND, 0, 300)}
        arrows="none"
        margins={{ left: 208, right: 16, top: legendMargin(LEGEND, 0, 300), bottom: 44 }}
        x={{ label: 'Share inside', unit: '', domain }}
        y={{
          label: '',
          unit: '',
          domain: [rows.length - 0.5, -0.5],
          ticks: rows.map((r, at) => ({ at, text: shortened(r) })),
        }}
        outside={<Legend entries={LEGEND} />}
      >
        <ShadeX range={[level - TOLERANCE, level + TOLERANCE]} color="var(--model)" opacity={0.14} />
        <RuleX at={level} color="var(--model)" dash="5 4" />
        <Rows rows={rows} />
        <Points xs={rows.map((r) => r.share)} ys={rows.map((_, i) => i)} color="var(--accent)" r={4.4} hollow />
      </Plot>
    </Figure>
  );
}
