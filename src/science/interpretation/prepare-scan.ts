import { countingStatistics, repairMissing, treatNegatives } from '../preprocessing/counting-statistics.js';
import { cropEnergy } from '../preprocessing/crop.js';
import { rebinEnergy, rebinNavigation } from '../preprocessing/rebin.js';
import { type SpectrumImage, type Warning, withCounts } from '../spectra/spectrum-image.js';
import type { InterpretationInput, RunRecord, ScanInput } from './interpretation-input.js';
import type { Recipe } from './recipe.js';

/**
 * Both scans as the recipe wants them before anything is measured: what the counts are is looked at and said; missing and
 * negative ones, gain, region and bins as told. The default recipe changes no count that is a number.
 *
 * @throws SpectrumError no-counts, negative-counts (where the recipe refuses them), window-outside-axis, invalid-parameter
 */
export function prepareInput(input: InterpretationInput, record: RunRecord): InterpretationInput {
  const { coreLoss, lowLoss, recipe } = input;
  return {
    ...input,
    coreLoss: prepared(coreLoss, 'core-loss', recipe, record),
    lowLoss: lowLoss && prepared(lowLoss, 'low-loss', recipe, record),
  };
}

type Role = 'core-loss' | 'low-loss';

function prepared(from: ScanInput, role: Role, recipe: Recipe, record: RunRecord): ScanInput {
  const say = (warnings: readonly Warning[]): void => {
    for (const { code, message } of warnings) record.warn('counts', code, `${from.name}: ${message}`);
  };
  const { missing, negative, electronsPerCount } = recipe.counts;
  const found = countingStatistics(from.scan);
  say(found.warnings.filter(({ code }) => !toldElsewhere(role).includes(code)));
  const repaired = found.nMissing === 0 ? null : repairMissing(from.scan, missing);
  say(repaired?.warnings ?? []);
  const treated = treatNegatives(repaired?.scan ?? from.scan, negative);
  say(treated.warnings);
  record.done(
    'counts',
    'looked at for missing, negative and other than counted electrons',
    { scan: role, missing, negative, electronsPerCount },
    {
      kind: found.kind,
      noiseFactor: found.noiseFactor,
      nMissing: found.nMissing,
      nNegative: found.nNegative,
    },
  );
  const counted = electronsPerCount === null ? treated.scan : inElectrons(treated.scan, electronsPerCount);
  return { ...from, scan: inRegion(counted, role, recipe, record) };
}

/**
 * Negative counts are told of with what is done about them. The noise of a core loss is told by its principal components:
 * scatter about a common shape, which is looked at here, takes edges that change along the scan for noise.
 */
const toldElsewhere = (role: Role): readonly string[] =>
  role === 'low-loss' ? ['negative-counts'] : ['negative-counts', 'gained-counts', 'averaged-counts'];

const inElectrons = (scan: SpectrumImage, electronsPerCount: number): SpectrumImage => ({
  ...withCounts(
    scan,
    scan.counts.map((count) => electronsPerCount * count),
  ),
  intensityUnit: 'e-',
});

function inRegion(scan: SpectrumImage, role: Role, { region }: Recipe, record: RunRecord): SpectrumImage {
  const { energyEv, binChannels, binPositions } = region;
  const cropped = energyEv === null || role === 'low-loss' ? scan : cropEnergy(scan, energyEv);
  if (cropped === scan && binChannels === 1 && binPositions === 1) return scan;
  const byEnergy = rebinEnergy(cropped, binChannels);
  const factors = scan.navigation.map(({ size }) => Math.min(binPositions, size));
  const byPosition = rebinNavigation(byEnergy.scan, factors);
  record.done(
    'region',
    'cut out; channels and positions summed, never averaged',
    { scan: role, energyEv: energyEv && [...energyEv], binChannels, binPositions },
    { droppedChannels: byEnergy.dropped[0], droppedPositions: [...byPosition.dropped] },
  );
  return byPosition.scan;
}
