import { useMemo, useState } from 'react';
import type {
  ClassesEstimate,
  DescriptorReading,
  ScalarEstimate,
} from '../../science/descriptors/descriptor-result.js';
import type { Table } from '../plot/csv.js';
import { Figure } from '../plot/figure.js';
import { useFrame } from '../plot/frame.js';
import { Band, Label, Line, Points } from '../plot/layers.js';
import { Legend, legendMargin, type LegendEntry } from '../plot/legend.js';
import { categoryColor } from '../plot/palette.js';
import { MARGINS } from '../plot/plot.js';
import { useView } from '../view/context.js';
import { PathPlot } from '../view/path-plot.js';
import { pick } from '../view/scan-path.js';
import { Choice } from '../view/toggle.js';
import { AbstainLayer } from './abstain.js';
import { capitalised, fileName, partName, positionColumn, reasonAt, type Shares } from './along.js';
import { abstentionNote } from './notes.js';
import { bandsOf, levelText } from './scalar-figure.js';
import { labelPlace, layered, type Layered } from './stack.js';

interface StackedProps {
  readonly names: readonly string[];
  readonly layers: readonly Layered[];
}

/** One bar a position, as wide as its step, in one path a part. */
function Bars({ layer, color }: { readonly layer: Layered; readonly color: string }) {
  const { path } = useView();
  const { x, y } = useFrame();
  const d = useMemo(() => {
    const step = path.positions.length > 1 ? Math.abs(path.positions[1] - path.positions[0]) : 1;
    return path.positions
      .map((at, i) => {
        const [a, b] = [layer.from[i], layer.to[i]];
        if (a === null || b === null || b <= a) return '';
        const [left, right] = [x.to(at - step / 2), x.to(at + step / 2)];
        return `M${left.toFixed(2)} ${y.to(a).toFixed(2)}V${y.to(b).toFixed(2)}H${right.toFixed(2)}V${y.to(a).toFixed(2)}Z`;
      })
      .join('');
  }, [layer, path, x, y]);
  return <path d={d} fill={color} fillOpacity={0.62} />;
}

const LEAST_LABELLED = 0.1;

function Stacked({ names, layers }: StackedProps) {
  const { path } = useView();
  const { x, y } = useFrame();
  const half = Math.max(1, Math.round(path.positions.length / 24));
  return (
    <>
      {layers.map((layer, k) => (
        <Bars key={names[k]} layer={layer} color={categoryColor(k)} />
      ))}
      {layers.map((layer, k) => {
        const place = labelPlace(layer, half, LEAST_LABELLED);
        return (
          place !== null && (
            <Label
              key={names[k]}
              x={x.to(path.positions[place.index])}
              y={y.to(place.height) + 4}
              text={names[k]}
              color="var(--ink)"
              anchor="middle"
            />
          )
        );
      })}
    </>
  );
}

const entriesOf = (names: readonly string[], abstains: boolean): LegendEntry[] => [
  ...names.map((text, k): LegendEntry => ({ text, color: categoryColor(k), kind: 'area', opacity: 0.62 })),
  ...(abstains ? [{ text: 'no answer', color: '', kind: 'hatch' } as const] : []),
];

interface FramedProps {
  readonly reading: DescriptorReading;
  readonly label: string;
  readonly quantity: string;
  readonly legend: readonly LegendEntry[];
  readonly domain?: readonly [number, number];
  readonly children: React.ReactNode;
}

function Framed({ reading, label, quantity, legend, domain = [0, 1], children }: FramedProps) {
  return (
    <PathPlot
      label={label}
      height={264}
      margins={{ ...MARGINS, top: legendMargin(legend) }}
      y={{ label: quantity, unit: '', domain }}
      outside={<Legend entries={legend} />}
    >
      {children}
      <AbstainLayer reading={reading} />
    </PathPlot>
  );
}

function PartLines({ parts }: { readonly parts: readonly ScalarEstimate[] }) {
  const { path } = useView();
  return parts.map((part, k) => {
    const { values, low, high } = bandsOf(part, path);
    const color = categoryColor(k);
    return (
      <g key={part.id}>
        <Band xs={path.positions} lo={low} hi={high} color={color} opacity={0.14} />
        <Line xs={path.positions} ys={values} color={color} width={1.2} />
        <Points xs={path.positions} ys={values} color={color} category={k} r={3} />
      </g>
    );
  });
}

function sharesTable(
  reading: DescriptorReading,
  { parts }: Shares,
  path: ReturnType<typeof useView>['path'],
): Table {
  const columns = parts.flatMap(({ id }) => [id, `${id}_std`, `${id}_low`, `${id}_high`]);
  return {
    columns: [positionColumn(path), 'pixel', ...columns, 'inside', 'reason'],
    rows: path.pixels.map((p, i) => [
      ...[path.positions[i], p],
      ...parts.flatMap((e) => [e.values[p], e.std[p], e.low[p], e.high[p]]),
      ...[reading.verdicts[p].inside ? 1 : 0, reasonAt(reading, p)],
    ]),
  };
}

/** Fractions of one whole: stacked, or each with its interval. */
export function SharesFigure({ reading, shares }: { reading: DescriptorReading; shares: Shares }) {
  const { path } = useView();
  const [form, setForm] = useState<'stacked' | 'bands'>('stacked');
  const { parts } = shares;
  const names = parts.map((part) => partName(part, shares.id));
  const layers = useMemo(() => layered(parts.map((part) => pick(part.values, path))), [parts, path]);
  const abstains = path.pixels.some((p) => !reading.verdicts[p].inside);
  const isStacked = form === 'stacked';
  const title = `Fractions of ${names.join(', ')}`;
  const note = isStacked
    ? abstentionNote(reading, path)
    : `Bands: ${levelText(parts[0].level)} of each. ${abstentionNote(reading, path)}`;
  return (
    <Figure
      title={title}
      name={`structure-${fileName(shares.id)}`}
      table={() => sharesTable(reading, shares, path)}
      note={note}
      tools={
        <Choice
          label="How the fractions are drawn"
          value={form}
          options={[
            { value: 'stacked', text: 'Stacked' },
            { value: 'bands', text: 'With intervals' },
          ]}
          onChange={setForm}
        />
      }
    >
      <Framed
        {...{ reading, label: title, quantity: 'Fraction' }}
        legend={entriesOf(names, abstains)}
        domain={isStacked ? [0, 1] : [-0.04, 1.04]}
      >
        {isStacked ? <Stacked {...{ names, layers }} /> : <PartLines parts={parts} />}
      </Framed>
    </Figure>
  );
}

function classesTable(
  reading: DescriptorReading,
  { id, labels, probabilities, sets }: ClassesEstimate,
  path: ReturnType<typeof useView>['path'],
): Table {
  return {
    columns: [positionColumn(path), 'pixel', ...labels.map((l) => `${id}_${l}`), 'set', 'inside', 'reason'],
    rows: path.pixels.map((p, i) => [
      ...[path.positions[i], p, ...probabilities.map((label) => label[p]), sets[p]?.join(' or ') ?? null],
      ...[reading.verdicts[p].inside ? 1 : 0, reasonAt(reading, p)],
    ]),
  };
}

function classesNote(
  reading: DescriptorReading,
  estimate: ClassesEstimate,
  path: ReturnType<typeof useView>['path'],
): string {
  const sets = pick(estimate.sets, path).filter((s) => s !== null);
  const sure = sets.filter((s) => s.length === 1).length;
  const level = `${Math.round(100 * estimate.level)} %`;
  const told =
    sets.length === 0
      ? ''
      : `At ${sure} of ${sets.length} positions one answer alone holds the truth with ${level}.`;
  return `${told} ${abstentionNote(reading, path)}`.trim();
}

/** Probabilities of what it may be, stacked. */
export function ClassesFigure({
  reading,
  estimate,
}: {
  reading: DescriptorReading;
  estimate: ClassesEstimate;
}) {
  const { path } = useView();
  const { labels, probabilities } = estimate;
  const layers = useMemo(
    () => layered(probabilities.map((label) => pick(label, path))),
    [probabilities, path],
  );
  const abstains = path.pixels.some((p) => !reading.verdicts[p].inside);
  return (
    <Figure
      title={capitalised(estimate.label)}
      name={`structure-${fileName(estimate.id)}`}
      table={() => classesTable(reading, estimate, path)}
      note={classesNote(reading, estimate, path)}
    >
      <Framed
        {...{ reading, label: estimate.label, quantity: 'Probability' }}
        legend={entriesOf(labels, abstains)}
      >
        <Stacked names={labels} layers={layers} />
      </Framed>
    </Figure>
  );
}
