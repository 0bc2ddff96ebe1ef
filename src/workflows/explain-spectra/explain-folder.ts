import { explainSpectra } from '../../science/structure-trees/explain-spectra.js';
import type { SiteSpectra } from '../../science/structure-trees/site-spectra.js';
import type { ExplainOptions, StructureTree } from '../../science/structure-trees/structure-tree.js';
import type { NamedBytes } from '../interpret-file.js';
import { readSiteFolder, type SiteChoice } from './site-folder.js';

/** What is done unless asked otherwise. Spectra are compared by angle, so that their height does not matter. */
export const DEFAULT_EXPLAIN_OPTIONS: ExplainOptions = {
  rangeEv: null,
  broadenEv: 0,
  metric: 'cosine',
  linkage: 'ward',
  clusters: 'silhouette',
  maxClusters: 12,
  seed: 1,
  criterion: 'gini',
  maxDepth: 4,
  minLeaf: 5,
  pruning: 'least-error',
  nFolds: 10,
  outerFolds: null,
  importanceRepeats: 20,
};

/** Left out one by one up to so many groups; more are left out in so many parts. */
export const MAX_SINGLE_GROUPS = 100;
const PARTS = 10;

export interface ExplainRequest {
  readonly files: { readonly sites: NamedBytes; readonly spectra: NamedBytes; readonly grid: NamedBytes };
  readonly choice: SiteChoice;
  readonly options: ExplainOptions;
  /** Version of the program, for the provenance. */
  readonly version: string;
}

export interface Explanation {
  readonly tree: StructureTree;
  /** What it was made from, for drawing. */
  readonly sites: SiteSpectra;
}

/**
 * Explains the spectra of a folder by the structures beside them.
 *
 * @throws FormatError, WorkflowError; StructureTreeError, ClusteringError, SpectrumError
 */
export function explainFolder({ files, choice, options, version }: ExplainRequest): Explanation {
  const { sites: siteFile, spectra, grid } = files;
  const sites = readSiteFolder({ sites: siteFile.bytes, spectra: spectra.bytes, grid: grid.bytes }, choice);
  const nGroups = new Set(sites.groups).size;
  const outerFolds = options.outerFolds ?? (nGroups > MAX_SINGLE_GROUPS ? PARTS : null);
  const tree = explainSpectra(
    sites,
    { ...options, outerFolds },
    {
      software: { name: 'kaimen', version },
      inputs: [siteFile, spectra, grid].map(({ name, sha256 }) => ({ name, sha256 })),
    },
  );
  return { tree, sites };
}
