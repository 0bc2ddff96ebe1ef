import {
  anchors,
  boolean,
  crossSectionRows,
  either,
  elements,
  integer,
  namesOfModels,
  type Leaf,
  number,
  oneOf,
  orNull,
  text,
  windowEv,
  windowsByEdge,
} from './recipe-leaf.js';
import { REFERENCES_FORM } from './references-form.js';

/** A tree of the same shape as what it describes, a leaf for each field. */
export type Form = { readonly [key: string]: Form | Leaf };

/**
 * The form of a recipe, the one place that says what a field may be: `resolveRecipe` checks with it, `recipeSchema`
 * makes the JSON Schema of it, and the page draws its editor from that schema. A new field: here, and in `Recipe` with
 * its default.
 */
export const RECIPE_FORM = {
  schema: oneOf(['kaimen.recipe/1'], 'Version of this kind of document.'),
  name: text(100, 'What the recipe is called in results and lists.'),
  seed: integer(0, 2 ** 31 - 1, 'Seed of everything random: the same seed gives the same numbers.'),
  counts: {
    missing: oneOf(
      ['interpolate', 'mask-pixels', 'refuse'],
      'Counts that are no numbers: fill short gaps and mask other positions, mask all, or refuse the scan.',
    ),
    negative: oneOf(
      ['keep', 'zero', 'refuse'],
      'Negative counts: keep them as the noise they are, take them as 0 (which adds counts), or refuse the scan.',
    ),
    electronsPerCount: orNull(
      number(1e-6, 1e6, ''),
      'Electrons per count where the file does not say it; null: as it is.',
    ),
  },
  region: {
    energyEv: orNull(windowEv(''), 'Part of the core loss [lo, hi], eV on the axis of the file; null: all.'),
    binChannels: integer(1, 64, 'So many channels are summed into one.'),
    binPositions: integer(1, 64, 'So many positions along each axis are summed into one.'),
  },
  zeroLoss: {
    align: oneOf(
      ['auto', 'never'],
      'auto: put zero loss at 0 eV when it is in range of the scan or its low-loss partner.',
    ),
    method: oneOf(
      ['likelihood', 'maximum', 'centre-of-mass', 'gaussian-fit', 'cross-correlation'],
      'How zero loss is located; likelihood is the most precise, the others are for comparison.',
    ),
    drift: oneOf(
      ['measured', 'scan-order', 'each-line', 'map'],
      'measured: each position by its own zero loss; otherwise a smooth drift: in scan order, along each line, or over the map.',
    ),
    driftDegree: integer(0, 6, 'Degree of the polynomial of a smooth drift.'),
  },
  energyCalibration: anchors(
    'Features seen at measuredEv (after zero loss) that lie at trueEv; two or more set the axis, which edges then do not move.',
  ),
  spikes: {
    remove: boolean('Take out cosmic rays and other spikes.'),
    thresholdSigma: number(3, 100, 'How many standard deviations above its neighbours a channel is a spike.'),
  },
  edges: {
    elements: elements('Symbols of the elements to look for; null looks for all.'),
    maxOffsetEv: number(0, 50, 'How far the energy axis may be off, eV, either sign.'),
    minSignificance: number(
      1,
      1000,
      'Net signal over its standard deviation that an edge needs to be reported.',
    ),
    shift: boolean('Also follow by how much each whole edge is shifted along the scan.'),
  },
  background: {
    model: oneOf(
      [
        'power-law',
        'power-law-local-average',
        'power-law-two-area',
        'power-law-log-weighted',
        'power-law-curved',
        'exponential',
        'double-power-law',
        'linear-combination',
      ],
      'What is fitted below each edge; power-law by Poisson maximum likelihood is the default.',
    ),
    radiusPositions: integer(
      0,
      50,
      'Positions to each side whose exponents are averaged, where the model does so.',
    ),
    windowChoice: oneOf(
      ['neighbours', 'residuals'],
      'Automatic fit windows: by the distance to neighbouring edges, or the widest whose residuals are no more than noise.',
    ),
    windowsEv: windowsByEdge(
      'Background fit windows [lo, hi] by edge such as "O_K", lo < hi, eV on the calibrated axis, in place of automatic ones.',
    ),
  },
  acquisition: {
    beamEnergyKev: orNull(number(1, 2000, ''), 'Beam energy, keV; null: as the file says.'),
    collectionSemiAngleMrad: orNull(
      number(0.01, 500, ''),
      'Collection semi-angle, mrad; null: as the file says.',
    ),
    convergenceSemiAngleMrad: orNull(
      number(0, 500, ''),
      'Convergence semi-angle, mrad; null: as the file says.',
    ),
  },
  deconvolution: {
    lowLoss: oneOf(['none', 'fourier-log'], 'fourier-log: single scattering of the low loss.'),
    coreLoss: oneOf(
      ['none', 'fourier-ratio', 'richardson-lucy'],
      'Net edges without plural scattering (fourier-ratio), or sharpened by the zero-loss peak (richardson-lucy).',
    ),
    maxIterations: integer(
      1,
      200,
      'Iterations of richardson-lucy: the more, the sharper, and the more noise.',
    ),
  },
  thickness: {
    densityGPerCm3: orNull(
      number(0.01, 30, ''),
      'Density, g/cm³: gives thickness in nm with beam energy and angles; null: t/λ only.',
    ),
    meanFreePathNm: orNull(
      number(1, 10_000, ''),
      'Mean free path, nm, where it is known; comes before the density.',
    ),
  },
  quantification: {
    crossSections: oneOf(
      ['hydrogenic', 'none'],
      'Cross-sections for atomic per cent; none: intensities only.',
    ),
    table: crossSectionRows('Cross-sections of your own, barn, which come before the model.'),
  },
  decomposition: {
    rank: either(
      [oneOf(['noise-edge', 'gavish-donoho', 'elbow', 'cross-validation'], ''), integer(1, 40, '')],
      'Number of components, or the rule that finds it: what rises above the noise, the truncation of least error, the bend of the scree, or what predicts the other half of the electrons.',
    ),
    maxRank: integer(1, 40, 'Most components that a rule may give.'),
    method: oneOf(
      ['nmf', 'mcr-als', 'vca', 'sivm', 'ica'],
      'Second decomposition: non-negative factors, alternating least squares from measured spectra, pure pixels (by random directions, by volume), or independent parts.',
    ),
    start: oneOf(['nndsvda', 'random'], 'NMF: where it starts; nndsvda leaves nothing to chance.'),
    sparsity: number(
      0,
      0.99,
      'NMF: weight of the penalty that empties entries; 0: none, 1 would leave nothing.',
    ),
    sparsityOf: oneOf(['loadings', 'components'], 'NMF: what is to be sparse.'),
    sumToOne: boolean('NMF, MCR-ALS: the loadings of a pixel add up to its counts.'),
    smoothness: number(
      0,
      100,
      'NMF of a line: weight of the penalty on differences between neighbouring pixels; 0: none.',
    ),
    nmfMaxIterations: integer(1, 100_000, 'Iterations of NMF, MCR-ALS or ICA at most.'),
    nmfTolerance: number(1e-12, 0.1, 'Relative change of the residual below which NMF or MCR-ALS stops.'),
    bootstrap: integer(
      0,
      500,
      'Scans drawn from the result and decomposed again, for standard deviations of components and loadings; 0: none.',
    ),
    denoise: boolean(
      'Give out the spectra as the significant components show them; what is rare is not in them.',
    ),
  },
  clustering: {
    method: oneOf(
      ['hierarchical', 'k-means', 'gaussian-mixture', 'dbscan'],
      'How spectra are grouped; dbscan finds groups by density and leaves outliers in none.',
    ),
    linkage: oneOf(
      ['ward', 'average', 'complete'],
      'Hierarchical: how distances between groups are measured.',
    ),
    metric: oneOf(['euclidean', 'cosine', 'correlation'], 'Distance between two spectra.'),
    nClusters: either(
      [oneOf(['silhouette', 'gap', 'stability', 'bic'], ''), integer(1, 40, '')],
      'Number of groups, or the rule that finds it: silhouette width, gap statistic, stability under counting noise, or (of a mixture) bic.',
    ),
    maxClusters: integer(2, 40, 'Most groups that the rule may give.'),
  },
  references: REFERENCES_FORM,
  whiteLines: {
    continuum: oneOf(
      ['valley', 'pearson', 'statistical'],
      'Under white lines: steps no higher than the valley, steps scaled in 50 eV (Pearson), or steps and line shapes fitted together.',
    ),
  },
  descriptors: {
    models: either(
      [oneOf(['auto'], ''), namesOfModels('')],
      'Networks to ask: auto (all that read an edge which was found, but for benchmarks), or a list of "task" or "task@version"; none: [].',
    ),
  },
  changePoints: {
    minSegment: integer(1, 10_000, 'Fewest positions between two change points.'),
    maxCount: integer(0, 100, 'Most change points to report.'),
  },
} as const satisfies Form;
