import { useMemo, useState } from 'react';
import type { FullResolution, MapPlane } from '../../science/interpretation/large-scan/full-resolution.js';
import type { Table } from '../plot/csv.js';
import { Figure } from '../plot/figure.js';
import { formatWithStd, unitForPeople } from '../plot/format.js';
import { categoryLetter } from '../plot/palette.js';
import { Plot, type Margins } from '../plot/plot.js';
import { RasterCanvas } from '../plot/raster-canvas.js';
import { ColorBar } from './color-bar.js';
import {
  axesOfPlane,
  cropped,
  pixelUnder,
  sliceOf,
  wholeWindow,
  zoomed,
  type Window,
} from './full-raster.js';
import { CATEGORY_SCALE, mapAxisSpecs, mapHeight, mapScale } from './navigator.js';
import { usePlane, type FetchPlane } from './use-plane.js';
import { Waiting } from './waiting.js';

const MARGINS: Margins = { left: 64, right: 90, top: 24, bottom: 44 };
const STD = '.std';

interface FullMapsProps {
  readonly maps: FullResolution;
  /** Null where there is no service to ask: a report. */
  readonly fetchPlane: FetchPlane | null;
}

/** Maps of all pixels of a scan whose other results are of summed pixels. */
export function FullMaps({ maps, fetchPlane }: FullMapsProps) {
  const { binning } = maps;
  const note = `Every pixel of the scan. Edges, windows, rank and groups were decided on pixels summed ${binning} × ${binning}; all other figures here show those sums.`;
  if (fetchPlane === null)
    return <p className="note">{`${note} The maps are beside the report, in maps.npy and maps.json.`}</p>;
  return <PlaneFigure {...{ maps, fetchPlane, note }} />;
}

function PlaneFigure({ maps, fetchPlane, note }: FullMapsProps & { fetchPlane: FetchPlane; note: string }) {
  const shown = maps.planes.filter(({ id }) => !id.endsWith(STD));
  const [id, setId] = useState(shown[0].id);
  const [slice, setSlice] = useState(0);
  const plane = shown.find((one) => one.id === id) ?? shown[0];
  const stdId = `${plane.id}${STD}`;
  const hasStd = maps.planes.some((one) => one.id === stdId);
  const { values, failure } = usePlane(fetchPlane, plane.id);
  const { values: std } = usePlane(fetchPlane, hasStd ? stdId : null);
  const { rows, columns, nSlices } = axesOfPlane(maps);
  const [at, setAt] = useState<number | null>(null);
  return (
    <Figure
      title="Maps of all pixels"
      name={`full-${plane.id.replace(/[^\w.-]+/g, '-')}`}
      table={() => planeTable({ plane, values, std }, columns.size)}
      note={note}
      tools={
        <>
          {nSlices > 1 && (
            <input
              type="range"
              aria-label="Frame"
              min={0}
              max={nSlices - 1}
              value={slice}
              onChange={(event) => setSlice(Number(event.target.value))}
            />
          )}
          <select
            aria-label="Which map of all pixels"
            value={plane.id}
            onChange={(event) => setId(event.target.value)}
          >
            {shown.map(({ id, label, unit }) => (
              <option key={id} value={id}>
                {unit === '' ? label : `${label} (${unitForPeople(unit)})`}
              </option>
            ))}
          </select>
        </>
      }
    >
      {failure !== null && <p className="failure">{failure}</p>}
      <PlanePlot {...{ maps, plane, values, slice }} onAt={setAt} />
      <p className="note" aria-live="off" data-full-readout>
        {at === null || values === null
          ? 'Hover to read a pixel; drag along a side to zoom, double click to see all.'
          : `Row ${Math.floor(at / columns.size) % rows.size}, column ${at % columns.size}: ${valueText(plane, values[at], std?.[at] ?? null)}`}
      </p>
    </Figure>
  );
}

function valueText({ unit, isCategory }: MapPlane, value: number, std: number | null): string {
  if (Number.isNaN(value)) return 'no value';
  if (isCategory) return `group ${categoryLetter(value)}`;
  return `${formatWithStd(value, std)} ${unitForPeople(unit)}`.trim();
}

interface PlaneNumbers {
  readonly plane: MapPlane;
  readonly values: Float32Array | null;
  readonly std: Float32Array | null;
}

function planeTable({ plane, values, std }: PlaneNumbers, nColumns: number): Table {
  const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  return {
    columns: ['row', 'column', plane.id, ...(std === null ? [] : [`${plane.id}${STD}`])],
    rows: Array.from(values ?? [], (value, i) => [
      Math.floor(i / nColumns),
      i % nColumns,
      known(value),
      ...(std === null ? [] : [known(std[i])]),
    ]),
  };
}

interface PlanePlotProps {
  readonly maps: FullResolution;
  readonly plane: MapPlane;
  readonly values: Float32Array | null;
  readonly slice: number;
  readonly onAt: (pixel: number | null) => void;
}

function PlanePlot({ maps, plane, values, slice, onAt }: PlanePlotProps) {
  const { rows, columns } = useMemo(() => axesOfPlane(maps), [maps]);
  const [zoom, setZoom] = useState<Window | null>(null);
  const window = zoom ?? wholeWindow(rows, columns);
  const whole = useMemo(() => sliceOf(values, { rows, columns }, slice), [values, rows, columns, slice]);
  // Colours stay those of the whole map while one zooms.
  const scale = useMemo(
    () => (plane.isCategory ? CATEGORY_SCALE : mapScale(whole)),
    [whole, plane.isCategory],
  );
  const raster = useMemo(() => (zoom === null ? whole : cropped(whole, zoom)), [whole, zoom]);
  const shown = useMemo(() => zoomed([rows, columns], window), [rows, columns, window]);
  const { x, y } = mapAxisSpecs(shown);
  return (
    <Plot
      label={`Map of all pixels: ${plane.label}`}
      height={(width) => mapHeight([rows, columns], width, MARGINS)}
      margins={MARGINS}
      grid={false}
      {...{ x, y }}
      onHover={(point) => onAt(point === null ? null : pixelUnder([rows, columns], slice, point))}
      onDragX={([from, to]) => setZoom({ ...window, columns: cellsOf(columns, from, to) })}
      onDragY={([from, to]) => setZoom({ ...window, rows: cellsOf(rows, from, to) })}
      onReset={() => setZoom(null)}
      raster={(f) => (
        <RasterCanvas
          raster={raster}
          scale={scale}
          x={f.left}
          y={f.top}
          width={f.innerWidth}
          height={f.innerHeight}
        />
      )}
      outside={
        !plane.isCategory && values !== null && <ColorBar scale={scale} label="" unit={plane.unit} gap={8} />
      }
    >
      {values === null && <Waiting />}
    </Plot>
  );
}

/** Cells of an axis that a drag touches: [first, end). */
function cellsOf(axis: { offset: number; scale: number; size: number }, from: number, to: number) {
  const cell = (position: number): number =>
    Math.max(0, Math.min(axis.size - 1, Math.round((position - axis.offset) / axis.scale)));
  const [a, b] = [cell(from), cell(to)];
  return [Math.min(a, b), Math.max(a, b) + 1] as const;
}
