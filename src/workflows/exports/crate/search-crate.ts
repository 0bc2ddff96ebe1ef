import { utf8Bytes } from '../../../science/formats/text-bytes.js';
import type { Json } from '../../../science/spectra/spectrum-image.js';
import type { Job } from '../../ports/records.js';
import type { BoundaryRecord, Search } from '../../ports/search-records.js';
import { crateZip, fileOf, type Member } from './analysis-crate.js';
import { type CrateRun, type CrateSoftware, roCrate } from './ro-crate.js';

export interface SearchRecords {
  readonly search: Search;
  readonly job: Job;
  /** What it found, lowest first, with the structure's text (extxyz) where that was kept. */
  readonly boundaries: readonly { readonly record: BoundaryRecord; readonly extxyz: string | null }[];
  readonly evaluationsCsv: Uint8Array;
  /** Of the program. */
  readonly version: string;
}

/** A search as an RO-Crate: every evaluation, the lowest states with their structures, and the record of what made them. */
export function searchCrate(records: SearchRecords): Uint8Array {
  const { search, boundaries } = records;
  const members = membersOf(records);
  const lowest = boundaries.at(0)?.record.properties.energyJPerM2;
  const about = {
    name: `Search: ${search.label}`,
    description:
      lowest === undefined
        ? `Search for the structure of ${search.label}.`
        : `Lowest energy found of ${search.label}: ${lowest.toFixed(4)} J/m².`,
  };
  return crateZip(roCrate(runOf(records, members), about), members);
}

function membersOf({ boundaries, evaluationsCsv }: SearchRecords): Member[] {
  const found = boundaries.map(({ record }) => {
    const { candidateIndex, identity, properties, origin } = record;
    return { candidateIndex, identity, properties, origin };
  });
  const structures = boundaries.flatMap(({ record, extxyz }, i): Member[] =>
    extxyz === null
      ? []
      : [
          {
            path: `structures/${String(i + 1).padStart(2, '0')}-candidate-${record.candidateIndex}.extxyz`,
            name: `Structure ${i + 1}`,
            description: `${record.identity.label}, ${record.properties.energyJPerM2.toFixed(4)} J/m²`,
            encodingFormat: 'chemical/x-xyz',
            bytes: utf8Bytes(extxyz),
          },
        ],
  );
  return [
    {
      ...{ path: 'boundaries.json', name: 'Boundaries', encodingFormat: 'application/json' },
      description:
        'The lowest distinct states, lowest first: identity, properties with units in their names, origin.',
      bytes: utf8Bytes(`${JSON.stringify(found, null, 2)}\n`),
    },
    {
      ...{ path: 'evaluations.csv', name: 'Evaluations', encodingFormat: 'text/csv' },
      description:
        'Every candidate evaluated, in the order in which they were handed out; units in the header.',
      bytes: evaluationsCsv,
    },
    ...structures,
  ];
}

function runOf({ search, job, boundaries, version }: SearchRecords, members: readonly Member[]): CrateRun {
  const engine = boundaries.at(0)?.record.origin.engine ?? null;
  const software: CrateSoftware[] = [
    { id: '#kaimen', name: 'Kaimen', version, sha256: null },
    ...(engine === null
      ? []
      : [
          {
            id: '#engine',
            name: `${engine.name}: ${engine.potential}`,
            version: engine.version,
            sha256: engine.potentialSha256,
          },
        ]),
  ];
  return {
    id: `urn:uuid:${search.id}`,
    name: 'Grain-boundary structure search',
    description: `Ask/tell search of ${search.label}, engine ${search.engine}.`,
    startTime: job.startedAt?.toISOString() ?? null,
    endTime: (job.finishedAt ?? search.createdAt).toISOString(),
    parameters: {
      recipe: search.recipe as unknown as Json,
      settings: search.settings as unknown as Json,
      learn_from: [...search.learnFrom],
    },
    inputs: [],
    outputs: members.map(fileOf),
    software,
    agent: search.ownerId,
    instrument: null,
  };
}
