import { useMemo } from 'react';
import type { CurveEstimate, DescriptorReading } from '../../science/descriptors/descriptor-result.js';
import type { Table } from '../plot/csv.js';
import { Figure } from '../plot/figure.js';
import type { Frame } from '../plot/frame.js';
import { Band, Line } from '../plot/layers.js';
import { Legend } from '../plot/legend.js';
import { MARGINS, Plot } from '../plot/plot.js';
import { quantile, type ColorScale, type RasterValues } from '../plot/raster.js';
import { RasterCanvas } from '../plot/raster-canvas.js';
import { extent, padded } from '../plot/scale.js';
import { ColorBar } from '../view/color-bar.js';
import { useView } from '../view/context.js';
import { positionText } from '../view/labels.js';
import { PathPlot } from '../view/path-plot.js';
import type { ScanPath } from '../view/scan-path.js';
import { useField } from '../view/view-store.js';
import { AbstainLayer } from './abstain.js';
import { capitalised, fileName, positionColumn, reasonAt } from './along.js';
import { abstentionNote } from './notes.js';

interface CurveProps {
  readonly reading: DescriptorReading;
  readonly estimate: CurveEstimate;
}

const axisValues = ({ axis }: CurveEstimate): number[] =>
  Array.from({ length: axis.n }, (_, i) => axis.start + i * axis.step);

/** Top row last point of the curve: the axis grows upwards. */
function rasterOf({ values, axis }: CurveEstimate, path: ScanPath): RasterValues {
  const columns = path.pixels.length;
  const out = new Float32Array(axis.n * columns).fill(Number.NaN);
  path.pixels.forEach((p, column) => {
    const curve = values[p];
    if (curve === null) return;
    for (let i = 0; i < axis.n; i++) out[(axis.n - 1 - i) * columns + column] = curve[i];
  });
  return { rows: axis.n, columns, values: out };
}

function scaleOf(raster: RasterValues): ColorScale {
  const [lo, hi] = [quantile(raster.values, 0.002), quantile(raster.values, 0.998)];
  return { domain: [Math.min(0, lo), hi > lo ? hi : lo + 1], log: false, map: 'viridis' };
}

function curveTable(reading: DescriptorReading, estimate: CurveEstimate, path: ScanPath): Table {
  const { axis, values } = estimate;
  const heads = axisValues(estimate).map((v) => `${Number(v.toPrecision(6))}_${axis.unit}`);
  return {
    columns: [positionColumn(path), 'pixel', ...heads, 'inside', 'reason'],
    rows: path.pixels.map((p, i) => [
      ...[path.positions[i], p, ...(values[p] ?? heads.map(() => null))],
      ...[reading.verdicts[p].inside ? 1 : 0, reasonAt(reading, p)],
    ]),
  };
}

/** A curve at each position, as colours. */
export function CurveMap({ reading, estimate }: CurveProps) {
  const { path } = useView();
  const raster = useMemo(() => rasterOf(estimate, path), [estimate, path]);
  const scale = useMemo(() => scaleOf(raster), [raster]);
  const { axis, label, unit } = estimate;
  const half = axis.step / 2;
  const domain = [axis.start - half, axis.start + (axis.n - 1) * axis.step + half] as const;
  const draw = ({ left: x, top: y, innerWidth: width, innerHeight: height }: Frame) => (
    <RasterCanvas {...{ raster, scale, x, y, width, height }} />
  );
  return (
    <Figure
      title={`${capitalised(label)} along the line`}
      name={`structure-${fileName(estimate.id)}`}
      table={() => curveTable(reading, estimate, path)}
      note={abstentionNote(reading, path)}
    >
      <PathPlot
        label={`${label} along the line`}
        height={264}
        grid={false}
        margins={{ ...MARGINS, top: 26, right: 72 }}
        y={{ label: axis.label, unit: axis.unit, domain }}
        raster={draw}
        outside={<ColorBar scale={scale} label="" unit={unit} gap={8} />}
      >
        <AbstainLayer reading={reading} />
      </PathPlot>
    </Figure>
  );
}

function lineTable(estimate: CurveEstimate, pixel: number): Table {
  const { axis, id, values, std } = estimate;
  return {
    columns: [`${axis.label.replace(/\W+/g, '_')}_${axis.unit}`, id, `${id}_std`],
    rows: axisValues(estimate).map((v, i) => [v, values[pixel]?.[i] ?? null, std[pixel]?.[i] ?? null]),
  };
}

/** The curve under the cursor with its doubt; its height is that of all, so that it does not jump. */
export function CurveAtCursor({ reading, estimate }: CurveProps) {
  const { path, store } = useView();
  const pixel = useField(store, 'pixel');
  const { axis, label, unit, values, std } = estimate;
  const xs = useMemo(() => axisValues(estimate), [estimate]);
  const y = useMemo(() => {
    let range: [number, number] | null = null;
    for (const curve of values) range = extent(range ?? [], curve ?? []);
    return { label, unit, domain: padded(range && [Math.min(0, range[0]), range[1]]) };
  }, [values, label, unit]);
  const [curve, doubt] = [values[pixel], std[pixel]];
  const band = useMemo(
    () =>
      curve === null || doubt === null
        ? null
        : { lo: curve.map((v, i) => v - doubt[i]), hi: curve.map((v, i) => v + doubt[i]) },
    [curve, doubt],
  );
  const index = path.pixels.indexOf(pixel);
  const at = index >= 0 && path.pixels.length > 1 ? ` at ${positionText(path, index)}` : '';
  const reason = reasonAt(reading, pixel);
  return (
    <Figure
      title={`${capitalised(label)}${at}`}
      name={`structure-${fileName(estimate.id)}-here`}
      table={() => lineTable(estimate, pixel)}
      note={reason === null ? undefined : `No answer here: ${reason}.`}
    >
      <Plot
        label={`${label} at the cursor`}
        height={264}
        margins={{ ...MARGINS, top: 26 }}
        arrows="position"
        x={{ label: axis.label, unit: axis.unit, domain: [xs[0], xs[xs.length - 1]] }}
        y={y}
        outside={
          <Legend
            entries={[
              { text: 'network', color: 'var(--accent)', kind: 'line' },
              { text: '± 1 std', color: 'var(--accent)', kind: 'area', opacity: 0.26 },
            ]}
          />
        }
      >
        {band !== null && <Band xs={xs} lo={band.lo} hi={band.hi} color="var(--accent)" opacity={0.26} />}
        {curve !== null && <Line xs={xs} ys={curve} color="var(--accent)" />}
      </Plot>
    </Figure>
  );
}
