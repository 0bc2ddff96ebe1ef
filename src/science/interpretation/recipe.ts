import type { ClusterMethod, NumberRule } from '../clustering/cluster-options.js';
import type { Linkage } from '../clustering/hierarchical.js';
import type { Metric } from '../clustering/metric.js';
import type { CrossSectionTable } from '../edges/quantification/cross-section-table.js';
import type { ReferencesRecipe, WhiteLineContinuum } from './references-recipe.js';

/**
 * What is to be done with a scan: a JSON document. Every field has a value in a resolved recipe (`resolveRecipe`
 * fills what a user left out), so that a result can be computed again from its provenance alone.
 */
export interface Recipe {
  readonly schema: 'kaimen.recipe/1';
  readonly name: string;
  /** Seed of everything random (NMF start, bootstrap). */
  readonly seed: number;
  readonly zeroLoss: {
    /** 'auto': align when zero loss is in range of the scan or of its low-loss partner. */
    readonly align: 'auto' | 'never';
  };
  readonly spikes: {
    readonly remove: boolean;
    /** A channel this many standard deviations above what its neighbours predict is a spike. */
    readonly thresholdSigma: number;
  };
  readonly edges: {
    /** null: search the whole table. Otherwise only these elements (symbols). */
    readonly elements: readonly string[] | null;
    /** How far the energy axis may be off, eV (either sign). */
    readonly maxOffsetEv: number;
    /** Edges of less significance than this (net signal over its standard deviation) are not reported. */
    readonly minSignificance: number;
    /** Also by how much each whole edge is shifted along the scan. */
    readonly shift: boolean;
  };
  readonly background: {
    /** Fit windows by edge id, eV on the calibrated axis, replacing the automatic choice. */
    readonly windowsEv: Readonly<Record<string, readonly [number, number]>>;
  };
  /** How the scan was taken, in place of what its file says; null: as the file says. */
  readonly acquisition: {
    readonly beamEnergyKev: number | null;
    readonly collectionSemiAngleMrad: number | null;
    readonly convergenceSemiAngleMrad: number | null;
  };
  readonly quantification: {
    /** 'none': no atomic per cent. */
    readonly crossSections: 'hydrogenic' | 'none';
    /** Cross-sections of the user, which come before the model. */
    readonly table: CrossSectionTable;
  };
  readonly decomposition: {
    /** 'noise-edge' or a fixed number of components. */
    readonly rank: 'noise-edge' | number;
    readonly maxRank: number;
    readonly nmfMaxIterations: number;
    readonly nmfTolerance: number;
  };
  readonly clustering: {
    readonly method: ClusterMethod;
    /** Of 'hierarchical'. */
    readonly linkage: Linkage;
    readonly metric: Metric;
    /** The rule that finds the number of clusters, or the number; 'dbscan' finds it by density whatever the rule. */
    readonly nClusters: NumberRule | number;
    readonly maxClusters: number;
  };
  readonly references: ReferencesRecipe;
  readonly whiteLines: {
    /** What stands under the lines: see `describeWhiteLines`. */
    readonly continuum: WhiteLineContinuum;
  };
  readonly changePoints: {
    /** Fewest positions between two change points. */
    readonly minSegment: number;
    readonly maxCount: number;
  };
}

export const DEFAULT_RECIPE: Recipe = {
  schema: 'kaimen.recipe/1',
  name: 'default',
  seed: 1,
  zeroLoss: { align: 'auto' },
  spikes: { remove: true, thresholdSigma: 7 },
  edges: { elements: null, maxOffsetEv: 15, minSignificance: 5, shift: false },
  background: { windowsEv: {} },
  acquisition: { beamEnergyKev: null, collectionSemiAngleMrad: null, convergenceSemiAngleMrad: null },
  quantification: { crossSections: 'hydrogenic', table: [] },
  decomposition: { rank: 'noise-edge', maxRank: 12, nmfMaxIterations: 500, nmfTolerance: 1e-5 },
  clustering: {
    method: 'hierarchical',
    linkage: 'ward',
    metric: 'euclidean',
    nClusters: 'silhouette',
    maxClusters: 8,
  },
  references: {
    fit: 'none',
    windowEv: null,
    pixels: [],
    spectra: [],
    background: 'power-law',
    nonNegative: true,
    maxShiftEv: 0,
  },
  whiteLines: { continuum: 'valley' },
  changePoints: { minSegment: 3, maxCount: 5 },
};
