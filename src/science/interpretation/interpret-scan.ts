import { type SpectrumImage, withCounts } from '../spectra/spectrum-image.js';
import { answerInWords } from './answer.js';
import { deconvolveScan } from './deconvolve-scan.js';
import { decomposeScan } from './decompose-scan.js';
import { acquisitionOf } from './acquisition-of.js';
import { describeAbsoluteThickness } from './describe-absolute-thickness.js';
import { describeComposition } from './describe-composition.js';
import { describeEdges, type LowLoss } from './describe-edges.js';
import { findChangePoints } from './find-change-points.js';
import { fitReferencesStep } from './fit-references-step.js';
import { groupSpectra } from './group-spectra.js';
import {
  provenanceOf,
  RunRecord,
  type InterpretationInput,
  type InterpretationRun,
  type NetSource,
} from './interpretation-input.js';
import type { InterpretationResult } from './interpretation-result.js';
import { netFeatures } from './net-features.js';
import { prepareInput } from './prepare-scan.js';
import { preprocessScan, type Preprocessed } from './preprocess-scan.js';
import { quantifyEdges, toEdgeResult, type EdgeFindings, type QuantifiedEdge } from './quantify-edges.js';
import { structureScores, type StructureScores } from './structure-scores.js';
import { summariseScan, withMaskedEmpty } from './summarise-scan.js';

/** A zero-loss peak and the plasmons behind it would drown every edge in a decomposition; it begins after them. */
const AFTER_PLASMONS_EV = 60;

/** Channels to decompose: from the first background window on; everything when no edge was found. */
function channelsToDecompose(
  scan: SpectrumImage,
  edges: readonly QuantifiedEdge[],
): readonly [number, number] {
  const hasZeroLoss = scan.energy.offsetEv < 0;
  if (!hasZeroLoss) return [0, scan.nChannels];
  const fromEv = edges.length > 0 ? Math.min(...edges.map((edge) => edge.fitWindowEv[0])) : AFTER_PLASMONS_EV;
  const first = Math.ceil((fromEv - scan.energy.offsetEv) / scan.energy.scaleEv);
  return first < scan.nChannels - 1 ? [first, scan.nChannels] : [0, scan.nChannels];
}

/**
 * The default recipe, whole: from counts to edges, components, groups, descriptors with their standard deviations and
 * change points along the line.
 *
 * @returns the result (JSON; everything in it follows from the input, the recipe and the version) and the preprocessed
 *   scan, [nPixels × nChannels] on the calibrated axis, denoised where the recipe asks for that
 * @throws SpectrumError  when a step cannot work on this scan; the code says which way
 * Valid for: core loss of thin specimens, scans that fit in memory. A scan with neither edge nor zero loss still gives
 *   components and groups.
 */
export function interpretScan(asked: InterpretationInput): InterpretationRun {
  const { recipe } = asked;
  const record = new RunRecord();
  const progress = asked.onProgress ?? (() => undefined);
  for (const from of [asked.coreLoss, asked.lowLoss]) {
    for (const warning of from?.warnings ?? [])
      record.warn('reading', warning.code, `${from!.name}: ${warning.message}`);
  }

  progress(0, 'aligning zero loss, removing spikes');
  const input = prepareInput(asked, record);
  const before = preprocessScan(input, record);
  progress(0.15, 'finding edges, fitting backgrounds');
  const edges = quantifyEdges(before.coreLoss, before.calibration, recipe, record);
  progress(0.35, 'describing edges');
  // The answer speaks of what was measured; atomic per cent say the same once more, through a model.
  const measured = describeEdges(edges, lowLossOf(before), recipe, record);
  const acquisition = acquisitionOf(input.coreLoss.scan.acquisition, recipe);
  const deconvolved = deconvolveScan(edges, before.lowLoss, recipe, record);
  const profiles = [
    ...measured,
    ...deconvolved.profiles,
    ...describeAbsoluteThickness(measured, acquisition, recipe, record),
    ...describeComposition(edges.quantified, acquisition, recipe, record),
  ];
  progress(0.5, 'decomposing');
  const channels = channelsToDecompose(edges.scan, edges.quantified);
  const known = withMaskedEmpty(edges.scan);
  const { pca, unmixing, composition, denoised } = decomposeScan(known, channels, recipe, record);
  progress(0.8, 'grouping spectra');
  const scores = whatVaries(edges, composition, record);
  const clusters = groupSpectra(known, scores, recipe, record);
  if (recipe.references.fit !== 'none') progress(0.85, 'fitting references');
  const referenceFit = fitReferencesStep({ ...edges, clusters, unmixing }, recipe.references, record);
  progress(0.95, 'finding change points');
  const changePoints = findChangePoints(edges.scan, { scores, profiles: measured }, recipe, record);

  const parts = {
    scan: summariseScan(input.coreLoss.scan, known),
    calibration: edges.calibration,
    zeroLoss: before.zeroLoss,
    spikes: before.spikes,
    edges: edges.found.map((edge) => toEdgeResult(edge, edges.quantified)),
    profiles,
    pca,
    unmixing,
    clusters,
    changePoints,
    referenceFit,
    deconvolution: deconvolved.result,
  };
  const result: InterpretationResult = {
    schema: 'kaimen.interpretation/1',
    provenance: provenanceOf(input),
    answer: answerInWords({ ...parts, profiles: measured }),
    warnings: record.warnings,
    steps: record.steps,
    ...parts,
  };
  progress(1, 'done');
  const preprocessed = denoised === null ? edges.scan : maskedAs(edges.scan, denoised);
  return { result, preprocessed, netSource: netSourceOf(edges) };
}

const netSourceOf = ({ scan, quantified }: EdgeFindings): NetSource => ({
  scan,
  fits: new Map(quantified.map(({ id, fit }) => [id, fit])),
});

/** Masked pixels of one scan are masked in the other too. */
const maskedAs = (masked: SpectrumImage, { counts }: SpectrumImage): SpectrumImage =>
  withCounts(
    masked,
    counts.map((count, at) => (Number.isNaN(masked.counts[at]) ? Number.NaN : count)),
  );

/** Scores of the net near-edge spectra; without edges what the pixels consist of. */
function whatVaries(
  { scan, quantified }: EdgeFindings,
  composition: StructureScores | null,
  record: RunRecord,
): StructureScores | null {
  const features = netFeatures(scan, quantified);
  warnOfUnknown(features?.unknownPixels ?? [], record);
  const scores = features === null ? composition : structureScores(features);
  record.done(
    'structure',
    features?.description ?? 'composition scores of the principal components',
    {},
    { dimensions: scores?.nDims ?? 0 },
  );
  return scores;
}

function warnOfUnknown(pixels: readonly number[], record: RunRecord): void {
  if (pixels.length === 0) return;
  record.warn(
    'structure',
    'too-little-signal',
    `${pixels.length} spectra have too little net signal to be compared (vacuum, a hole?); among groups and changes they count as average.`,
  );
}

const lowLossOf = ({ lowLoss, lowLossNoiseScale }: Preprocessed): LowLoss | null =>
  lowLoss === null ? null : { scan: lowLoss, noiseScale: lowLossNoiseScale };
