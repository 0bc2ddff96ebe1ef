import type { NavigationAxis } from '../../spectra/spectrum-image.js';

/** One number a pixel of a large scan, at its full resolution: float32, NaN where there is none. */
export interface MapPlane {
  /** As the ids of profiles ('O_K.net'), '.std' after them for standard deviations; 'sum', 'pca.1', 'nmf.1' (the method), 'group'. */
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  /** Values are indices of groups. */
  readonly isCategory: boolean;
}

/** Where the maps of a large scan at its full resolution lie, as the rest of its result is of summed pixels. */
export interface FullResolution {
  /** Axes of the scan as it was taken. */
  readonly navigation: readonly NavigationAxis[];
  readonly nPixels: number;
  /** Pixels along each axis that were summed for the rest of the result. */
  readonly binning: number;
  /** `offset`: first byte of the plane, little-endian float32 [nPixels], in the blob after the preprocessed spectra. */
  readonly planes: readonly (MapPlane & { readonly offset: number })[];
}
