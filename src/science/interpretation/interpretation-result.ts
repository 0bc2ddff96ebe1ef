import type { DescriptorReading } from '../descriptors/descriptor-result.js';
import type { Acquisition, EnergyAxis, Json, NavigationAxis, Warning } from '../spectra/spectrum-image.js';
import type { FullResolution } from './large-scan/full-resolution.js';
import type { RankRule, Recipe, UnmixingMethod } from './recipe.js';
import type { ReferenceSource } from './references-recipe.js';

/**
 * Everything one run of a recipe found, as JSON: `kaimen interpret` writes it, the service stores it, the page and
 * the report draw it. Energies are eV on the calibrated axis (see `calibration`), positions are pixel indices in C
 * order of the navigation axes. `null` is unknown, never 0. Units stand beside values.
 */
export interface InterpretationResult {
  readonly schema: 'kaimen.interpretation/1';
  readonly provenance: Provenance;
  readonly scan: ScanSummary;
  /** The answer in words with numbers and doubt, most important first. */
  readonly answer: readonly string[];
  readonly warnings: readonly StepWarning[];
  readonly steps: readonly StepRecord[];
  readonly calibration: Calibration;
  readonly zeroLoss: ZeroLossResult | null;
  readonly spikes: readonly Spike[];
  readonly edges: readonly EdgeResult[];
  readonly profiles: readonly DescriptorProfile[];
  readonly pca: PcaResult | null;
  readonly unmixing: UnmixingResult | null;
  readonly clusters: ClusterResult | null;
  readonly changePoints: readonly ChangePoint[];
  /** Maps of all pixels, where the scan was too large for memory and the rest is of summed pixels; absent otherwise. */
  readonly fullResolution?: FullResolution;
  /** null: not asked for, or not possible (a warning says why); absent: from before there was one. */
  readonly referenceFit?: ReferenceFitResult | null;
  /** What the recipe wanted deconvolved; absent in results of earlier versions. */
  readonly deconvolution?: DeconvolutionResult | null;
  /** What networks read off it, one a model and edge; absent: no network was asked. */
  readonly descriptors?: readonly DescriptorReading[];
}

export interface Provenance {
  readonly inputs: readonly ProvenanceInput[];
  readonly recipe: Recipe;
  readonly software: { readonly name: 'kaimen'; readonly version: string };
  /** Networks that were asked; absent where none was. */
  readonly models?: readonly { readonly id: string; readonly manifestSha256: string }[];
}

export interface ProvenanceInput {
  readonly role: 'core-loss' | 'low-loss';
  readonly name: string;
  /** SHA-256 of the file, hex; null for data that came from no file. */
  readonly sha256: string | null;
  readonly format: string;
  /** Index of the scan among the scans of the file. */
  readonly scanIndex: number;
}

export interface ScanSummary {
  readonly title: string;
  readonly navigation: readonly NavigationAxis[];
  /** As the file states it, before calibration. */
  readonly energy: EnergyAxis;
  readonly nPixels: number;
  readonly nChannels: number;
  readonly intensityUnit: string;
  readonly acquisition: Acquisition;
  readonly totalCounts: number;
  /** Sum over energy of each pixel: the navigator, [nPixels]. */
  readonly pixelSums: readonly number[];
  /** Mean over pixels of the preprocessed spectra, on `calibration.energy` (alignment may have cropped the axis). */
  readonly meanSpectrum: readonly number[];
}

export interface StepWarning extends Warning {
  readonly step: string;
}

/** One step of the recipe: what it was told, what it chose by itself. */
export interface StepRecord {
  readonly step: string;
  readonly method: string;
  readonly parameters: { readonly [key: string]: Json };
  readonly chosen: { readonly [key: string]: Json };
}

/**
 * Calibrated energy = energy of the file + `shiftEv`, after alignment of each pixel where zero loss allowed it; where the
 * dispersion was found wrong as well, `energy` holds both corrections and `shiftEv` is that at the middle of the edges.
 */
export interface Calibration {
  readonly shiftEv: number;
  readonly stdEv: number | null;
  /** 'zero-loss': from the zero-loss peak; 'edges': from several edges fitted together; 'recipe': from its known features; 'none': as the file says. */
  readonly source: 'zero-loss' | 'edges' | 'recipe' | 'none';
  /** What each contributed to `shiftEv`, eV; null when it did not. */
  readonly byZeroLossEv: number | null;
  readonly byEdgesEv: number | null;
  /** Dispersion over that of the file; 1 unless the edges demanded another. */
  readonly dispersionFactor: number;
  /** Calibrated axis of the preprocessed scan; spectra, components and windows below live on it. */
  readonly energy: EnergyAxis;
}

export interface ZeroLossResult {
  readonly source: 'core-loss' | 'low-loss';
  /** Centre of the zero-loss peak of each pixel before alignment, eV on the file's axis, and its standard deviation. */
  readonly centresEv: readonly number[];
  readonly stdEv: readonly (number | null)[];
  /** What each pixel was moved by, eV: −centre, or −(smooth drift through the centres) where the recipe says so. */
  readonly shiftsEv: readonly number[];
  /** rms of the centres after alignment, eV. */
  readonly residualRmsEv: number;
  /** Full width at half maximum of the aligned sum, eV. */
  readonly fwhmEv: number | null;
}

/** `channel` counts on the axis of the file; values in the unit of the counts. */
export interface Spike {
  readonly pixel: number;
  readonly channel: number;
  readonly before: number;
  readonly after: number;
}

export interface EdgeResult {
  /** Element and shell: 'O_K', 'Mn_L3'. Labels the descriptors of this edge. */
  readonly id: string;
  readonly element: string;
  readonly shell: string;
  /** Onset in the table, and where it is in these data (calibrated axis), eV. */
  readonly tableOnsetEv: number;
  readonly onsetEv: number;
  readonly onsetStdEv: number | null;
  /** Net signal of the summed spectrum over its standard deviation; of its rise alone where no background could be fitted. */
  readonly significance: number;
  /** Background fit window and integration window [lo, hi), eV; null where the edge could not be quantified. */
  readonly fitWindowEv: readonly [number, number] | null;
  readonly signalWindowEv: readonly [number, number] | null;
  /** Power law A·E^(−r) of each pixel under this edge, so that a background can be drawn; E in eV, calibrated axis; null where none fits. */
  readonly background: {
    readonly logA: readonly (number | null)[];
    readonly r: readonly (number | null)[];
    /** Of another family than power laws: the background itself; `logA` and `r` touch it in the middle of the signal window. */
    readonly curve: BackgroundCurve | null;
  } | null;
  /** Source of the table's onset. */
  readonly source: string;
}

/** A background at some energies, eV ascending, [nPixels][n] counts per channel; logarithms are straight between them. */
export interface BackgroundCurve {
  readonly energiesEv: readonly number[];
  readonly counts: readonly (readonly (number | null)[])[];
}

/** Mean over the scan of deconvolved spectra, on their own energy axis. */
export interface DeconvolvedSpectrum {
  /** 'single-scattering', or the id of an edge. */
  readonly id: string;
  readonly energy: EnergyAxis;
  readonly mean: readonly number[];
}

export interface DeconvolutionResult {
  /** Single scattering of the low loss. */
  readonly lowLoss: DeconvolvedSpectrum | null;
  /** Net signal of each edge, without plural scattering or sharpened. */
  readonly edges: readonly DeconvolvedSpectrum[];
}

/** One descriptor along the scan with its standard deviation; both [nPixels], null where there is no value. */
export interface DescriptorProfile {
  /** 'O_K.net', 'Mn_L3/O_K', 'Mn.white-line-ratio', 'O_K.onset', 'thickness', … */
  readonly id: string;
  /** For people: 'Mn L3/L2 white-line ratio'. */
  readonly label: string;
  readonly unit: string;
  readonly values: readonly (number | null)[];
  readonly std: readonly (number | null)[];
  /** What the method itself may be wrong by (cross-sections): moves all pixels alike and is not in `std`; absent: not told. */
  readonly systematicStd?: readonly (number | null)[];
  readonly method: string;
}

export interface PcaResult {
  /** Channels [first, end) of the preprocessed scan that were decomposed. */
  readonly channelRange: readonly [number, number];
  /** Singular values of the Poisson-weighted matrix (the first is 1). */
  readonly singularValues: readonly number[];
  /** Share of the total (weighted) variance of each. */
  readonly explainedShare: readonly number[];
  /** The largest singular value that counting noise alone would give. */
  readonly noiseEdge: number;
  readonly rank: {
    readonly noiseEdge: number;
    readonly gavishDonoho: number;
    readonly elbow: number;
    /** null: not asked for and too long to find out, or counts that are no whole numbers (aligned, scaled). */
    readonly crossValidation: number | null;
    /** The one used below, and by which rule. */
    readonly chosen: number;
    readonly rule: RankRule | 'fixed';
  };
  /** [component][channel] and [component][pixel], in counts; sign: the loading of largest magnitude is positive. */
  readonly components: readonly (readonly number[])[];
  readonly loadings: readonly (readonly number[])[];
  /** Of every loading of a pixel alike, counts, [nPixels]. */
  readonly loadingStd: readonly number[];
}

/** The scan as a few spectra and their amounts, by the method of the recipe. */
export interface UnmixingResult {
  readonly method: UnmixingMethod;
  readonly channelRange: readonly [number, number];
  /** Components in it; of 'ica' one less than the rank, as the first component is how much there is. */
  readonly rank: number;
  /**
   * [component][channel] and [component][pixel]. Spectra of unit sum over the range and amounts in counts; both ≥ 0 but for
   * noise in the spectra of 'vca' and 'sivm'. Of 'ica': spectra that sum to 0, loadings of mean 0 and variance 1.
   */
  readonly components: readonly (readonly number[])[];
  readonly loadings: readonly (readonly number[])[];
  /** Of counting alone, by bootstrap; null when it was not asked for. */
  readonly bootstrap: {
    readonly redraws: number;
    readonly componentsStd: readonly (readonly number[])[];
    readonly loadingsStd: readonly (readonly number[])[];
    /** Share of the redraws in which a component was not found again, [component]. */
    readonly lostShare: readonly number[];
  } | null;
  /** Of 'vca' and 'sivm': the pixels whose spectra they are. */
  readonly purePixels: readonly number[] | null;
  /** ‖residual‖/‖counts‖ under weights; null for 'ica', which fits nothing. */
  readonly relativeError: number | null;
  readonly iterations: number;
  readonly converged: boolean;
  readonly constraints: readonly string[];
}

export interface ClusterResult {
  /** Cluster of each pixel, 0-based, in order of first appearance along the scan; −1: in none (by density only). */
  readonly labels: readonly number[];
  readonly nClusters: number;
  /** How they were found, for people. */
  readonly method: string;
  /** Of 'hierarchical', else empty. Merges of the dendrogram as scipy writes them: [a, b, height, size]; ids ≥ nLeaves are earlier merges. */
  readonly merges: readonly (readonly [number, number, number, number])[];
  /** Number of leaves; for large maps leaves are groups of pixels, and `leafOfPixel` tells which. */
  readonly nLeaves: number;
  readonly leafOfPixel: readonly number[] | null;
  readonly cutHeight: number;
  readonly criterion: string;
  /** What the rule looked at, by number of clusters k; empty for the rules that were not asked. */
  readonly silhouettes: readonly { readonly k: number; readonly width: number }[];
  readonly gaps: readonly { readonly k: number; readonly gap: number; readonly stdError: number }[];
  readonly stabilities: readonly {
    readonly k: number;
    readonly adjustedRand: number;
    readonly leastJaccard: number;
  }[];
  readonly bics: readonly { readonly k: number; readonly bic: number }[];
  /** Mean preprocessed spectrum of each cluster, [cluster][channel]. */
  readonly meanSpectra: readonly (readonly number[])[];
}

/** Where along the line the spectra change; only for line scans. */
export interface ChangePoint {
  /** Between pixels: 31.5 lies between pixel 31 and 32. */
  readonly pixel: number;
  readonly position: number;
  readonly unit: string;
  /** Standard deviation of the location, in `unit`; null when it could not be told. */
  readonly std: number | null;
  /** How much the split improves the fit, in units of what noise alone gives; > 1 is a change. */
  readonly strength: number;
  /** Which descriptors change across it, the most telling first. */
  readonly changes: readonly DescriptorChange[];
  /** The same in words with numbers. */
  readonly what: readonly string[];
}

/** A descriptor on either side of a change: weighted means with their standard deviations. */
export interface DescriptorChange {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly from: number;
  readonly fromStd: number;
  readonly to: number;
  readonly toStd: number;
  /** Height beyond a common slope over its standard deviation. */
  readonly significance: number;
}

/**
 * References fitted to each pixel. With the references on the whole axis, coefficients and background a pixel's fit can
 * be drawn again without its residual being stored (`modelSpectrum`).
 */
export interface ReferenceFitResult {
  readonly source: ReferenceSource;
  readonly method: string;
  /** As fitted, eV, and its channels [first, end) of the calibrated axis. */
  readonly windowEv: readonly [number, number];
  readonly channelRange: readonly [number, number];
  /** As fitted, counts on the calibrated axis, background taken off where the fit has one of its own. */
  readonly references: readonly { readonly name: string; readonly counts: readonly number[] }[];
  /** One a reference, 'reference.NAME': 1 is as much as the reference holds. */
  readonly coefficients: readonly DescriptorProfile[];
  /** 'reference.NAME.share': its counts in the window over those of all references. */
  readonly shares: readonly DescriptorProfile[];
  /** 'reference.NAME.shift', eV; empty unless shifts were asked for. */
  readonly shifts: readonly DescriptorProfile[];
  /** amplitude·(E/referenceEv)^(−r), [nPixels]; null without. */
  readonly background: {
    readonly referenceEv: number;
    readonly amplitude: readonly (number | null)[];
    readonly r: readonly (number | null)[];
  } | null;
  /** χ² over degrees of freedom, [nPixels]: 1 where background and references are all there is. */
  readonly reducedChiSquare: readonly (number | null)[];
  readonly degreesOfFreedom: number;
  /** Variance of the counts over that of electrons, as taken. */
  readonly noiseScale: number;
  /** Mean of counts − fit over the pixels that were fitted, [channels of `channelRange`]. */
  readonly meanResidual: readonly number[];
  /** Largest over smallest singular value: how nearly references can stand for one another. */
  readonly condition: number;
  readonly failedPixels: readonly number[];
  readonly unconvergedPixels: readonly number[];
}
