import { useMemo, useState } from 'react';
import type {
  DescriptorReading,
  ScalarEstimate,
  SecondOpinion,
} from '../../science/descriptors/descriptor-result.js';
import type { Table } from '../plot/csv.js';
import { Figure } from '../plot/figure.js';
import { Band, Line, Points } from '../plot/layers.js';
import { Legend, legendMargin, type LegendEntry } from '../plot/legend.js';
import { formatNumber } from '../plot/format.js';
import { MARGINS } from '../plot/plot.js';
import { extent, padded } from '../plot/scale.js';
import { useView } from '../view/context.js';
import { numberWithUnit } from '../view/labels.js';
import { PathPlot } from '../view/path-plot.js';
import { profileDomain } from '../view/profile-domain.js';
import { pick, type ScanPath } from '../view/scan-path.js';
import { Toggle } from '../view/toggle.js';
import { AbstainLayer } from './abstain.js';
import { capitalised, fileName, opinionsOn, positionColumn, reasonAt } from './along.js';
import { ErrorBars } from './error-bars.js';
import { scalarNote } from './notes.js';

interface ScalarFigureProps {
  readonly reading: DescriptorReading;
  readonly estimate: ScalarEstimate;
  /** It has the whole width of the tab for itself. */
  readonly isWide: boolean;
}

export function bandsOf(estimate: ScalarEstimate, path: ScanPath) {
  const values = pick(estimate.values, path);
  const std = pick(estimate.std, path);
  const shifted = (sign: number) =>
    values.map((v, i) => (v === null || std[i] === null ? null : v + sign * std[i]));
  return {
    values,
    std,
    below: shifted(-1),
    above: shifted(1),
    low: pick(estimate.low, path),
    high: pick(estimate.high, path),
  };
}

export const levelText = (level: number): string => `${Math.round(1000 * level) / 10} % interval`;

/** Inner width of the figure that stands first, on a tablet. */
const WIDE_PX = 620;

/** Markers of second opinions begin behind that of the network. */
const opinionCategory = (k: number): number => 1 + k;

function legendOf(
  estimate: ScalarEstimate,
  opinions: readonly SecondOpinion[],
  abstains: boolean,
): LegendEntry[] {
  return [
    { text: 'network', color: 'var(--accent)', kind: 'line' },
    { text: '± 1 std', color: 'var(--accent)', kind: 'area', opacity: 0.38 },
    { text: levelText(estimate.level), color: 'var(--accent)', kind: 'area', opacity: 0.16 },
    ...opinions.map(({ method }, k): LegendEntry => ({
      text: method,
      color: `var(--cat-${opinionCategory(k)})`,
      kind: 'marker',
      category: opinionCategory(k),
    })),
    ...(opinions.some((o) => o.disagrees.length > 0)
      ? [{ text: 'disagrees', color: 'var(--bad)', kind: 'marker', category: 3 } as const]
      : []),
    ...(abstains ? [{ text: 'no answer', color: '', kind: 'hatch' } as const] : []),
  ];
}

function tableOf(reading: DescriptorReading, estimate: ScalarEstimate, path: ScanPath): Table {
  const opinions = opinionsOn(reading, estimate.id);
  const { id, values, std, low, high } = estimate;
  return {
    columns: [
      ...[positionColumn(path), 'pixel', id, `${id}_std`, `${id}_low`, `${id}_high`, 'inside', 'reason'],
      ...['score', 'shift_eV'],
      ...opinions.flatMap(({ method }) => [method, `${method}_std`, `${method}_disagrees`]),
    ],
    rows: path.pixels.map((p, i) => [
      ...[path.positions[i], p, values[p], std[p], low[p], high[p]],
      ...[reading.verdicts[p].inside ? 1 : 0, reasonAt(reading, p), reading.verdicts[p].score],
      reading.shiftsEv[p],
      ...opinions.flatMap((o) => [o.values[p], o.std[p], o.disagrees.includes(p) ? 1 : 0]),
    ]),
  };
}

function Opinions({ opinions }: { readonly opinions: readonly SecondOpinion[] }) {
  const { path } = useView();
  return opinions.map((opinion, k) => {
    const [ys, std] = [pick(opinion.values, path), pick(opinion.std, path)];
    const color = `var(--cat-${opinionCategory(k)})`;
    return (
      <g key={opinion.method}>
        <ErrorBars xs={path.positions} {...{ ys, std, color }} />
        <Points xs={path.positions} ys={ys} color={color} category={opinionCategory(k)} r={3} hollow />
      </g>
    );
  });
}

/** Rings round the network's values that another opinion contradicts. */
function Disagreements({
  opinions,
  values,
}: {
  opinions: readonly SecondOpinion[];
  values: (number | null)[];
}) {
  const { path } = useView();
  const at = useMemo(() => {
    const pixels = new Set(opinions.flatMap((o) => o.disagrees));
    return values.map((v, i) => (pixels.has(path.pixels[i]) ? v : null));
  }, [opinions, values, path]);
  return <Points xs={path.positions} ys={at} color="var(--bad)" category={3} r={5} hollow />;
}

const WHOLE = 'Let the axis span the whole interval';

/** One number along the line with both its doubts, hatched where there is none; other opinions beside it. */
export function ScalarFigure({ reading, estimate, isWide }: ScalarFigureProps) {
  const { path } = useView();
  const [isWhole, setWhole] = useState(false);
  const bands = useMemo(() => bandsOf(estimate, path), [estimate, path]);
  const opinions = useMemo(() => opinionsOn(reading, estimate.id), [reading, estimate.id]);
  const { values, below, above, low, high } = bands;
  const domains = useMemo(() => {
    const drawn = [bands.values, ...opinions.map((o) => pick(o.values, path))];
    const whole = padded(extent(...drawn, bands.low, bands.high));
    return { near: profileDomain(drawn, [bands.low, bands.high]), whole };
  }, [bands, opinions, path]);
  const isCut = domains.whole[1] - domains.whole[0] > 1.05 * (domains.near[1] - domains.near[0]);
  const abstains = path.pixels.some((p) => !reading.verdicts[p].inside);
  const legend = legendOf(estimate, opinions, abstains);
  const domain = isWhole && isCut ? domains.whole : domains.near;
  const cut = isCut && !isWhole ? beyondText(estimate, bands) : '';
  return (
    <Figure
      title={capitalised(estimate.label)}
      name={`structure-${fileName(estimate.id)}`}
      table={() => tableOf(reading, estimate, path)}
      tools={isCut && <Toggle label="Whole interval" hint={WHOLE} value={isWhole} onChange={setWhole} />}
      note={`${cut} ${scalarNote(reading, estimate, path)}`.trim()}
    >
      <PathPlot
        label={estimate.label}
        height={isWide ? 280 : 264}
        margins={{ ...MARGINS, top: isWide ? legendMargin(legend, 0, WIDE_PX) : legendMargin(legend) }}
        y={{ label: estimate.label, unit: estimate.unit, domain }}
        outside={<Legend entries={legend} />}
      >
        <AbstainLayer reading={reading} />
        <Band xs={path.positions} lo={low} hi={high} color="var(--accent)" opacity={0.16} />
        <Band xs={path.positions} lo={below} hi={above} color="var(--accent)" opacity={0.26} />
        <Opinions opinions={opinions} />
        <Line xs={path.positions} ys={values} color="var(--accent)" width={1.2} />
        <Disagreements opinions={opinions} values={values} />
        <Points xs={path.positions} ys={values} color="var(--accent)" />
      </PathPlot>
    </Figure>
  );
}

/** An interval that is cut by the axis must not be taken for a narrow one. */
function beyondText({ level, unit }: ScalarEstimate, { low, high }: ReturnType<typeof bandsOf>): string {
  const [lo, hi] = extent(low, high) ?? [0, 0];
  return `The ${levelText(level)} reaches from ${formatNumber(lo, 3)} to ${numberWithUnit(hi, unit, 3)}, beyond this axis.`;
}
