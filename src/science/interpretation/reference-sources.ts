import { referenceFromSpectrum, type ReferenceSpectrum } from '../edges/reference-fit/reference-spectrum.js';
import { fitPowerLaw, subtractPowerLaw } from '../preprocessing/power-law.js';
import { sumSpectrum } from '../preprocessing/sum-spectrum.js';
import { energyAt, SpectrumError, spectrumAt, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { ClusterResult, UnmixingResult } from './interpretation-result.js';
import type { RunRecord } from './interpretation-input.js';
import type { ReferencesRecipe } from './references-recipe.js';

/** What references can be made of. */
export interface ReferenceParts {
  readonly scan: SpectrumImage;
  readonly clusters: ClusterResult | null;
  readonly unmixing: UnmixingResult | null;
}

/** 'Cluster A', as the page calls it. */
const clusterName = (k: number): string => `Cluster ${k < 26 ? String.fromCharCode(65 + k) : k + 1}`;

function ofClusters({ clusters }: ReferenceParts): ReferenceSpectrum[] {
  return (clusters?.meanSpectra ?? []).map((mean, k) => ({
    name: clusterName(k),
    counts: Float64Array.from(mean),
  }));
}

/** Components have unit area; times their mean loading they are what a mean spectrum holds of them, in counts. */
function ofComponents({ unmixing, scan }: ReferenceParts): ReferenceSpectrum[] {
  return (unmixing?.components ?? []).map((component, k) => {
    const loadings = unmixing!.loadings[k];
    const mean = loadings.reduce((sum, loading) => sum + loading, 0) / loadings.length;
    const counts = new Float64Array(scan.nChannels);
    counts.set(
      component.map((share) => share * mean),
      component.length === scan.nChannels ? 0 : unmixing!.channelRange[0],
    );
    return { name: `Component ${k + 1}`, counts };
  });
}

/** @throws SpectrumError invalid-recipe  a range beyond the scan */
function ofPixels({ scan }: ReferenceParts, { pixels }: ReferencesRecipe): ReferenceSpectrum[] {
  return pixels.map(({ name, from, to }, k) => {
    if (to > scan.nPixels) {
      throw new SpectrumError(
        'invalid-recipe',
        `The range ${name} ends at pixel ${to}; the scan has ${scan.nPixels}.`,
        { pointer: `/references/pixels/${k}` },
      );
    }
    const sum = sumSpectrum(
      scan,
      Array.from({ length: to - from }, (_, i) => from + i),
    );
    return { name, counts: sum.map((counts) => counts / (to - from)) };
  });
}

/** Library spectra on the axis of the scan; one that covers less than the window is 0 beyond, and that is said. */
function ofGiven(
  { scan }: ReferenceParts,
  { spectra }: ReferencesRecipe,
  windowEv: readonly [number, number],
  record: RunRecord,
): ReferenceSpectrum[] {
  return spectra.map(({ name, offsetEv, scaleEv, counts }) => {
    const energy = { offsetEv, scaleEv, nChannels: counts.length };
    const endEv = energyAt(energy, counts.length - 1);
    if (offsetEv > windowEv[0] + scaleEv || endEv < Math.min(windowEv[1], axisEnd(scan)) - scaleEv) {
      record.warn(
        'references',
        'reference-too-short',
        `${name} covers ${offsetEv.toFixed(1)}–${endEv.toFixed(1)} eV only; beyond, it is taken as 0 in the fit of ${windowEv[0].toFixed(1)}–${windowEv[1].toFixed(1)} eV. A narrower windowEv avoids that.`,
      );
    }
    return referenceFromSpectrum(name, { energy, counts }, scan.energy);
  });
}

const axisEnd = ({ energy, nChannels }: SpectrumImage): number => energyAt(energy, nChannels - 1);

/** References as measured, background and all; empty where there is nothing to make them of. */
export function measuredReferences(
  parts: ReferenceParts,
  recipe: ReferencesRecipe,
  windowEv: readonly [number, number],
  record: RunRecord,
): ReferenceSpectrum[] {
  switch (recipe.fit) {
    case 'clusters':
      return ofClusters(parts);
    case 'components':
      return ofComponents(parts);
    case 'pixels':
      return ofPixels(parts, recipe);
    case 'given':
      return ofGiven(parts, recipe, windowEv, record);
    case 'none':
      return [];
  }
}

/**
 * References less their own power law, fitted in the background window of the first edge.
 *
 * Where no power law can be fitted (nothing in the window: a spectrum without background) the reference is taken as it
 * is, and the record says so.
 */
export function withoutBackground(
  references: readonly ReferenceSpectrum[],
  scan: SpectrumImage,
  fitWindowEv: readonly [number, number],
  record: RunRecord,
): ReferenceSpectrum[] {
  const counts = new Float32Array(references.length * scan.nChannels);
  references.forEach((reference, k) => counts.set(reference.counts, k * scan.nChannels));
  const stack: SpectrumImage = {
    ...scan,
    counts,
    nPixels: references.length,
    navigation: [{ name: 'reference', unit: '', offset: 0, scale: 1, size: references.length }],
  };
  const fit = fitPowerLaw(stack, fitWindowEv);
  const net = subtractPowerLaw(stack, fit);
  if (fit.failedPixels.length > 0) {
    const names = fit.failedPixels.map((k) => references[k].name).join(', ');
    record.warn(
      'references',
      'reference-without-background',
      `No power law fits ${names} in ${fitWindowEv[0].toFixed(1)}–${fitWindowEv[1].toFixed(1)} eV: taken as it is, as a net spectrum.`,
    );
  }
  return references.map((reference, k) =>
    fit.failedPixels.includes(k)
      ? reference
      : { name: reference.name, counts: Float64Array.from(spectrumAt(net, k)) },
  );
}
