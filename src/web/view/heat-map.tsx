import { useMemo } from 'react';
import type { Table } from '../plot/csv.js';
import { Figure } from '../plot/figure.js';
import { useFrame, type AxisSpec, type Frame } from '../plot/frame.js';
import { RuleX, RuleY } from '../plot/layers.js';
import { Plot, type Margins } from '../plot/plot.js';
import type { ColorScale } from '../plot/raster.js';
import { quantile } from '../plot/raster.js';
import { RasterCanvas } from '../plot/raster-canvas.js';
import { ColorBar } from './color-bar.js';
import { ClusterStrip } from './cluster-strip.js';
import { useView, type View } from './context.js';
import { EdgeNames } from './edge-marks.js';
import { heatRaster } from './heat-raster.js';
import { nearestIndex, pathDomain } from './scan-path.js';
import { useSpectraVersion } from './spectra-source.js';
import { axisDomain, zoomTo } from './energy-zoom.js';
import { Toggle } from './toggle.js';
import { useField } from './view-store.js';
import { Waiting } from './waiting.js';

export const ENERGY_MARGINS: Margins = { left: 64, right: 96, top: 32, bottom: 44 };

function useColorScale(view: View, version: number): ColorScale {
  const log = useField(view.store, 'logMap');
  const { preprocessed, path } = view;
  return useMemo(() => {
    const parts = path.pixels.flatMap((p) => {
      const spectrum = preprocessed?.spectrum(p);
      return spectrum ? Array.from(spectrum.filter((_, i) => i % 3 === 0)) : [];
    });
    const hi = quantile(parts, 0.997) || 1;
    const lo = log
      ? Math.max(
          quantile(
            parts.filter((v) => v > 0),
            0.003,
          ),
          hi / 1e5,
        )
      : Math.min(0, quantile(parts, 0.001));
    return { domain: [lo, hi > lo ? hi : lo + 1], log, map: 'viridis' };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- version: spectra have come
  }, [preprocessed, path, log, version]);
}

interface HeatRasterProps {
  readonly frame: Frame;
  readonly scale: ColorScale;
  readonly windowEv: readonly [number, number];
  readonly version: number;
}

function HeatRasterLayer({ frame, scale, windowEv, version }: HeatRasterProps) {
  const { preprocessed, path, axis } = useView();
  const raster = useMemo(
    () =>
      heatRaster({
        source: preprocessed!,
        pixels: path.pixels,
        axis,
        windowEv,
        maxColumns: frame.innerWidth,
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- version: spectra have come
    [preprocessed, path, axis, windowEv, frame.innerWidth, version],
  );
  const { left: x, top: y, innerWidth: width, innerHeight: height } = frame;
  return <RasterCanvas raster={raster} scale={scale} {...{ x, y, width, height }} />;
}

/** Cursor, summed range and change points, over the colours: white, because viridis is dark or bright but never white. */
function HeatCursor() {
  const { store, path, result } = useView();
  const pixel = useField(store, 'pixel');
  const energyEv = useField(store, 'energyEv');
  const index = path.pixels.indexOf(pixel);
  return (
    <>
      {result.changePoints.map((c) => (
        <RuleY key={c.pixel} at={c.position} color="#ffffff" dash="6 4" />
      ))}
      <SelectedRange />
      {index >= 0 && <RuleY at={path.positions[index]} color="#ff4fd8" live width={1.5} />}
      {energyEv !== null && <RuleX at={energyEv} color="#ff4fd8" live width={1.5} />}
    </>
  );
}

function SelectedRange() {
  const { store, path } = useView();
  const range = useField(store, 'range');
  const frame = useFrame();
  if (range === null) return null;
  const [a, b] = range.map((i) => frame.y.to(path.positions[Math.min(i, path.positions.length - 1)]));
  const half = frame.innerHeight / path.positions.length / 2;
  return (
    <rect
      x={frame.left}
      width={frame.innerWidth}
      y={Math.min(a, b) - half}
      height={Math.abs(b - a) + 2 * half}
      fill="#ffffff"
      fillOpacity={0.12}
      stroke="#ffffff"
      strokeWidth={1.2}
    />
  );
}

export function selectRange(view: View, positions: readonly [number, number]): void {
  const ends = positions.map((p) => nearestIndex(view.path, p)).sort((a, b) => a - b);
  view.store.set({ range: [ends[0], ends[1]], pixel: view.path.pixels[ends[0]] });
}

function heatTable(view: View): Table {
  const { path, axis, energy, preprocessed } = view;
  const columns = [
    `energy_eV`,
    ...path.positions.map((p) => `${p}${path.unit === '' ? '' : `_${path.unit}`}`),
  ];
  const spectra = path.pixels.map((p) => preprocessed?.spectrum(p) ?? null);
  const rows = Array.from({ length: axis.nChannels }, (_, i) => [
    energy[i],
    ...spectra.map((s) => s?.[i] ?? null),
  ]);
  return { columns, rows };
}

function heightFor(nRows: number): number {
  return Math.max(200, Math.min(340, nRows * 4 + 76));
}

function HeatMargin({ scale }: { readonly scale: ColorScale | null }) {
  const { result, electrons } = useView();
  return (
    <>
      <EdgeNames edges={result.edges} />
      <ClusterStrip />
      {scale !== null && <ColorBar scale={scale} label="Counts" unit={electrons ? 'e-' : ''} />}
    </>
  );
}

/** Position × energy: the whole scan at a glance. */
export function HeatMap() {
  const view = useView();
  const { store, path, preprocessed, axis } = view;
  const version = useSpectraVersion(preprocessed);
  const scale = useColorScale(view, version);
  const zoomEv = useField(store, 'zoomEv');
  const logMap = useField(store, 'logMap');
  const failure = preprocessed?.failure() ?? null;
  const waiting = failure === null && path.pixels.every((p) => preprocessed?.spectrum(p) == null);
  const windowEv = useMemo(() => zoomEv ?? axisDomain(axis), [zoomEv, axis]);
  const [lo, hi] = pathDomain(path);
  const x: AxisSpec = useMemo(() => ({ label: 'Energy loss', unit: 'eV', domain: windowEv }), [windowEv]);
  const y: AxisSpec = useMemo(
    () => ({ label: path.quantity, unit: path.unit, domain: [hi, lo] }),
    [path, hi, lo],
  );
  const at = (point: { x: number; y: number }) => ({
    energyEv: point.x,
    pixel: path.pixels[nearestIndex(path, point.y)],
  });
  return (
    <Figure
      title={view.kind === 'map' ? 'Spectra along the line' : 'Scan'}
      name="scan"
      table={() => heatTable(view)}
      tools={
        <Toggle
          label="Log"
          hint="Logarithmic colours (Shift+L)"
          value={logMap}
          onChange={(v) => store.set({ logMap: v })}
        />
      }
      note={
        failure !== null
          ? `${failure} Move the cursor to try again.`
          : 'Drag across to zoom in energy, down to sum positions; double click resets. Click holds the cursor, Esc lets go.'
      }
    >
      <Plot
        label={`Counts over ${path.quantity.toLowerCase()} and energy loss`}
        height={heightFor(path.pixels.length)}
        margins={ENERGY_MARGINS}
        grid={false}
        {...{ x, y }}
        onHover={(p) => p !== null && store.hover(at(p))}
        onClick={(p) => store.click(at(p))}
        onDragX={(range) => zoomTo(store, axis, range)}
        onDragY={(range) => selectRange(view, range)}
        onReset={() => store.set({ zoomEv: null, range: null })}
        raster={(frame) => <HeatRasterLayer {...{ frame, scale, windowEv, version }} />}
        outside={<HeatMargin scale={waiting ? null : scale} />}
        handles={view.actions?.linkMarks}
      >
        {waiting ? <Waiting /> : <HeatCursor />}
      </Plot>
    </Figure>
  );
}
