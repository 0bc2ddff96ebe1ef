import type { PcaResult, UnmixingResult } from '../../../science/interpretation/interpretation-result.js';

/** A component as it is drawn. */
export interface ComponentRowProps {
  readonly title: string;
  /** Part of the names of exported files. */
  readonly name: string;
  readonly index: number;
  readonly spectrum: readonly number[];
  /** null: not known. */
  readonly spectrumStd: readonly number[] | null;
  readonly spectrumLabel: string;
  readonly channelRange: readonly [number, number];
  readonly loading: readonly number[];
  readonly loadingStd: readonly number[] | null;
  readonly loadingUnit: string;
  /** The spectrum of something, not a difference of spectra: it can be held against a measured one. */
  readonly isSpectrum: boolean;
}

export const METHOD_NAME: Readonly<Record<UnmixingResult['method'], string>> = {
  nmf: 'NMF',
  'mcr-als': 'MCR-ALS',
  vca: 'VCA',
  sivm: 'SiVM',
  ica: 'ICA',
};

export const NOUN = {
  nmf: 'component',
  'mcr-als': 'component',
  vca: 'endmember',
  sivm: 'endmember',
  ica: 'independent part',
} as const;

export function unmixingRows(unmixing: UnmixingResult, countsUnit: string): ComponentRowProps[] {
  const { method, bootstrap, purePixels } = unmixing;
  const isSpectrum = method !== 'ica';
  return unmixing.components.map((spectrum, index) => {
    const pure = purePixels === null ? '' : ` (pixel ${purePixels[index]})`;
    return {
      title: `${METHOD_NAME[method]} ${NOUN[method]} ${index + 1}${pure}`,
      name: `${method}-${index + 1}`,
      ...{ index, spectrum, isSpectrum, channelRange: unmixing.channelRange },
      spectrumStd: bootstrap?.componentsStd[index] ?? null,
      spectrumLabel: isSpectrum ? 'Share' : 'Change of share',
      loading: unmixing.loadings[index],
      loadingStd: bootstrap?.loadingsStd[index] ?? null,
      loadingUnit: isSpectrum ? countsUnit : 'σ over pixels',
    };
  });
}

export const pcaRows = (pca: PcaResult, countsUnit: string): ComponentRowProps[] =>
  pca.components.slice(0, Math.max(1, pca.rank.chosen)).map((spectrum, index) => ({
    title: `Principal component ${index + 1}`,
    name: `pca-${index + 1}`,
    ...{ index, spectrum, spectrumStd: null, spectrumLabel: 'Weight', isSpectrum: false },
    channelRange: pca.channelRange,
    loading: pca.loadings[index],
    loadingStd: pca.loadingStd,
    loadingUnit: countsUnit,
  }));

/** [value − std, value + std]; null where there is no std. */
export function bandOf(
  values: readonly number[],
  std: readonly number[] | null,
): { readonly lo: number[]; readonly hi: number[] } | null {
  if (std === null) return null;
  return { lo: values.map((v, i) => v - std[i]), hi: values.map((v, i) => v + std[i]) };
}
