import { useMemo, useState } from 'react';
import type { NmfResult, PcaResult } from '../../../science/interpretation/interpretation-result.js';
import { Figure } from '../../plot/figure.js';
import { Line, RuleY } from '../../plot/layers.js';
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
import { Choice } from '../toggle.js';
import { useField } from '../view-store.js';
import { Scree } from './scree.js';

const ROW_MARGINS: Margins = { left: 64, right: 12, top: 8, bottom: 42 };
const ROW_HEIGHT = 168;

interface RowProps {
  readonly title: string;
  readonly name: string;
  readonly index: number;
  readonly spectrum: readonly number[];
  readonly loading: readonly number[];
  readonly channelRange: readonly [number, number];
  readonly loadingUnit: string;
  readonly spectrumLabel: string;
}

function ComponentSpectrum({ title, name, index, spectrum, channelRange, spectrumLabel }: RowProps) {
  const { store, axis, energy, result } = useView();
  const zoomEv = useField(store, 'zoomEv');
  // A component has a value for each channel of the scan or of the range that was decomposed.
  const xs = useMemo(
    () =>
      spectrum.length === energy.length
        ? energy
        : energy.subarray(channelRange[0], channelRange[0] + spectrum.length),
    [spectrum, energy, channelRange],
  );
  const domain = zoomEv ?? axisDomain(axis);
  const visible = spectrum.filter((_, i) => xs[i] >= domain[0] && xs[i] <= domain[1]);
  return (
    <Figure
      title={title}
      name={name}
      table={() => ({ columns: ['energy_eV', 'component'], rows: spectrum.map((v, i) => [xs[i], v]) })}
    >
      <Plot
        label={title}
        height={ROW_HEIGHT}
        margins={ROW_MARGINS}
        x={{ label: 'Energy loss', unit: 'eV', domain }}
        y={{
          label: spectrumLabel,
          unit: '',
          domain: padded(extent(visible)),
        }}
        onHover={(p) => p !== null && store.hover({ energyEv: p.x })}
        onClick={(p) => store.click({ energyEv: p.x })}
        onDragX={(range) => zoomTo(store, axis, range)}
        onReset={() => store.set({ zoomEv: null })}
      >
        <EdgeLines edges={result.edges} color="var(--line)" />
        <RuleY at={0} color="var(--line)" />
        <Line xs={xs} ys={spectrum} color={categoryColor(index)} />
        <EnergyCursor />
      </Plot>
    </Figure>
  );
}

function ComponentLoading({ title, name, index, loading, loadingUnit }: RowProps) {
  const { path, kind } = useView();
  const along = useMemo(() => pick(loading, path), [loading, path]);
  const table = () => ({
    columns: ['position', 'pixel', 'loading'],
    rows: along.map((v, i) => [path.positions[i], path.pixels[i], v]),
  });
  const label = `${title}: loading`;
  return (
    <Figure title="Loading along the line" name={`${name}-loading`} table={table}>
      <PathPlot
        label={label}
        height={ROW_HEIGHT}
        margins={ROW_MARGINS}
        y={{
          label: 'Loading',
          unit: loadingUnit,
          domain: padded(extent(along, kind === 'spectrum' ? [0] : [])),
        }}
      >
        <RuleY at={0} color="var(--line)" />
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

function ComponentRow(props: RowProps) {
  const { kind } = useView();
  return (
    <div className={kind === 'map' ? 'component-row with-map' : 'component-row'}>
      <ComponentSpectrum {...props} />
      {kind === 'map' && <ComponentMap {...props} />}
      {kind !== 'spectrum' && <ComponentLoading {...props} />}
    </div>
  );
}

type Method = 'nmf' | 'pca';

function rowsOf(
  method: Method,
  pca: PcaResult | null,
  nmf: NmfResult | null,
  countsUnit: string,
): RowProps[] {
  if (method === 'nmf' && nmf !== null) {
    return nmf.components.map((spectrum, index) => ({
      ...{
        title: `NMF component ${index + 1}`,
        name: `nmf-${index + 1}`,
        index,
        spectrum,
        channelRange: nmf.channelRange,
      },
      ...{ loading: nmf.loadings[index], loadingUnit: countsUnit, spectrumLabel: 'Share' },
    }));
  }
  if (pca === null) return [];
  return pca.components.slice(0, Math.max(1, pca.rank.chosen)).map((spectrum, index) => ({
    ...{
      title: `Principal component ${index + 1}`,
      name: `pca-${index + 1}`,
      index,
      spectrum,
      channelRange: pca.channelRange,
    },
    ...{ loading: pca.loadings[index], loadingUnit: countsUnit, spectrumLabel: 'Weight' },
  }));
}

function NmfFacts({ nmf }: { readonly nmf: NmfResult }) {
  return (
    <p className="note">
      NMF of rank {nmf.rank}: {nmf.converged ? 'converged' : 'not converged'} after {nmf.iterations}{' '}
      iterations, relative error {nmf.relativeError.toPrecision(3)}. Constraints:{' '}
      {nmf.constraints.join(', ') || 'none stated'}. Components without negative parts are sums of what is
      there, not unique species.
    </p>
  );
}

export function ComponentsTab() {
  const { result, countsUnit } = useView();
  const { pca, nmf } = result;
  const [method, setMethod] = useState<Method>(nmf === null ? 'pca' : 'nmf');
  if (pca === null && nmf === null)
    return (
      <p className="empty">A single spectrum has no components: decomposition needs several positions.</p>
    );
  return (
    <div className="components">
      <aside>{pca !== null && <Scree pca={pca} />}</aside>
      <div>
        <Choice
          label="Decomposition"
          value={method}
          onChange={setMethod}
          options={[
            { value: 'nmf', text: 'NMF' },
            { value: 'pca', text: 'PCA' },
          ]}
        />
        {method === 'nmf' && nmf !== null && <NmfFacts nmf={nmf} />}
        {rowsOf(method, pca, nmf, countsUnit).map((row) => (
          <ComponentRow key={row.name} {...row} />
        ))}
      </div>
    </div>
  );
}
