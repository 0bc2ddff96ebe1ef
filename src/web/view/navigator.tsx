import { useMemo, useState } from 'react';
import type { Table } from '../plot/csv.js';
import { Figure } from '../plot/figure.js';
import { useFrame, type AxisSpec, type Frame } from '../plot/frame.js';
import { Plot, type Margins } from '../plot/plot.js';
import { quantile, type ColorScale, type RasterValues } from '../plot/raster.js';
import { RasterCanvas } from '../plot/raster-canvas.js';
import { extent } from '../plot/scale.js';
import type { NavigationAxis } from '../../science/spectra/spectrum-image.js';
import { ColorBar } from './color-bar.js';
import { useView, type View } from './context.js';
import { LineHandles } from './line-handles.js';
import { defaultLine, mapAxes } from './scan-path.js';
import { useField } from './view-store.js';
import { Waiting } from './waiting.js';

const MAP_MARGINS: Margins = { left: 64, right: 76, top: 24, bottom: 44 };

type Layer = {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly values: ArrayLike<number | null>;
};

/** What a map can show of each pixel: its total, or any descriptor. */
function layersOf(view: View): Layer[] {
  const { scan, profiles } = view.result;
  return [
    { id: 'sum', label: 'Counts per pixel', unit: scan.intensityUnit, values: scan.pixelSums },
    ...profiles.map((p) => ({ id: p.id, label: p.label, unit: p.unit, values: p.values })),
    ...(view.labels === null
      ? []
      : [
          { id: 'clusters', label: 'Clusters', unit: '', values: view.labels.map((v) => (v < 0 ? null : v)) },
        ]),
  ];
}

export function mapRaster(view: View, values: ArrayLike<number | null>, slice: number): RasterValues {
  const { rows, columns } = mapAxes(view.result.scan.navigation);
  const n = rows.size * columns.size;
  const out = new Float32Array(n);
  for (let i = 0; i < n; i++) out[i] = values[slice * n + i] ?? Number.NaN;
  return { rows: rows.size, columns: columns.size, values: out };
}

export function mapScale(raster: RasterValues): ColorScale {
  const range = extent(raster.values) ?? [0, 1];
  const lo = quantile(raster.values, 0.005);
  const hi = quantile(raster.values, 0.995);
  return { domain: hi > lo ? [lo, hi] : range, log: false, map: 'viridis' };
}

const side = (axis: NavigationAxis): readonly [number, number] => [
  axis.offset - axis.scale / 2,
  axis.offset + (axis.size - 0.5) * axis.scale,
];

export function mapAxisSpecs(navigation: readonly NavigationAxis[]): { x: AxisSpec; y: AxisSpec } {
  const { rows, columns } = mapAxes(navigation);
  const [top, bottom] = side(rows);
  return {
    x: { label: columns.name || 'x', unit: columns.unit, domain: side(columns) },
    y: { label: rows.name || 'y', unit: rows.unit, domain: [bottom, top] },
  };
}

/** Pixel of the scan under a point of the map. */
export function pixelAt(view: View, point: { x: number; y: number }): number {
  const { rows, columns } = mapAxes(view.result.scan.navigation);
  const index = (axis: NavigationAxis, v: number) =>
    Math.max(0, Math.min(axis.size - 1, Math.round((v - axis.offset) / axis.scale)));
  return (
    view.store.get().slice * rows.size * columns.size +
    index(rows, point.y) * columns.size +
    index(columns, point.x)
  );
}

export function MapCursor() {
  const { store, result } = useView();
  const pixel = useField(store, 'pixel');
  const frame = useFrame();
  const { rows, columns } = mapAxes(result.scan.navigation);
  const row = Math.floor(pixel / columns.size) % rows.size;
  const column = pixel % columns.size;
  const width = frame.innerWidth / columns.size;
  const height = frame.innerHeight / rows.size;
  return (
    <rect
      data-live
      x={frame.left + column * width - 1}
      y={frame.top + row * height - 1}
      width={width + 2}
      height={height + 2}
      fill="none"
      stroke="#ff4fd8"
      strokeWidth={2}
      pointerEvents="none"
    />
  );
}

export const CATEGORY_SCALE: ColorScale = { domain: [0, 255], log: false, map: 'categories' };

/** Height that keeps pixels square (within what a screen has room for). */
export function mapHeight(navigation: readonly NavigationAxis[], width: number, margins: Margins): number {
  const { rows, columns } = mapAxes(navigation);
  const aspect =
    rows.unit === columns.unit
      ? Math.abs((rows.size * rows.scale) / (columns.size * columns.scale))
      : rows.size / columns.size;
  const inner = Math.max(140, Math.min(380, (width - margins.left - margins.right) * aspect));
  return inner + margins.top + margins.bottom;
}

function Stack() {
  const { store, result } = useView();
  const slice = useField(store, 'slice');
  const { stack } = mapAxes(result.scan.navigation);
  if (stack === null) return null;
  return (
    <label className="inline">
      {stack.name || 'Frame'} {slice}
      <input
        type="range"
        min={0}
        max={stack.size - 1}
        value={slice}
        onChange={(e) => store.set({ slice: Number(e.target.value) })}
      />
    </label>
  );
}

interface LayerSelectProps {
  readonly layers: readonly Layer[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function LayerSelect({ layers, value, onChange }: LayerSelectProps) {
  return (
    <select aria-label="What the map shows" value={value} onChange={(e) => onChange(e.target.value)}>
      {layers.map((l) => (
        <option key={l.id} value={l.id}>
          {l.label}
        </option>
      ))}
    </select>
  );
}

function layerTable(layer: Layer, raster: RasterValues): Table {
  const row = (v: number, i: number) => [
    Math.floor(i / raster.columns),
    i % raster.columns,
    Number.isNaN(v) ? null : v,
  ];
  return { columns: ['row', 'column', layer.id], rows: Array.from(raster.values, row) };
}

/** A map's image, the pixel under the cursor on it and the line whose spectra are shown beside it. */
export function Navigator() {
  const [layerId, setLayerId] = useState('sum');
  const view = useView();
  const layers = useMemo(() => layersOf(view), [view]);
  const layer = layers.find((l) => l.id === layerId) ?? layers[0];
  const slice = useField(view.store, 'slice');
  const raster = useMemo(() => mapRaster(view, layer.values, slice), [view, layer, slice]);
  return (
    <Figure
      title="Map"
      name="map"
      table={() => layerTable(layer, raster)}
      tools={
        <>
          <Stack />
          <LayerSelect layers={layers} value={layerId} onChange={setLayerId} />
        </>
      }
      note="Hover to look at a pixel, drag the ends of the line; double click puts it back to the middle row."
    >
      <NavigatorPlot layer={layer} raster={raster} clusters={layerId === 'clusters'} />
    </Figure>
  );
}

interface NavigatorPlotProps {
  readonly layer: Layer;
  readonly raster: RasterValues;
  readonly clusters: boolean;
}

function NavigatorPlot({ layer, raster, clusters }: NavigatorPlotProps) {
  const view = useView();
  const { store, result } = view;
  const { navigation } = result.scan;
  const line = useField(store, 'line');
  const scale = useMemo(() => (clusters ? CATEGORY_SCALE : mapScale(raster)), [raster, clusters]);
  const { x, y } = useMemo(() => mapAxisSpecs(navigation), [navigation]);
  const label = layer.id === 'sum' ? 'Counts' : '';
  const waiting = layer.values.length === 0;
  return (
    <Plot
      label="Map of the scan"
      height={(width) => mapHeight(navigation, width, MAP_MARGINS)}
      margins={MAP_MARGINS}
      grid={false}
      {...{ x, y }}
      onHover={(p) => p !== null && store.hover({ pixel: pixelAt(view, p) })}
      onClick={(p) => store.click({ pixel: pixelAt(view, p) })}
      onReset={() => store.set({ line: null, range: null })}
      raster={(f: Frame) => (
        <RasterCanvas
          raster={raster}
          scale={scale}
          x={f.left}
          y={f.top}
          width={f.innerWidth}
          height={f.innerHeight}
        />
      )}
      outside={!clusters && !waiting && <ColorBar scale={scale} label={label} unit={layer.unit} gap={8} />}
      handles={<LineHandles line={line ?? defaultLine(navigation)} />}
    >
      {waiting ? <Waiting /> : <MapCursor />}
    </Plot>
  );
}
