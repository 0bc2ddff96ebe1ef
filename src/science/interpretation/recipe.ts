import type { ClusterMethod, NumberRule } from '../clustering/cluster-options.js';
import type { Linkage } from '../clustering/hierarchical.js';
import type { Metric } from '../clustering/metric.js';
import type { BackgroundMethod } from '../preprocessing/background/background-model.js';
import type { DriftModel } from '../preprocessing/drift.js';
import type { ZeroLossMethod } from '../preprocessing/zero-loss-methods.js';
import type { CrossSectionTable } from '../edges/quantification/cross-section-table.js';
import type { ReferencesRecipe, WhiteLineContinuum } from './references-recipe.js';

export type RankRule = 'noise-edge' | 'gavish-donoho' | 'elbow' | 'cross-validation';
export type UnmixingMethod = 'nmf' | 'mcr-als' | 'vca' | 'sivm' | 'ica';

/**
 * What is to be done with a scan: a JSON document. Every field has a value in a resolved recipe (`resolveRecipe`
 * fills what a user left out), so that a result can be computed again from its provenance alone.
 */
export interface Recipe {
  readonly schema: 'kaimen.recipe/1';
  readonly name: string;
  /** Seed of everything random (NMF start, bootstrap). */
  readonly seed: number;
  /** What becomes of numbers that are no counts of electrons; see countingStatistics. */
  readonly counts: {
    /** Counts that are no numbers: 'interpolate' short gaps and mask other pixels; 'mask-pixels'; 'refuse' the scan. */
    readonly missing: 'interpolate' | 'mask-pixels' | 'refuse';
    /** 'keep': as noise about 0; 'zero' adds counts; 'refuse'. */
    readonly negative: 'keep' | 'zero' | 'refuse';
    /** Electrons per count where the file does not say so; null: as the file has it. */
    readonly electronsPerCount: number | null;
  };
  readonly region: {
    /** Part of the core loss, eV on the axis of the file; null: all. */
    readonly energyEv: readonly [number, number] | null;
    /** So many channels (positions along each axis) are summed into one. */
    readonly binChannels: number;
    readonly binPositions: number;
  };
  readonly zeroLoss: {
    /** 'auto': align when zero loss is in range of the scan or of its low-loss partner. */
    readonly align: 'auto' | 'never';
    readonly method: ZeroLossMethod;
    /** 'measured': each position as measured; otherwise a robust polynomial of `driftDegree`, see driftShifts. */
    readonly drift: DriftModel['kind'];
    readonly driftDegree: number;
  };
  /** Features at measured energies (after zero loss) that are known to lie elsewhere: two or more set offset and scale. */
  readonly energyCalibration: readonly { readonly measuredEv: number; readonly trueEv: number }[];
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
    readonly model: BackgroundMethod;
    /** Positions to each side whose exponents are averaged ('power-law-local-average', 'linear-combination'). */
    readonly radiusPositions: number;
    /** Where a window is not given: by the rule for neighbouring edges, or the widest that passes the test of its residuals. */
    readonly windowChoice: 'neighbours' | 'residuals';
    /** Fit windows by edge id, eV on the calibrated axis, replacing the automatic choice. */
    readonly windowsEv: Readonly<Record<string, readonly [number, number]>>;
  };
  /** How the scan was taken, in place of what its file says; null: as the file says. */
  readonly acquisition: {
    readonly beamEnergyKev: number | null;
    readonly collectionSemiAngleMrad: number | null;
    readonly convergenceSemiAngleMrad: number | null;
  };
  readonly deconvolution: {
    /** Single scattering of the low loss. */
    readonly lowLoss: 'none' | 'fourier-log';
    /** Net edges without plural scattering, or sharpened by the zero-loss peak. */
    readonly coreLoss: 'none' | 'fourier-ratio' | 'richardson-lucy';
    /** Of 'richardson-lucy': the more, the sharper, and the more noise. */
    readonly maxIterations: number;
  };
  /** For thickness in nm; null: not told. A mean free path comes before one from the density. */
  readonly thickness: {
    readonly densityGPerCm3: number | null;
    readonly meanFreePathNm: number | null;
  };
  readonly quantification: {
    /** 'none': no atomic per cent. */
    readonly crossSections: 'hydrogenic' | 'none';
    /** Cross-sections of the user, which come before the model. */
    readonly table: CrossSectionTable;
  };
  readonly decomposition: {
    /** The rule that finds the number of components, or the number. */
    readonly rank: RankRule | number;
    readonly maxRank: number;
    /** How the scan is written as spectra and amounts, beside its principal components. */
    readonly method: UnmixingMethod;
    /** Of 'nmf'. */
    readonly start: 'nndsvda' | 'random';
    /** Of 'nmf': weight of a penalty that empties entries; 0: none. */
    readonly sparsity: number;
    readonly sparsityOf: 'loadings' | 'components';
    /** Of 'nmf' and 'mcr-als': loadings of a pixel add up to its counts. */
    readonly sumToOne: boolean;
    /** Of 'nmf', along a line: weight of a penalty on differences of neighbouring pixels; 0: none. */
    readonly smoothness: number;
    readonly nmfMaxIterations: number;
    readonly nmfTolerance: number;
    /** Scans drawn from what was found and decomposed again, for standard deviations; 0: none. */
    readonly bootstrap: number;
    /** The spectra given out are those of the significant subspace. */
    readonly denoise: boolean;
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
  readonly descriptors: {
    /**
     * Networks to ask, as 'task' (its newest version) or 'task@version'; 'auto': every released or preview one whose edge was
     * found; empty: none.
     */
    readonly models: 'auto' | readonly string[];
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
  counts: { missing: 'interpolate', negative: 'keep', electronsPerCount: null },
  region: { energyEv: null, binChannels: 1, binPositions: 1 },
  zeroLoss: { align: 'auto', method: 'likelihood', drift: 'measured', driftDegree: 1 },
  energyCalibration: [],
  spikes: { remove: true, thresholdSigma: 7 },
  edges: { elements: null, maxOffsetEv: 15, minSignificance: 5, shift: false },
  background: { model: 'power-law', radiusPositions: 2, windowChoice: 'neighbours', windowsEv: {} },
  acquisition: { beamEnergyKev: null, collectionSemiAngleMrad: null, convergenceSemiAngleMrad: null },
  deconvolution: { lowLoss: 'none', coreLoss: 'none', maxIterations: 15 },
  thickness: { densityGPerCm3: null, meanFreePathNm: null },
  quantification: { crossSections: 'hydrogenic', table: [] },
  decomposition: {
    rank: 'noise-edge',
    maxRank: 12,
    method: 'nmf',
    start: 'nndsvda',
    sparsity: 0,
    sparsityOf: 'loadings',
    sumToOne: false,
    smoothness: 0,
    nmfMaxIterations: 500,
    nmfTolerance: 1e-5,
    bootstrap: 0,
    denoise: false,
  },
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
  descriptors: { models: 'auto' },
  changePoints: { minSegment: 3, maxCount: 5 },
};
