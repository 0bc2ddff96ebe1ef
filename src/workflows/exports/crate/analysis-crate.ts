import { utf8Bytes } from '../../../science/formats/text-bytes.js';
import { writeZip, type ZipMember } from '../../../science/formats/zip/write-zip.js';
import type {
  InterpretationResult,
  ProvenanceInput,
} from '../../../science/interpretation/interpretation-result.js';
import type { Json } from '../../../science/spectra/spectrum-image.js';
import type { Analysis, Dataset, Job } from '../../ports/records.js';
import { sha256Hex } from '../../sha256.js';
import { componentsCsv } from '../components-csv.js';
import { profilesCsv } from '../profiles-csv.js';
import { resultJson } from '../result-json.js';
import { type CrateFile, type CrateRun, type CrateSoftware, roCrate } from './ro-crate.js';

/** A finished analysis with the records about it. */
export interface AnalysisRecords {
  readonly analysis: Analysis;
  readonly job: Job;
  readonly result: InterpretationResult;
  /** Core loss and, where there is one, low loss. */
  readonly datasets: readonly Dataset[];
}

/** A file of the crate and what it is called there. */
export interface Member extends ZipMember {
  readonly name: string;
  readonly description: string;
  readonly encodingFormat: string;
}

export const fileOf = ({ path, bytes, name, description, encodingFormat }: Member): CrateFile => ({
  ...{ path, name, description, encodingFormat, isInside: true },
  sizeBytes: bytes.length,
  sha256: sha256Hex(bytes),
});

/** The crate as a ZIP: its metadata first, so that what streams it knows what comes. */
export const crateZip = (metadata: string, members: readonly Member[]): Uint8Array =>
  writeZip([{ path: 'ro-crate-metadata.json', bytes: utf8Bytes(metadata) }, ...members]);

/**
 * An analysis as an RO-Crate: the result as it is stored (`kaimen verify` computes it again from there), its tables, and the
 * record of what made it. Input files are named by their checksums and are not in it.
 */
export function analysisCrate(records: AnalysisRecords): Uint8Array {
  const members = membersOf(records.result);
  const { title } = records.result.scan;
  const about = {
    name: `Analysis of ${title}`,
    description: records.result.answer.join(' ') || `Core-loss EELS analysis of ${title}.`,
  };
  return crateZip(roCrate(runOf(records, members.map(fileOf)), about), members);
}

function membersOf(result: InterpretationResult): Member[] {
  const csv = 'text/csv';
  return [
    {
      ...{ path: 'result.json', name: 'Result', encodingFormat: 'application/json' },
      description: 'Everything that the run found, with its provenance: kaimen.interpretation/1.',
      bytes: utf8Bytes(resultJson(result)),
    },
    {
      ...{ path: 'profiles.csv', name: 'Profiles', encodingFormat: csv },
      description: 'Descriptors along the scan with their standard deviations; units in the header.',
      bytes: utf8Bytes(profilesCsv(result)),
    },
    {
      ...{ path: 'components.csv', name: 'Components', encodingFormat: csv },
      description: 'Spectra of the components over energy loss.',
      bytes: utf8Bytes(componentsCsv(result)),
    },
  ];
}

/** The run that made an analysis. */
export function runOf(
  { analysis, job, result, datasets }: AnalysisRecords,
  outputs: readonly CrateFile[],
): CrateRun {
  const { acquisition } = result.scan;
  return {
    id: `urn:uuid:${analysis.id}`,
    name: 'EELS interpretation',
    description: `Recipe of ${Object.keys(result.provenance.recipe).length} parts on scan ${analysis.coreLoss.scanIndex}.`,
    startTime: job.startedAt?.toISOString() ?? null,
    endTime: (job.finishedAt ?? analysis.createdAt).toISOString(),
    parameters: {
      recipe: result.provenance.recipe as unknown as Json,
      recipe_sha256: analysis.recipeSha256,
      scan_index: analysis.coreLoss.scanIndex,
    },
    inputs: result.provenance.inputs.map((input) => inputFile(input, datasets)),
    outputs,
    software: softwareOf(result),
    agent: analysis.ownerId,
    instrument: acquisition.microscope === null ? null : { name: acquisition.microscope, manufacturer: null },
  };
}

function inputFile({ role, name, sha256, format }: ProvenanceInput, datasets: readonly Dataset[]): CrateFile {
  const dataset = datasets.find((one) => one.sha256 === sha256);
  return {
    path: name,
    name: dataset?.fileName ?? name,
    description: `${role} scan, ${format}`,
    encodingFormat: 'application/octet-stream',
    sizeBytes: dataset?.sizeBytes ?? 0,
    sha256: sha256 ?? '',
    isInside: false,
  };
}

function softwareOf({ provenance }: InterpretationResult): CrateSoftware[] {
  const { software, models = [] } = provenance;
  return [
    { id: '#kaimen', name: 'Kaimen', version: software.version, sha256: null },
    ...models.map(({ id, manifestSha256 }) => {
      const [task, version] = id.split('@');
      return { id: `#model-${task}`, name: `network ${task}`, version, sha256: manifestSha256 };
    }),
  ];
}
