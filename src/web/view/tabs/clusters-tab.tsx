import { useMemo } from 'react';
import type { ClusterResult } from '../../../science/interpretation/interpretation-result.js';
import { formatNumber } from '../../plot/format.js';
import { Figure } from '../../plot/figure.js';
import { Line, Points, RuleX } from '../../plot/layers.js';
import { categoryColor, categoryLetter } from '../../plot/palette.js';
import { Plot } from '../../plot/plot.js';
import { extent, padded } from '../../plot/scale.js';
import { useView } from '../context.js';
import { EnergyCursor } from '../energy-cursor.js';
import { axisDomain, zoomTo } from '../energy-zoom.js';
import { EdgeLines, EdgeNames } from '../edge-marks.js';
import { CategoryMark } from '../readout.js';
import { MapThumb } from '../map-thumb.js';
import { useSpectraVersion } from '../spectra-source.js';
import { useField } from '../view-store.js';
import { Dendrogram } from './dendrogram.js';

function meansFromSpectra(
  view: ReturnType<typeof useView>,
  labels: readonly number[],
): Float64Array[] | null {
  const { preprocessed } = view;
  if (preprocessed === null || view.kind === 'map') return null;
  const n = Math.max(...labels) + 1;
  const sums = Array.from({ length: n }, () => new Float64Array(preprocessed.nChannels));
  const sizes = new Array<number>(n).fill(0);
  for (let p = 0; p < labels.length; p++) {
    const spectrum = preprocessed.spectrum(p);
    if (spectrum === null) return null;
    if (labels[p] < 0) continue;
    sizes[labels[p]]++;
    for (let i = 0; i < spectrum.length; i++) sums[labels[p]][i] += spectrum[i];
  }
  return sums.map((sum, k) => sum.map((v) => v / sizes[k]));
}

/** Means as stored; for another cut, of the spectra at hand (a map's are not all here). */
function useMeans(clusters: ClusterResult): readonly ArrayLike<number>[] | null {
  const view = useView();
  const cut = useField(view.store, 'cutHeight');
  const version = useSpectraVersion(cut === null ? null : view.preprocessed);
  return useMemo(
    () =>
      cut === null ? clusters.meanSpectra : view.labels === null ? null : meansFromSpectra(view, view.labels),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- version: spectra have come
    [cut, clusters, view, version],
  );
}

const MARKERS = 14;

/** A line with its category's marker now and then: it is told apart without its colour. */
function MarkedLine({
  index,
  ys,
  domain,
}: {
  readonly index: number;
  readonly ys: ArrayLike<number>;
  readonly domain: readonly [number, number];
}) {
  const { energy, axis } = useView();
  const at = useMemo(() => {
    const step = (domain[1] - domain[0]) / MARKERS;
    const channels = Array.from({ length: MARKERS }, (_, i) => domain[0] + (i + 0.3 + 0.13 * index) * step)
      .map((e) => Math.round((e - axis.offsetEv) / axis.scaleEv))
      .filter((c) => c >= 0 && c < ys.length);
    return { xs: channels.map((c) => energy[c]), ys: channels.map((c) => ys[c]) };
  }, [domain, axis, energy, ys, index]);
  return (
    <>
      <Line xs={energy} ys={ys} color={categoryColor(index)} width={1.6} />
      <Points xs={at.xs} ys={at.ys} color={categoryColor(index)} category={index} r={4} />
    </>
  );
}

function MeanSpectra({ means }: { readonly means: readonly ArrayLike<number>[] | null }) {
  const { store, axis, energy, result, countsUnit } = useView();
  const zoomEv = useField(store, 'zoomEv');
  if (means === null)
    return (
      <p className="empty">
        Mean spectra are stored for the cut of the result; for this cut they are not at hand.
      </p>
    );
  const domain = zoomEv ?? axisDomain(axis);
  const inView = means.map((m) =>
    Array.from(m).filter((_, i) => energy[i] >= domain[0] && energy[i] <= domain[1]),
  );
  const table = () => ({
    columns: ['energy_eV', ...means.map((_, k) => `cluster_${categoryLetter(k)}`)],
    rows: Array.from(energy, (e, i) => [e, ...means.map((m) => m[i])]),
  });
  return (
    <Figure title="Mean spectrum of each cluster" name="cluster-means" table={table}>
      <Plot
        label="Mean spectrum of each cluster"
        height={300}
        margins={{ left: 64, right: 16, top: 32, bottom: 44 }}
        x={{ label: 'Energy loss', unit: 'eV', domain }}
        y={{ label: 'Mean counts', unit: countsUnit, domain: padded(extent(...inView)) }}
        onHover={(p) => p !== null && store.hover({ energyEv: p.x })}
        onClick={(p) => store.click({ energyEv: p.x })}
        onDragX={(range) => zoomTo(store, axis, range)}
        onReset={() => store.set({ zoomEv: null })}
        outside={<EdgeNames edges={result.edges} />}
      >
        <EdgeLines edges={result.edges} color="var(--line)" />
        {means.map((mean, k) => (
          <MarkedLine key={k} index={k} ys={mean} domain={domain} />
        ))}
        <EnergyCursor />
      </Plot>
    </Figure>
  );
}

interface NumberCurve {
  readonly title: string;
  readonly name: string;
  readonly quantity: string;
  readonly points: readonly { readonly k: number; readonly value: number }[];
}

/** What the rule that found the number of clusters looked at. */
function numberCurves({ silhouettes, gaps, stabilities, bics }: ClusterResult): NumberCurve[] {
  const curve = (
    title: string,
    name: string,
    quantity: string,
    points: NumberCurve['points'],
  ): NumberCurve => ({
    title,
    name,
    quantity,
    points,
  });
  return [
    curve(
      'Silhouette',
      'mean_silhouette',
      'Mean width',
      silhouettes.map((s) => ({ k: s.k, value: s.width })),
    ),
    curve(
      'Gap statistic',
      'gap',
      'Gap',
      gaps.map((g) => ({ k: g.k, value: g.gap })),
    ),
    curve(
      'Stability under counting noise',
      'least_jaccard',
      'Jaccard index, least stable cluster',
      stabilities.map((s) => ({ k: s.k, value: s.leastJaccard })),
    ),
    curve(
      'Bayesian information criterion',
      'bic',
      'BIC',
      bics.map((b) => ({ k: b.k, value: b.bic })),
    ),
  ].filter(({ points }) => points.length > 0);
}

function NumberRule({ clusters, curve }: { readonly clusters: ClusterResult; readonly curve: NumberCurve }) {
  const { title, name, quantity, points } = curve;
  const ks = points.map((p) => p.k);
  const values = points.map((p) => p.value);
  const isShare = curve.name !== 'gap' && curve.name !== 'bic';
  const table = () => ({ columns: ['k', name], rows: points.map((p) => [p.k, p.value]) });
  return (
    <Figure title={title} name={name} table={table} note={`Cut by: ${clusters.criterion}`}>
      <Plot
        label={`${title} by number of clusters`}
        height={200}
        arrows="none"
        x={{ label: 'Number of clusters', unit: '', domain: [Math.min(...ks) - 0.5, Math.max(...ks) + 0.5] }}
        y={{
          label: quantity,
          unit: '',
          domain: isShare ? [Math.min(0, ...values), 1] : padded(extent(values)),
        }}
      >
        <Line xs={ks} ys={values} color="var(--line)" />
        <Points xs={ks} ys={values} color="var(--data)" r={3.6} />
        <RuleX at={clusters.nClusters} color="var(--accent)" dash="6 4" />
      </Plot>
    </Figure>
  );
}

/** To the tab where a cluster of the result is compared with references, and kept as one. */
function ToSimilar({ label }: { readonly label: number }) {
  const { store, actions } = useView();
  const cut = useField(store, 'cutHeight');
  if (actions === null || cut !== null || label < 0) return null;
  return (
    <button
      type="button"
      className="quiet"
      aria-label={`Compare cluster ${categoryLetter(label)} with references, or save it as one`}
      onClick={() => store.set({ tab: 'similar', similarOf: `cluster:${label}`, referenceId: null })}
    >
      Compare or save
    </button>
  );
}

function Sizes({ labels }: { readonly labels: readonly number[] }) {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return (
    <ul className="legend">
      {[...sizes]
        .sort((a, b) => a[0] - b[0])
        .map(([label, n]) => (
          <li key={label}>
            <CategoryMark index={label} /> {n} {n === 1 ? 'position' : 'positions'} (
            {formatNumber((100 * n) / labels.length, 3)} %) <ToSimilar label={label} />
          </li>
        ))}
    </ul>
  );
}

function ClusterMap({ labels }: { readonly labels: readonly number[] }) {
  const table = () => ({ columns: ['pixel', 'cluster'], rows: labels.map((v, i) => [i, categoryLetter(v)]) });
  return (
    <Figure title="Cluster map" name="cluster-map" table={table}>
      <MapThumb
        label="Cluster of each pixel"
        unit=""
        values={labels.map((v) => (v < 0 ? null : v))}
        categories
      />
    </Figure>
  );
}

export function ClustersTab() {
  const { result, labels } = useView();
  const { clusters } = result;
  if (clusters === null || labels === null)
    return <p className="empty">Nothing was clustered: a single spectrum has no regions.</p>;
  return <ClustersShown clusters={clusters} labels={labels} />;
}

function ClustersShown({
  clusters,
  labels,
}: {
  readonly clusters: ClusterResult;
  readonly labels: readonly number[];
}) {
  const { kind } = useView();
  const means = useMeans(clusters);
  const beside = (
    <div className="stack">
      {kind === 'map' && <ClusterMap labels={labels} />}
      {numberCurves(clusters).map((curve) => (
        <NumberRule key={curve.name} clusters={clusters} curve={curve} />
      ))}
    </div>
  );
  return (
    <>
      <Sizes labels={labels} />
      {clusters.merges.length === 0 ? (
        <>
          <p className="note">{clusters.method}: no dendrogram.</p>
          {beside}
        </>
      ) : (
        <div className="two-one">
          <Dendrogram clusters={clusters} />
          {beside}
        </div>
      )}
      <MeanSpectra means={means} />
    </>
  );
}
