import { useEffect, useMemo, useState } from 'react';
import { InterpretationView } from '../view/interpretation-view.js';
import { RemoteSpectra, type SpectraSource } from '../view/spectra-source.js';
import type { ViewedResult } from '../view/viewed-result.js';
import { getSpectra } from './api.js';
import type { Dataset, Scan } from './api-types.js';

/** The scan as the file gives it, without any finding. */
export function viewedScan(scan: Scan, pixelSums: readonly number[]): ViewedResult {
  const { title, navigation, energy, nPixels, nChannels, intensityUnit, acquisition } = scan;
  const none = { edges: [], profiles: [], changePoints: [], steps: [], warnings: [], spikes: [] };
  const notDone = { zeroLoss: null, pca: null, unmixing: null, clusters: null, provenance: null };
  return {
    schema: 'kaimen.interpretation/1',
    ...none,
    ...notDone,
    answer: [],
    scan: {
      ...{ title, navigation, energy, nPixels, nChannels, intensityUnit, acquisition },
      ...{ totalCounts: scan.sum, pixelSums, meanSpectrum: [] },
    },
    calibration: {
      ...{ shiftEv: 0, stdEv: null, source: 'none', dispersionFactor: 1, energy },
      ...{ byZeroLossEv: null, byEdgesEv: null },
    },
  };
}

/** 512 MiB of float32: a map of 256 × 256 pixels and 2,048 channels. A larger one is fetched only where one looks. */
const MAX_SUMMED_VALUES = 2 ** 27;
const REDRAW_MS = 250;

/** Sums of a map's pixels as they come; block after block, so that the cursor's wishes come in between. */
function usePixelSums(source: SpectraSource, wanted: boolean): readonly number[] {
  const [sums, setSums] = useState<readonly number[]>([]);
  useEffect(() => {
    if (!wanted) return;
    const found: number[] = [];
    let drawnAt = 0;
    const next = (): void => {
      while (found.length < source.nPixels) {
        const spectrum = source.spectrum(found.length);
        if (spectrum === null) break;
        found.push(spectrum.reduce((a, b) => a + b, 0));
      }
      const now = performance.now();
      if (found.length === source.nPixels || now - drawnAt > REDRAW_MS) {
        drawnAt = now;
        setSums([...found]);
      }
    };
    const stop = source.subscribe(next);
    queueMicrotask(next);
    return stop;
  }, [source, wanted]);
  return sums;
}

interface ScanPreviewProps {
  readonly dataset: Dataset;
  readonly scan: Scan;
}

/** A scan that nobody has analysed yet: its spectra as they are in the file. */
export function ScanPreview({ dataset, scan }: ScanPreviewProps) {
  const source = useMemo(
    () =>
      new RemoteSpectra(
        (from, to) => getSpectra(`/datasets/${dataset.id}/scans/${scan.index}/spectra`, from, to),
        scan.nPixels,
        scan.nChannels,
      ),
    [dataset.id, scan],
  );
  const isMap = scan.navigation.length > 1;
  const tooLarge = isMap && scan.nPixels * scan.nChannels > MAX_SUMMED_VALUES;
  const sums = usePixelSums(source, isMap && !tooLarge);
  const result = useMemo(
    () => viewedScan(scan, tooLarge ? new Array<number>(scan.nPixels).fill(Number.NaN) : sums),
    [scan, sums, tooLarge],
  );
  const ids = useMemo(() => [`dataset ${dataset.id}, scan ${scan.index}`], [dataset.id, scan.index]);
  return (
    <>
      <p className="note">
        As in the file: nothing is aligned, no edge is looked for.
        {tooLarge && ' The map is too large to be summed here; its analysis shows it.'}
      </p>
      <InterpretationView
        result={result}
        title={scan.title || dataset.fileName}
        fileName={dataset.fileName}
        preprocessed={source}
        raw={null}
        links={[]}
        actions={null}
        ids={ids}
      />
    </>
  );
}
