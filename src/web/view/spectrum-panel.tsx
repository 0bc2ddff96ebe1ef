import { useMemo } from 'react';
import type { EdgeResult } from '../../science/interpretation/interpretation-result.js';
import type { Table } from '../plot/csv.js';
import { Figure } from '../plot/figure.js';
import type { AxisSpec } from '../plot/frame.js';
import { Plot } from '../plot/plot.js';
import { extent, padded } from '../plot/scale.js';
import { useView } from './context.js';
import { axisDomain, zoomTo } from './energy-zoom.js';
import { EdgeNames } from './edge-marks.js';
import { ENERGY_MARGINS } from './heat-map.js';
import { edgeName } from './labels.js';
import { SpectrumLayers, SpectrumLegend } from './spectrum-layers.js';
import { SpectrumNote } from './spectrum-note.js';
import { Toggle } from './toggle.js';
import { useShownSpectrum, type ShownSpectrum } from './use-shown-spectrum.js';
import { useField } from './view-store.js';
import { Waiting } from './waiting.js';
import { WindowHandles } from './window-handles.js';

function yDomain(shown: ShownSpectrum, window: readonly [number, number], log: boolean): [number, number] {
  const inView = (ys: ArrayLike<number> | null, xs: Float64Array): number[] => {
    const out: number[] = [];
    if (ys !== null)
      for (let i = 0; i < xs.length; i++) if (xs[i] >= window[0] && xs[i] <= window[1]) out.push(ys[i]);
    return out;
  };
  const values = [
    ...inView(shown.counts, shown.energy),
    ...inView(shown.raw?.counts ?? null, shown.raw?.energy ?? shown.energy),
  ];
  const range = extent(values);
  if (range === null) return [0, 1];
  if (!log) return shown.isNet ? padded(range) : padded([Math.min(0, range[0]), range[1]], 0.05);
  const positive = extent(values.filter((v) => v > 0)) ?? [0.1, 1];
  return [Math.max(positive[0] * 0.8, positive[1] / 1e6), positive[1] * 1.25];
}

function spectrumTable(shown: ShownSpectrum): Table {
  const columns = ['energy_eV', 'counts', 'counts_std', 'background', 'net'];
  const bg = shown.background?.values ?? null;
  const rows = Array.from(shown.energy, (e, i) => {
    const counts = shown.original[i];
    const std = shown.std === null ? null : shown.std[i];
    return [e, counts, std, bg?.[i] ?? null, bg === null ? null : counts - bg[i]];
  });
  return { columns, rows };
}

function EdgeSelect({
  edges,
  value,
}: {
  readonly edges: readonly EdgeResult[];
  readonly value: string | null;
}) {
  const { store } = useView();
  if (edges.length === 0) return null;
  return (
    <label className="inline">
      Edge
      <select
        value={value ?? ''}
        onChange={(event) => store.set({ edgeId: event.target.value, fitWindowEv: null })}
      >
        {edges.map((edge) => (
          <option key={edge.id} value={edge.id}>
            {edgeName(edge.id)}
            {edge.background === null ? ' (no background)' : ''}
          </option>
        ))}
      </select>
    </label>
  );
}

function SpectrumTools({ edge }: { readonly edge: EdgeResult | null }) {
  const { store, result, raw } = useView();
  const net = useField(store, 'net');
  const showRaw = useField(store, 'raw');
  const log = useField(store, 'logCounts');
  return (
    <>
      <EdgeSelect edges={result.edges} value={edge?.id ?? null} />
      {result.provenance !== null && (
        <>
          <Toggle
            label="Net"
            hint="Subtract the background"
            value={net}
            disabled={edge?.background == null}
            onChange={(v) => store.set({ net: v })}
          />
          <Toggle
            label="Raw"
            hint="Also as it was in the file, before preprocessing"
            value={showRaw}
            disabled={raw === null}
            onChange={(v) => store.set({ raw: v })}
          />
        </>
      )}
      <Toggle
        label="Log"
        hint="Logarithmic counts (L)"
        value={log}
        onChange={(v) => store.set({ logCounts: v })}
      />
    </>
  );
}

/** The spectrum under the cursor, or the sum of the selected positions, with background, net and windows. */
export function SpectrumPanel() {
  const view = useView();
  const { store, axis, result } = view;
  const shown = useShownSpectrum(view);
  const waiting = !shown.complete && view.preprocessed !== null && view.preprocessed.failure() === null;
  const zoomEv = useField(store, 'zoomEv');
  const log = useField(store, 'logCounts') && !shown.isNet;
  const windowEv = useMemo(() => zoomEv ?? axisDomain(axis), [zoomEv, axis]);
  const x: AxisSpec = useMemo(() => ({ label: 'Energy loss', unit: 'eV', domain: windowEv }), [windowEv]);
  const y: AxisSpec = {
    label: shown.isNet ? 'Net counts' : 'Counts',
    unit: view.countsUnit,
    domain: yDomain(shown, windowEv, log),
    log,
  };
  return (
    <Figure
      title={shown.title}
      name="spectrum"
      table={() => spectrumTable(shown)}
      tools={<SpectrumTools edge={shown.edge} />}
      note={<SpectrumNote shown={shown} />}
      className="spectrum"
    >
      <Plot
        label={shown.title}
        height={300}
        margins={ENERGY_MARGINS}
        {...{ x, y }}
        onHover={(p) => p !== null && store.hover({ energyEv: p.x })}
        onClick={(p) => store.click({ energyEv: p.x })}
        onDragX={(range) => zoomTo(store, axis, range)}
        onShiftDragX={(range) => store.set({ integralEv: range })}
        onReset={() => store.set({ zoomEv: null, integralEv: null })}
        outside={
          <>
            <EdgeNames edges={result.edges} />
            <SpectrumLegend shown={shown} />
          </>
        }
        handles={shown.background !== null && <WindowHandles windowEv={shown.background.fitWindowEv} />}
      >
        <SpectrumLayers shown={shown} />
        {waiting && <Waiting />}
      </Plot>
    </Figure>
  );
}
