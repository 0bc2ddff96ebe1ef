import { bootstrapErrors, type Parts } from '../decomposition/bootstrap.js';
import { poissonPca, type PoissonPca } from '../decomposition/poisson-pca.js';
import { createRng } from '../numerics/rng.js';
import { SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';
import type { UnmixingResult } from './interpretation-result.js';
import type { Recipe } from './recipe.js';
import { rowsOf } from './rows-of.js';
import { unmixCounts, type Unmixed, type UnmixingTask } from './unmix-counts.js';

/** A component that is not found again in more than this share of the redraws is not to be relied on. */
const UNSTABLE_SHARE = 0.1;

/**
 * The scan by the method of the recipe, with errors by bootstrap where they are asked for.
 *
 * @returns null for independent parts of a scan that has one component only
 * @throws SpectrumError invalid-recipe  smoothness for a scan that is no line
 */
export function unmixScan(
  scan: SpectrumImage,
  pca: PoissonPca,
  rank: number,
  { recipe, record }: { readonly recipe: Recipe; readonly record: RunRecord },
): UnmixingResult | null {
  const { method, smoothness } = recipe.decomposition;
  if (smoothness > 0 && scan.navigation.length !== 1) {
    throw new SpectrumError(
      'invalid-recipe',
      'Recipe at /decomposition/smoothness: must be 0 for a scan that is no line: neighbours in a map are not one after the other.',
      { pointer: '/decomposition/smoothness' },
    );
  }
  if (method === 'ica' && rank < 2) {
    record.warn(
      'unmixing',
      'no-independent-parts',
      'One component stands out of noise: it has no independent parts.',
    );
    return null;
  }
  const { channelRange } = pca;
  const shape = { nPixels: scan.nPixels, nChannels: scan.nChannels };
  const task: UnmixingTask = { shape, channelRange: [channelRange[0], channelRange[1]], rank, recipe };
  const found = unmixCounts(scan.counts, pca, task);
  recordRun(found, task, record);
  const shown = shownOf(found, pca, method);
  return {
    method,
    channelRange: task.channelRange,
    rank: shown.count,
    ...asRows(shown),
    bootstrap: bootstrapped(found, pca, task, record),
    purePixels: found.purePixels,
    relativeError: found.relativeError,
    iterations: found.iterations,
    converged: found.converged,
    constraints: found.constraints,
  };
}

function recordRun(found: Unmixed, { rank, recipe }: UnmixingTask, record: RunRecord): void {
  const { iterations, converged, relativeError, purePixels } = found;
  if (!converged) {
    record.warn('unmixing', 'not-converged', `${found.description} stopped after ${iterations} iterations.`);
  }
  const { method, start, sparsity, sparsityOf, sumToOne, smoothness, bootstrap } = recipe.decomposition;
  const { nmfMaxIterations: maxIterations, nmfTolerance: tolerance } = recipe.decomposition;
  record.done(
    'unmixing',
    found.description,
    {
      ...{ method, rank, start, sparsity, sparsityOf, sumToOne, smoothness },
      ...{ maxIterations, tolerance, bootstrap, seed: recipe.seed },
    },
    { iterations, relativeError, ...(purePixels === null ? {} : { purePixels: [...purePixels] }) },
  );
}

interface Counted extends Parts {
  readonly count: number;
}

/** What a reader sees; of 'ica' the sources themselves, without what all pixels have in common. */
function shownOf(
  parts: Counted,
  { loadings: sums, nPixels: m, nChannels: n }: PoissonPca,
  method: string,
): Counted {
  if (method !== 'ica') return parts;
  return {
    components: parts.components.subarray(n),
    loadings: parts.loadings.subarray(m).map((x, at) => (sums[at % m] > 0 ? x / sums[at % m] : 0)),
    count: parts.count - 1,
  };
}

const asRows = ({ components, loadings, count }: Counted) => ({
  components: rowsOf(components, count),
  loadings: rowsOf(loadings, count),
});

/**
 * Noise of `scale` times that of electrons is that of electrons which each give scale² counts. Where interpolation has made
 * the noise of a channel smaller, that of a sum over channels is still that of electrons: the scale is then taken as 1.
 */
function bootstrapped(
  found: Unmixed,
  pca: PoissonPca,
  task: UnmixingTask,
  record: RunRecord,
): UnmixingResult['bootstrap'] {
  const { bootstrap: redraws, method } = task.recipe.decomposition;
  if (redraws === 0) return null;
  const gain = pca.noise.source === 'measured' ? Math.max(1, pca.noiseScale ** 2) : 1;
  const inElectrons = (loadings: Float64Array): Float64Array => loadings.map((x) => x / gain);
  const shape = { nPixels: pca.nPixels, nChannels: pca.nChannels };
  const range = [0, pca.nChannels] as const;
  const { count } = found;
  const errors = bootstrapErrors(
    { components: found.components, loadings: inElectrons(found.loadings) },
    {
      count,
      replicates: redraws,
      rng: createRng(task.recipe.seed),
      decompose: (electrons) => {
        const counts = electrons.map((x) => x * gain);
        const again = poissonPca(counts, shape, {
          maxRank: Math.max(2, task.rank),
          gainEstimate: false,
          rng: createRng(task.recipe.seed),
        });
        const { components, loadings } = unmixCounts(counts, again, { ...task, shape, channelRange: range });
        return { components, loadings: inElectrons(loadings) };
      },
    },
  );
  const loadings = errors.loadingStd.map((x) => x * gain);
  const std = asRows(shownOf({ components: errors.componentStd, loadings, count }, pca, method));
  const lostShare = [...errors.lostShare].slice(method === 'ica' ? 1 : 0);
  warnOfUnstable(lostShare, record);
  return { redraws, componentsStd: std.components, loadingsStd: std.loadings, lostShare };
}

function warnOfUnstable(lostShare: readonly number[], record: RunRecord): void {
  const lost = lostShare.flatMap((share, k) => (share > UNSTABLE_SHARE ? [k + 1] : []));
  if (lost.length === 0) return;
  record.warn(
    'unmixing',
    'unstable-components',
    `Components ${lost.join(', ')} are often not found again in scans drawn from the result: counting noise alone can make other ones.`,
  );
}
