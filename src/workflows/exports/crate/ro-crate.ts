import type { Json } from '../../../science/spectra/spectrum-image.js';

type Entity = { readonly '@id': string; readonly '@type': string | readonly string[] } & {
  readonly [key: string]: Json | undefined;
};

/** A file that lies in the crate, or (with `isInside: false`) one that is only named by its checksum. */
export interface CrateFile {
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly encodingFormat: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly isInside: boolean;
}

/** One run of the program. */
export interface CrateRun {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly startTime: string | null;
  readonly endTime: string;
  /** Complete, defaults written out. */
  readonly parameters: Readonly<Record<string, Json>>;
  readonly inputs: readonly CrateFile[];
  readonly outputs: readonly CrateFile[];
  readonly software: readonly CrateSoftware[];
  /** Who asked for it. */
  readonly agent: string;
  readonly instrument: CrateInstrument | null;
}

export interface CrateSoftware {
  /** '#kaimen', '#model-mn-l23-valence', … */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Of what was run where that is a file: weights, a potential. */
  readonly sha256: string | null;
}

export interface CrateInstrument {
  readonly name: string;
  readonly manufacturer: string | null;
}

/** As looked up in November 2026: 0.5 is the latest published version of the profile. */
const PROFILE = 'https://w3id.org/ro/wfrun/process/0.5';
const CRATE = 'https://w3id.org/ro/crate/1.2';

/**
 * `ro-crate-metadata.json` of one run, after the Process Run Crate profile: what went in (by checksum), what was done with which
 * parameters, programs and networks, what came out.
 *
 * Source: RO-Crate 1.2 and Process Run Crate 0.5, https://w3id.org/ro/wfrun/process/0.5
 * Checked: by their MUST clauses (ro-crate.spec.ts).
 */
export function roCrate(
  run: CrateRun,
  about: { readonly name: string; readonly description: string },
): string {
  const files = [...run.inputs, ...run.outputs];
  const parameters = Object.entries(run.parameters).map(([name, value]): Entity => ({
    '@id': `#parameter-${name}`,
    '@type': 'PropertyValue',
    name,
    value: typeof value === 'object' ? JSON.stringify(value) : value,
  }));
  const root: Entity = {
    '@id': './',
    '@type': 'Dataset',
    ...about,
    datePublished: run.endTime,
    license: { '@id': '#licence' },
    conformsTo: [{ '@id': PROFILE }],
    hasPart: files.map(refer),
    mentions: [run.id, ...(run.instrument === null ? [] : ['#microscope'])].map((id) => ({ '@id': id })),
  };
  const graph: Entity[] = [
    {
      '@id': 'ro-crate-metadata.json',
      '@type': 'CreativeWork',
      about: { '@id': './' },
      conformsTo: { '@id': CRATE },
    },
    root,
    { '@id': PROFILE, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' },
    {
      '@id': '#licence',
      '@type': 'CreativeWork',
      name: 'Licence not stated',
      description: 'Whoever publishes this crate puts the licence of the data here.',
    },
    ...files.map(fileEntity),
    ...run.software.map(softwareEntity),
    ...instrumentEntities(run.instrument),
    { '@id': '#agent', '@type': 'Person', name: run.agent },
    ...parameters,
    {
      '@id': run.id,
      '@type': 'CreateAction',
      name: run.name,
      description: run.description,
      ...(run.startTime === null ? {} : { startTime: run.startTime }),
      endTime: run.endTime,
      actionStatus: { '@id': 'http://schema.org/CompletedActionStatus' },
      agent: { '@id': '#agent' },
      instrument: run.software.map(({ id }) => ({ '@id': id })),
      object: [...run.inputs.map(refer), ...parameters.map((one) => ({ '@id': one['@id'] }))],
      result: run.outputs.map(refer),
    },
  ];
  const context = [`${CRATE}/context`, 'https://w3id.org/ro/terms/workflow-run/context'];
  return `${JSON.stringify({ '@context': context, '@graph': graph }, null, 2)}\n`;
}

/** A file outside is named by its checksum: a URI that needs no host. */
const idOf = ({ path, sha256, isInside }: CrateFile): string =>
  isInside ? encodeURI(path) : `urn:sha256:${sha256}`;

const refer = (file: CrateFile): { '@id': string } => ({ '@id': idOf(file) });

const fileEntity = (file: CrateFile): Entity => ({
  '@id': idOf(file),
  '@type': 'File',
  name: file.name,
  description: file.description,
  encodingFormat: file.encodingFormat,
  contentSize: String(file.sizeBytes),
  sha256: file.sha256,
});

const softwareEntity = ({ id, name, version, sha256 }: CrateSoftware): Entity => ({
  '@id': id,
  '@type': 'SoftwareApplication',
  name,
  softwareVersion: version,
  ...(sha256 === null ? {} : { sha256 }),
});

const instrumentEntities = (instrument: CrateInstrument | null): Entity[] =>
  instrument === null
    ? []
    : [
        {
          '@id': '#microscope',
          '@type': 'IndividualProduct',
          name: instrument.name,
          ...(instrument.manufacturer === null ? {} : { manufacturer: instrument.manufacturer }),
        },
      ];
