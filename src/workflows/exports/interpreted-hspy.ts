import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { SpectrumError, type Json, type SpectrumImage } from '../../science/spectra/spectrum-image.js';
import { toHspy } from '../../science/spectra/to-hspy.js';
import { toMsa } from '../../science/spectra/to-msa.js';
import { toNexus } from '../../science/spectra/to-nexus.js';

/**
 * The preprocessed scan of a result: its counts on the calibrated energy axis.
 *
 * @param counts  preprocessed counts, [nPixels × nChannels of the calibrated axis]
 * @throws SpectrumError shape-mismatch
 */
export function interpretedScan(
  result: InterpretationResult,
  counts: Float32Array,
  originalMetadata: Json = null,
): SpectrumImage {
  const { scan, calibration } = result;
  const { nChannels } = calibration.energy;
  if (counts.length !== scan.nPixels * nChannels) {
    throw new SpectrumError(
      'shape-mismatch',
      `expected ${scan.nPixels} × ${nChannels} counts, got ${counts.length}`,
    );
  }
  return {
    title: scan.title,
    counts,
    nPixels: scan.nPixels,
    nChannels,
    energy: calibration.energy,
    navigation: scan.navigation,
    intensityUnit: scan.intensityUnit,
    acquisition: scan.acquisition,
    originalMetadata,
  };
}

/**
 * The preprocessed scan as a HyperSpy file; `metadata.Kaimen` says what was done to it: provenance, steps,
 * calibration, edges, spikes removed and the number of components.
 */
export async function interpretedHspy(
  result: InterpretationResult,
  counts: Float32Array,
  originalMetadata: Json = null,
): Promise<Uint8Array> {
  return toHspy(interpretedScan(result, counts, originalMetadata), record(result));
}

/** The same as NeXus (NXem); what was done stands in `/entry1/note_process`. */
export async function interpretedNexus(
  result: InterpretationResult,
  counts: Float32Array,
  originalMetadata: Json = null,
): Promise<Uint8Array> {
  const { name, version } = result.provenance.software;
  const options = { program: `${name} ${version}`, extra: record(result) };
  return toNexus(interpretedScan(result, counts, originalMetadata), options);
}

/** The mean of the preprocessed spectra as EMSA/MAS. */
export const interpretedMsa = (result: InterpretationResult, counts: Float32Array): Uint8Array =>
  toMsa(interpretedScan(result, counts));

/** What was done to the scan. */
const record = (result: InterpretationResult): { schema: string; answer: string; record: string } => ({
  schema: result.schema,
  answer: result.answer.join('\n'),
  record: JSON.stringify({
    provenance: result.provenance,
    steps: result.steps,
    calibration: result.calibration,
    edges: result.edges.map(({ id, onsetEv, onsetStdEv, significance }) => ({
      id,
      onsetEv,
      onsetStdEv,
      significance,
    })),
    nSpikesRemoved: result.spikes.length,
    rank: result.pca?.rank.chosen ?? null,
  }),
});
