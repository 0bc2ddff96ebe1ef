import { interpretScan } from '../interpret-scan.js';
import { provenanceOf, type InterpretationRun, type ScanInput } from '../interpretation-input.js';
import type { InterpretationResult } from '../interpretation-result.js';
import type { SpectrumImage } from '../../spectra/spectrum-image.js';
import { alignedBlocks, shiftsMade } from './aligned-blocks.js';
import { binScan, chooseBinning } from './bin-scan.js';
import { CleanScan } from './clean-scan.js';
import { canDecompose, decomposeLargeScan } from './decompose-large-scan.js';
import type { MapPlane } from './full-resolution.js';
import type { LargeInterpretationInput, LargeScanInput } from './large-scan-input.js';
import { mapMaker } from './make-maps.js';

/** Values of every plane for some pixels, [plane][pixel]; pixels in order, without gaps. */
export interface MapBlock {
  readonly firstPixel: number;
  readonly nPixels: number;
  readonly values: readonly ArrayLike<number>[];
}

export interface LargeInterpretationRun extends InterpretationRun {
  readonly binning: number;
  readonly planes: readonly MapPlane[];
  /** Makes the maps, in one reading of the scan. */
  readonly maps: () => AsyncIterable<MapBlock>;
}

/** More spikes than these are counted, not listed. */
const LISTED_SPIKES = 4096;

/** Share of the work that has been done when a stage begins. */
const BEGINS = { lowLoss: 0, coreLoss: 0.1, interpreting: 0.3, decomposing: 0.5, maps: 0.7, end: 1 };

/**
 * The default recipe for a scan that does not fit in memory. Decisions (axis, edges, windows, noise, rank, groups) are
 * taken on the scan summed over b × b pixels; maps at full resolution follow with those decisions fixed. The principal
 * components are of the whole map where their scores fit into 96 MB.
 *
 * @returns result and preprocessed scan of the summed pixels, and the maps
 * @throws SpectrumError as interpretScan
 * Valid for: what interpretScan is; changes between neighbouring pixels sharper than b are in the maps, not in decisions.
 *   Drift of zero loss within b × b pixels is not undone.
 * Checked: against interpretScan on small maps (interpret-large-scan.spec.ts).
 */
export async function interpretLargeScan(input: LargeInterpretationInput): Promise<LargeInterpretationRun> {
  const progress = input.onProgress ?? (() => undefined);
  const stage = (from: keyof typeof BEGINS, to: keyof typeof BEGINS, name: string) => (share: number) =>
    progress(BEGINS[from] + share * (BEGINS[to] - BEGINS[from]), name);
  const { coreLoss, recipe } = input;
  const tell = { onShare: stage('coreLoss', 'interpreting', 'removing spikes, summing pixels') };
  const thresholdSigma = recipe.spikes.remove ? recipe.spikes.thresholdSigma : null;
  const clean = new CleanScan(coreLoss.scan, coreLoss.counts, thresholdSigma, (share) => tell.onShare(share));
  const lowLoss =
    input.lowLoss === null
      ? null
      : await binnedLowLoss(
          input.lowLoss,
          thresholdSigma,
          stage('lowLoss', 'coreLoss', 'summing the low loss'),
        );
  const binning = chooseBinning(coreLoss.scan);
  const binned = await binScan(coreLoss.scan, clean, binning);

  const run = interpretScan({
    coreLoss: withScan(coreLoss, binned),
    lowLoss,
    recipe: { ...recipe, spikes: { ...recipe.spikes, remove: false } },
    version: input.version,
    onProgress: (share, name) =>
      progress(BEGINS.interpreting + share * (BEGINS.decomposing - BEGINS.interpreting), name),
  });
  const aligned = alignedBlocks(clean, shiftsMade(coreLoss.scan, run.result), binning);
  let { pca } = run.result;
  const isWhole = pca !== null && canDecompose(clean.nPixels, recipe.decomposition.maxRank);
  if (pca !== null && isWhole) {
    let nReadings = 0;
    const during = stage('decomposing', 'maps', 'decomposing the whole map');
    tell.onShare = (share) => {
      during(Math.min(1, (nReadings + share) / 3));
      if (share === 1) nReadings++;
    };
    pca = await decomposeLargeScan(aligned, { pca, binned: run.preprocessed, recipe });
  }
  const result = completed({ ...run.result, pca }, input, { factor: binning.factor, clean, isWhole });
  const maker = mapMaker(result, run.preprocessed);
  return {
    result,
    preprocessed: run.preprocessed,
    binning: binning.factor,
    planes: maker.planes,
    async *maps() {
      tell.onShare = stage('maps', 'end', 'making maps of all pixels');
      const { energy, nChannels } = run.preprocessed;
      for await (const { firstPixel, counts } of aligned.blocks()) {
        const nPixels = counts.length / nChannels;
        const values = maker.of({ ...coreLoss.scan, energy, nChannels, counts, nPixels, navigation: [] });
        yield { firstPixel, nPixels, values };
      }
    },
  };
}

async function binnedLowLoss(
  lowLoss: LargeScanInput,
  thresholdSigma: number | null,
  onShare: (share: number) => void,
): Promise<ScanInput> {
  const clean = new CleanScan(lowLoss.scan, lowLoss.counts, thresholdSigma, onShare);
  return withScan(lowLoss, await binScan(lowLoss.scan, clean, chooseBinning(lowLoss.scan)));
}

const withScan = (
  { name, sha256, format, scanIndex, warnings }: LargeScanInput,
  scan: SpectrumImage,
): ScanInput => ({
  scan,
  name,
  sha256,
  format,
  scanIndex,
  warnings,
});

/** What the run on the binned scan could not know: the spikes, the recipe as it was asked for, that it was binned. */
function completed(
  result: InterpretationResult,
  input: LargeInterpretationInput,
  { factor, clean, isWhole }: { factor: number; clean: CleanScan; isWhole: boolean },
): InterpretationResult {
  const { recipe, version, coreLoss, lowLoss } = input;
  const origin = { recipe, version, coreLoss, lowLoss };
  const { remove, thresholdSigma } = recipe.spikes;
  const steps: InterpretationResult['steps'] = [
    ...(remove
      ? [
          {
            step: 'spikes',
            method: 'outlier from its neighbours in energy and position',
            parameters: { thresholdSigma, scan: 'core-loss' },
            chosen: { found: clean.spikes.length, listed: Math.min(LISTED_SPIKES, clean.spikes.length) },
          },
        ]
      : []),
    {
      step: 'large-scan',
      method: 'decisions on pixels summed in squares; maps of all pixels with those decisions',
      parameters: {},
      chosen: { summedAlongEachAxis: factor, componentsOf: isWhole ? 'all pixels' : 'summed pixels' },
    },
  ];
  return {
    ...result,
    provenance: provenanceOf(origin),
    spikes: clean.spikes.slice(0, LISTED_SPIKES),
    steps: [...steps, ...result.steps],
  };
}
