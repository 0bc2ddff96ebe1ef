import { useMemo } from 'react';
import type { EdgeResult } from '../../science/interpretation/interpretation-result.js';
import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';
import type { View } from './context.js';
import { noiseScaleOf } from './counting-noise.js';
import { positionText } from './labels.js';
import { backgroundOf, energies, sumSpectra, type Background } from './spectrum-model.js';
import { useSpectraVersion } from './spectra-source.js';
import { useField } from './view-store.js';
import type { ViewedResult } from './viewed-result.js';

export interface ShownSpectrum {
  readonly title: string;
  readonly energy: Float64Array;
  /** As drawn: net of the background when that is asked for. */
  readonly counts: Float64Array;
  readonly original: Float64Array;
  /** √(noise scale · counts) of each channel; null where the noise is unknown. */
  readonly std: Float64Array | null;
  readonly noiseScale: number | null;
  readonly raw: { readonly energy: Float64Array; readonly counts: Float64Array } | null;
  readonly background: Background | null;
  readonly edge: EdgeResult | null;
  readonly isNet: boolean;
  /** False while spectra are on their way; the mean of the scan stands in. */
  readonly complete: boolean;
  readonly pixels: readonly number[];
}

/** The edge chosen, or the first one with a background. */
export function chosenEdge(edges: readonly EdgeResult[], edgeId: string | null): EdgeResult | null {
  return edges.find((e) => e.id === edgeId) ?? edges.find((e) => e.background !== null) ?? edges[0] ?? null;
}

function titleOf(view: View, pixels: readonly number[], range: readonly [number, number] | null): string {
  if (view.kind === 'spectrum') return 'Spectrum';
  if (view.preprocessed === null) return 'Mean spectrum of the scan';
  const { path } = view;
  if (range !== null) {
    return `Sum of ${pixels.length} positions, ${positionText(path, range[0])} to ${positionText(path, range[1])}`;
  }
  const index = path.pixels.indexOf(pixels[0]);
  return index >= 0
    ? `Spectrum at ${positionText(path, index)} (pixel ${pixels[0]})`
    : `Spectrum of pixel ${pixels[0]}`;
}

/** While spectra are on their way: the mean of the scan, or nothing where no analysis has made one. */
function standIn({ scan }: ViewedResult, axis: EnergyAxis): Float64Array {
  return scan.meanSpectrum.length === axis.nChannels
    ? Float64Array.from(scan.meanSpectrum)
    : new Float64Array(axis.nChannels).fill(Number.NaN);
}

function usePixels(view: View): { pixels: readonly number[]; range: readonly [number, number] | null } {
  const pixel = useField(view.store, 'pixel');
  const range = useField(view.store, 'range');
  const { path } = view;
  return useMemo(() => {
    if (range === null) return { pixels: [pixel], range: null };
    const last = Math.min(range[1], path.pixels.length - 1);
    const first = Math.min(range[0], last);
    return { pixels: path.pixels.slice(first, last + 1), range: [first, last] as const };
  }, [pixel, range, path]);
}

function useRaw(view: View, pixels: readonly number[]): ShownSpectrum['raw'] {
  const wanted = useField(view.store, 'raw');
  const version = useSpectraVersion(wanted ? view.raw : null);
  const { raw, result } = view;
  return useMemo(() => {
    if (!wanted || raw === null) return null;
    const counts = sumSpectra(raw, pixels);
    const energy = energies(result.scan.energy).map((e) => e + result.calibration.shiftEv);
    return counts === null ? null : { energy, counts };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- version: spectra have come
  }, [wanted, raw, result, pixels, version]);
}

/** What the spectrum panel shows for the cursor, the selected range and the chosen edge. */
export function useShownSpectrum(view: View): ShownSpectrum {
  const { store, preprocessed, result, axis, energy } = view;
  const { pixels, range } = usePixels(view);
  const edge = chosenEdge(result.edges, useField(store, 'edgeId'));
  const triedWindowEv = useField(store, 'fitWindowEv');
  const net = useField(store, 'net');
  const version = useSpectraVersion(preprocessed);
  const raw = useRaw(view, pixels);
  return useMemo(() => {
    const found = preprocessed === null ? null : sumSpectra(preprocessed, pixels);
    const original = found ?? standIn(result, axis);
    const background =
      edge !== null && found !== null
        ? backgroundOf({ edge, pixels, axis, energy, counts: original, triedWindowEv })
        : null;
    const isNet = net && background !== null;
    // Denoised spectra have no counting noise any more, and what is wrong with them no number tells.
    const isDenoised = result.provenance?.recipe.decomposition.denoise === true;
    const noiseScale = isDenoised ? null : noiseScaleOf(result, edge);
    const std =
      noiseScale !== null && found !== null
        ? original.map((c) => Math.sqrt(noiseScale * Math.max(0, c)))
        : null;
    const from = background?.fitWindowEv[0] ?? 0;
    const counts = isNet
      ? original.map((c, i) => (energy[i] < from ? Number.NaN : c - background.values[i]))
      : original;
    const title = titleOf(view, pixels, range);
    return {
      title,
      energy,
      counts,
      original,
      std,
      noiseScale,
      raw,
      background,
      edge,
      isNet,
      complete: found !== null,
      pixels,
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- version: spectra have come
  }, [view, pixels, range, edge, triedWindowEv, net, raw, version]);
}
