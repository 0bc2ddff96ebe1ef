import { interpretScan } from '../interpret-scan.js';
import { provenanceOf, type InterpretationRun, type ScanInput } from '../interpretation-input.js';
import type { InterpretationResult, StepWarning } from '../interpretation-result.js';
import type { Recipe } from '../recipe.js';
import type { ScanHeader } from '../../spectra/assemble-scan.js';
import type { SpectrumImage } from '../../spectra/spectrum-image.js';
import { alignedBlocks, shiftsMade } from './aligned-blocks.js';
import { binScan, chooseBinning, type BinningLimits } from './bin-scan.js';
import { CleanScan } from './clean-scan.js';
import { canDecompose, decomposeLargeScan } from './decompose-large-scan.js';
import type { MapPlane } from './full-resolution.js';
import type { LargeInterpretationInput, LargeScanInput } from './large-scan-input.js';
import { mapMaker } from './make-maps.js';
import { notAtFullResolution } from './not-at-full-resolution.js';
import { thicknessMaps, type LargeScan } from './thickness-plane.js';

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
 * @param limits  how small the summed scan is to be; for tests
 * @returns result and preprocessed scan of the summed pixels, and the maps
 * @throws SpectrumError as interpretScan
 * Valid for: what interpretScan is; changes between neighbouring pixels sharper than b are in the maps, not in decisions.
 *   Drift of zero loss within b × b pixels is not undone. Of a recipe: notAtFullResolution.
 * Checked: against interpretScan on small maps (interpret-large-scan.spec.ts, large-low-loss.spec.ts).
 */
export async function interpretLargeScan(
  input: LargeInterpretationInput,
  limits?: BinningLimits,
): Promise<LargeInterpretationRun> {
  const progress = input.onProgress ?? (() => undefined);
  const stage = (from: keyof typeof BEGINS, to: keyof typeof BEGINS, name: string) => (share: number) =>
    progress(BEGINS[from] + share * (BEGINS[to] - BEGINS[from]), name);
  const { recipe, warnings } = notAtFullResolution(input.recipe);
  const { coreLoss, lowLoss } = input;
  const tell = { onShare: stage('lowLoss', 'coreLoss', 'summing the low loss') };
  const summed = summing(input, { recipe, limits }, (share) => tell.onShare(share));
  const low = lowLoss === null ? null : await summed(lowLoss);
  tell.onShare = stage('coreLoss', 'interpreting', 'removing spikes, summing pixels');
  const core = await summed(coreLoss);
  const { clean, binning } = core;

  const run = interpretScan({
    coreLoss: withScan(coreLoss, core.binned),
    lowLoss: low === null ? null : withScan(lowLoss!, low.binned),
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
  const completedBy = { factor: binning.factor, clean, isWhole };
  const warned = { ...run.result, pca, warnings: [...run.result.warnings, ...warnings] };
  const result = completed(warned, input, completedBy);
  const maker = mapMaker(result, run.preprocessed);
  const zeroLossScan = result.zeroLoss?.source === 'low-loss' ? low : core;
  const thickness = zeroLossScan === null ? null : thicknessMaps(result, zeroLossScan);
  return {
    result,
    preprocessed: run.preprocessed,
    netSource: run.netSource,
    binning: binning.factor,
    planes: [...maker.planes, ...(thickness?.planes ?? [])],
    async *maps() {
      tell.onShare = stage('maps', 'end', 'making maps of all pixels');
      const { energy, nChannels } = run.preprocessed;
      for await (const { firstPixel, counts } of aligned.blocks()) {
        const nPixels = counts.length / nChannels;
        const values = maker.of({ ...coreLoss.scan, energy, nChannels, counts, nPixels, navigation: [] });
        yield { firstPixel, nPixels, values: [...values, ...(thickness?.of(firstPixel, nPixels) ?? [])] };
      }
    },
  };
}

/** How the scans of an input are summed: over the same positions both alike, whichever has more channels. */
function summing(
  { coreLoss, lowLoss }: LargeInterpretationInput,
  { recipe: { spikes }, limits }: { recipe: Recipe; limits: BinningLimits | undefined },
  onShare: (share: number) => void,
): (from: LargeScanInput) => Promise<LargeScan> {
  const isShared = lowLoss !== null && samePositions(lowLoss.scan, coreLoss.scan);
  const most = isShared ? Math.max(lowLoss.scan.nChannels, coreLoss.scan.nChannels) : null;
  return async ({ scan, counts }) => {
    const clean = new CleanScan(scan, counts, spikes.remove ? spikes.thresholdSigma : null, onShare);
    const binning = chooseBinning({ ...scan, nChannels: most ?? scan.nChannels }, limits);
    return { scan, clean, binning, binned: await binScan(scan, clean, binning) };
  };
}

/** Axes of one position do not count. */
function samePositions(a: ScanHeader, b: ScanHeader): boolean {
  const sizes = ({ navigation }: ScanHeader): string =>
    navigation
      .map(({ size }) => size)
      .filter((size) => size > 1)
      .join('×');
  return sizes(a) === sizes(b);
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
    warnings: [...result.warnings, ...withoutMaps(result)],
    steps: [...steps, ...result.steps],
  };
}

/** Independent parts are of no fixed amount in a pixel: their loadings depend on all others. */
const withoutMaps = ({ unmixing }: InterpretationResult): StepWarning[] =>
  unmixing?.method === 'ica'
    ? [
        {
          step: 'large-scan',
          code: 'not-at-full-resolution',
          message: 'Independent parts are those of the summed pixels; they have no maps of all pixels.',
        },
      ]
    : [];
