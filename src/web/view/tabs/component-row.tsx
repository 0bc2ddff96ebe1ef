import { useMemo } from 'react';
import type { Table } from '../../plot/csv.js';
import { Figure } from '../../plot/figure.js';
import { Band, Line, RuleY } from '../../plot/layers.js';
import { Plot, type Margins } from '../../plot/plot.js';
import { categoryColor } from '../../plot/palette.js';
import { extent, padded } from '../../plot/scale.js';
import { useView } from '../context.js';
import { EnergyCursor } from '../energy-cursor.js';
import { axisDomain, zoomTo } from '../energy-zoom.js';
import { EdgeLines } from '../edge-marks.js';
import { MapThumb } from '../map-thumb.js';
import { PathPlot } from '../path-plot.js';
import { pick } from '../scan-path.js';
import { useField } from '../view-store.js';
import { bandOf, type ComponentRowProps } from './component-rows.js';
import { scaledTo, type Measured, type Scaled } from './scaled-to.js';

const ROW_MARGINS: Margins = { left: 64, right: 12, top: 8, bottom: 42 };
const ROW_HEIGHT = 168;

interface RowProps extends ComponentRowProps {
  /** What is drawn over a component that is a spectrum, scaled to it. */
  readonly measured: Measured | null;
}

/** A component has a value for each channel of the scan or of the range that was decomposed. */
function useEnergies({ spectrum, channelRange }: ComponentRowProps): Float64Array {
  const { energy } = useView();
  return useMemo(
    () =>
      spectrum.length === energy.length
        ? energy
        : energy.subarray(channelRange[0], channelRange[0] + spectrum.length),
    [spectrum, energy, channelRange],
  );
}

function useOverlay(props: RowProps, xs: Float64Array, domain: readonly [number, number]) {
  const { measured, spectrum, isSpectrum } = props;
  return useMemo(
    () =>
      measured === null || !isSpectrum ? null : scaledTo(measured, { energy: xs, values: spectrum }, domain),
    [measured, spectrum, isSpectrum, xs, domain],
  );
}

/** Columns of what is known only. */
function spectrumTable(
  xs: Float64Array,
  { spectrum, spectrumStd: std }: RowProps,
  overlay: Scaled | null,
): Table {
  return {
    columns: [
      'energy_eV',
      'component',
      ...(std === null ? [] : ['std']),
      ...(overlay === null ? [] : ['measured_scaled']),
    ],
    rows: spectrum.map((v, i) => [
      xs[i],
      v,
      ...(std === null ? [] : [std[i]]),
      ...(overlay === null ? [] : [Number.isFinite(overlay.values[i]) ? overlay.values[i] : null]),
    ]),
  };
}

function ComponentSpectrum(props: RowProps) {
  const { title, name, index, spectrum, spectrumStd, spectrumLabel, measured } = props;
  const { store, axis, result } = useView();
  const zoomEv = useField(store, 'zoomEv');
  const xs = useEnergies(props);
  const domain = useMemo(() => zoomEv ?? axisDomain(axis), [zoomEv, axis]);
  const band = useMemo(() => bandOf(spectrum, spectrumStd), [spectrum, spectrumStd]);
  const overlay = useOverlay(props, xs, domain);
  const seen = (values: readonly number[]) =>
    values.filter((_, i) => xs[i] >= domain[0] && xs[i] <= domain[1]);
  const drawn = [
    spectrum,
    ...(band === null ? [] : [band.lo, band.hi]),
    ...(overlay === null ? [] : [overlay.values]),
  ];
  const table = () => spectrumTable(xs, props, overlay);
  return (
    <Figure
      title={title}
      name={name}
      table={table}
      note={
        measured !== null && props.isSpectrum
          ? (overlay?.note ?? `${measured.name} has no energies in common with what is shown.`)
          : undefined
      }
    >
      <Plot
        label={title}
        height={ROW_HEIGHT}
        margins={ROW_MARGINS}
        x={{ label: 'Energy loss', unit: 'eV', domain }}
        y={{ label: spectrumLabel, unit: '', domain: padded(extent(...drawn.map(seen))) }}
        onHover={(p) => p !== null && store.hover({ energyEv: p.x })}
        onClick={(p) => store.click({ energyEv: p.x })}
        onDragX={(range) => zoomTo(store, axis, range)}
        onReset={() => store.set({ zoomEv: null })}
      >
        <EdgeLines edges={result.edges} color="var(--line)" />
        <RuleY at={0} color="var(--line)" />
        {band !== null && <Band xs={xs} lo={band.lo} hi={band.hi} color={categoryColor(index)} />}
        <Line xs={xs} ys={spectrum} color={categoryColor(index)} />
        {overlay !== null && <Line xs={xs} ys={overlay.values} color="var(--ink)" dash="5 3" />}
        <EnergyCursor />
      </Plot>
    </Figure>
  );
}

function ComponentLoading({ title, name, index, loading, loadingStd, loadingUnit }: RowProps) {
  const { path, kind } = useView();
  const along = useMemo(() => pick(loading, path), [loading, path]);
  const std = useMemo(() => (loadingStd === null ? null : pick(loadingStd, path)), [loadingStd, path]);
  const band = useMemo(() => bandOf(along, std), [along, std]);
  const table = () => ({
    columns: ['position', 'pixel', 'loading', ...(std === null ? [] : ['std'])],
    rows: along.map((v, i) => [path.positions[i], path.pixels[i], v, ...(std === null ? [] : [std[i]])]),
  });
  const drawn = [along, ...(band === null ? [] : [band.lo, band.hi]), ...(kind === 'spectrum' ? [[0]] : [])];
  return (
    <Figure title="Loading along the line" name={`${name}-loading`} table={table}>
      <PathPlot
        label={`${title}: loading`}
        height={ROW_HEIGHT}
        margins={ROW_MARGINS}
        y={{ label: 'Loading', unit: loadingUnit, domain: padded(extent(...drawn)) }}
      >
        <RuleY at={0} color="var(--line)" />
        {band !== null && <Band xs={path.positions} lo={band.lo} hi={band.hi} color={categoryColor(index)} />}
        <Line xs={path.positions} ys={along} color={categoryColor(index)} step />
      </PathPlot>
    </Figure>
  );
}

function ComponentMap({ title, name, loading, loadingUnit }: RowProps) {
  const table = () => ({ columns: ['pixel', 'loading'], rows: loading.map((v, i) => [i, v]) });
  return (
    <Figure title="Loading map" name={`${name}-map`} table={table}>
      <MapThumb label={`${title}: loading map`} unit={loadingUnit} values={loading} signed />
    </Figure>
  );
}

/** Spectrum, map and loading along the line of one component, each with its standard deviation where that is known. */
export function ComponentRow(props: RowProps) {
  const { kind } = useView();
  return (
    <div className={kind === 'map' ? 'component-row with-map' : 'component-row'}>
      <ComponentSpectrum {...props} />
      {kind === 'map' && <ComponentMap {...props} />}
      {kind !== 'spectrum' && <ComponentLoading {...props} />}
    </div>
  );
}
