import { useEffect, useMemo, useState } from 'react';
import { ExportStampContext, type ExportStamp } from '../plot/figure.js';
import { ViewContext, type ExportLink, type View, type ViewActions } from './context.js';
import { cutPixels } from './cut-dendrogram.js';
import { FullMaps } from './full-maps.js';
import { Answer, Header } from './header.js';
import { HeatMap } from './heat-map.js';
import { Navigator } from './navigator.js';
import { Readout } from './readout.js';
import { scanKind, scanPath } from './scan-path.js';
import { useRetryOnMove, type SpectraSource } from './spectra-source.js';
import { energies } from './spectrum-model.js';
import { SpectrumPanel } from './spectrum-panel.js';
import { Tabs } from './tab-list.js';
import { hashToState, regionState, stateToHash } from './url-state.js';
import type { FetchPlane } from './use-plane.js';
import { useViewKeys } from './use-view-keys.js';
import { useField, ViewStore } from './view-store.js';
import type { ViewedResult } from './viewed-result.js';

interface InterpretationViewProps {
  readonly result: ViewedResult;
  readonly title: string;
  readonly fileName: string | null;
  readonly preprocessed: SpectraSource | null;
  readonly raw: SpectraSource | null;
  readonly links: readonly ExportLink[];
  readonly actions: ViewActions | null;
  /** Maps of all pixels of a large scan; null (or left out) without a service behind the page. */
  readonly fetchPlane?: FetchPlane | null;
  /** Ids of the service, for exported files: 'analysis …'. */
  readonly ids: readonly string[];
}

const stemOf = (fileName: string | null): string =>
  (fileName ?? 'kaimen').replace(/\.[^.]+$/, '').replace(/[^\w.-]+/g, '-');

function stampOf({ result, ids, fileName }: InterpretationViewProps): ExportStamp {
  if (result.provenance === null)
    return { lines: ['as in the file, not analysed', ...ids], fileStem: stemOf(fileName) };
  const { inputs, recipe, software } = result.provenance;
  const files = inputs.map(
    (i) => `${i.role}: ${i.name}, scan ${i.scanIndex}, sha256 ${i.sha256 ?? 'none (came from no file)'}`,
  );
  return {
    lines: [
      `${software.name} ${software.version}, recipe ${recipe.name}, seed ${recipe.seed}`,
      ...files,
      ...ids,
    ],
    fileStem: stemOf(inputs[0]?.name ?? null),
  };
}

function useUrl(store: ViewStore): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const hash = stateToHash(store.get());
        const base = `${location.pathname}${location.search}`;
        if (location.hash.replace(/^#/, '') !== hash)
          history.replaceState(history.state, '', hash === '' ? base : `${base}#${hash}`);
      }, 150);
    };
    const stop = store.subscribe(write);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
}

function startState(result: ViewedResult): ViewStore {
  const { pixels } = scanPath(result.scan.navigation, null, 0);
  return new ViewStore({
    pixel: pixels[Math.floor(pixels.length / 2)],
    ...hashToState(location.hash, result.scan.nPixels),
    ...regionState(location.hash, result.scan),
  });
}

function useViewModel(props: InterpretationViewProps): View {
  const { result, preprocessed, raw, actions } = props;
  const [store] = useState(() => startState(result));
  const line = useField(store, 'line');
  const slice = useField(store, 'slice');
  const cutHeight = useField(store, 'cutHeight');
  const { navigation, nPixels, intensityUnit } = result.scan;
  const path = useMemo(() => scanPath(navigation, line, slice), [navigation, line, slice]);
  const labels = useMemo(() => {
    const { clusters } = result;
    if (clusters === null) return null;
    return cutHeight === null ? clusters.labels : cutPixels(clusters, nPixels, cutHeight);
  }, [result, nPixels, cutHeight]);
  const energy = useMemo(() => energies(result.calibration.energy), [result]);
  return useMemo(
    () => ({
      ...{ result, store, path, labels, energy, preprocessed, raw, actions },
      kind: scanKind(navigation),
      axis: result.calibration.energy,
      electrons: intensityUnit === 'e-',
      countsUnit: intensityUnit,
    }),
    [result, store, path, labels, energy, preprocessed, raw, actions, navigation, intensityUnit],
  );
}

function Evidence({ view }: { readonly view: View }) {
  const hasHeat = view.kind !== 'spectrum' && view.preprocessed !== null;
  return (
    <div className={`evidence ${view.kind}`}>
      <div className="plots">
        {view.kind === 'map' ? (
          <div className="map-row">
            <Navigator />
            {hasHeat && <HeatMap />}
          </div>
        ) : (
          hasHeat && <HeatMap />
        )}
        {!hasHeat && view.kind !== 'spectrum' && (
          <p className="note">
            This report was written without its spectra; the scan’s mean spectrum stands in for the spectrum
            under the cursor.
          </p>
        )}
        <SpectrumPanel />
      </div>
      <Readout />
    </div>
  );
}

/** A result from top to bottom; the same on the page and in the report. */
export function InterpretationView(props: InterpretationViewProps) {
  const view = useViewModel(props);
  useUrl(view.store);
  useViewKeys(view);
  useRetryOnMove(view.store, view.preprocessed, view.raw);
  const { result, title, fileName, links, actions, fetchPlane = null } = props;
  const stamp = useMemo(() => stampOf(props), [props]);
  return (
    <ViewContext value={view}>
      <ExportStampContext value={stamp}>
        <article className="interpretation">
          <Header store={view.store} {...{ result, title, fileName, links }} />
          <Answer answer={result.answer} />
          {actions?.link}
          <Evidence view={view} />
          {result.fullResolution !== undefined && (
            <FullMaps maps={result.fullResolution} fetchPlane={fetchPlane} />
          )}
          {result.provenance !== null && <Tabs />}
        </article>
      </ExportStampContext>
    </ViewContext>
  );
}
