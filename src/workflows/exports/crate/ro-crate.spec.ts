import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../../../science/formats/text-bytes.js';
import { sha256Hex } from '../../sha256.js';
import { crateZip, fileOf, type Member } from './analysis-crate.js';
import { type CrateRun, roCrate } from './ro-crate.js';

type Entity = Record<string, unknown> & { '@id': string; '@type': string };

const member: Member = {
  ...{ path: 'table one.csv', name: 'Table', description: 'one', encodingFormat: 'text/csv' },
  bytes: utf8Bytes('a,b\n1,2\n'),
};
const run: CrateRun = {
  ...{ id: 'urn:uuid:1', name: 'Run', description: 'of a test', startTime: null },
  endTime: '2026-01-02T03:04:05.000Z',
  parameters: { seed: 1, recipe: { schema: 'x' } },
  inputs: [
    {
      ...{
        path: 'a.dm4',
        name: 'a.dm4',
        description: 'core loss',
        encodingFormat: 'application/octet-stream',
      },
      ...{ sizeBytes: 12, sha256: 'f'.repeat(64), isInside: false },
    },
  ],
  outputs: [fileOf(member)],
  software: [{ id: '#kaimen', name: 'Kaimen', version: '1.2.3', sha256: null }],
  agent: 'lab',
  instrument: { name: 'Titan', manufacturer: null },
};
const parsed = (text: string) => JSON.parse(text) as { '@context': string[]; '@graph': Entity[] };
const crate = parsed(roCrate(run, { name: 'A run', description: 'A run of a test.' }));
const entity = (id: string): Entity => crate['@graph'].find((one) => one['@id'] === id)!;

describe('an RO-Crate of a run', () => {
  // The MUST clauses of RO-Crate 1.2 (metadata descriptor, root data entity) and of Process Run Crate 0.5.
  it('has the descriptor and root that the specification demands', () => {
    expect(crate['@context'][0]).toBe('https://w3id.org/ro/crate/1.2/context');
    expect(entity('ro-crate-metadata.json')).toMatchObject({
      '@type': 'CreativeWork',
      about: { '@id': './' },
      conformsTo: { '@id': 'https://w3id.org/ro/crate/1.2' },
    });
    const root = entity('./');
    expect(root).toMatchObject({ '@type': 'Dataset', name: 'A run', datePublished: run.endTime });
    for (const key of ['description', 'license']) expect(root[key]).toBeTruthy();
    const [{ '@id': profile }] = root.conformsTo as { '@id': string }[];
    expect(profile).toMatch(/^https:\/\/w3id\.org\/ro\/wfrun\/process\//);
    expect(entity(profile)['@type']).toBe('CreativeWork');
  });

  it('names the program as instrument, inputs as object, outputs as result', () => {
    expect(entity('urn:uuid:1')).toMatchObject({
      '@type': 'CreateAction',
      endTime: run.endTime,
      instrument: [{ '@id': '#kaimen' }],
      result: [{ '@id': 'table%20one.csv' }],
    });
    expect(entity('#kaimen')).toMatchObject({ '@type': 'SoftwareApplication', softwareVersion: '1.2.3' });
    expect(entity(`urn:sha256:${'f'.repeat(64)}`)).toMatchObject({ '@type': 'File', contentSize: '12' });
    expect(entity('#parameter-recipe').value).toBe('{"schema":"x"}');
  });

  it('is flat: every reference is an entity, every entity stands once', () => {
    const ids = crate['@graph'].map((one) => one['@id']);
    expect(new Set(ids).size).toBe(ids.length);
    const references = JSON.stringify(crate['@graph']).matchAll(/\{"@id":"([^"]+)"\}/g);
    const outside = [...references].map(([, id]) => id).filter((id) => !ids.includes(id));
    expect(outside).toEqual(['https://w3id.org/ro/crate/1.2', 'http://schema.org/CompletedActionStatus']);
  });

  it('is a ZIP whose files have the checksums that it tells, the same bytes each time', () => {
    const zip = crateZip(roCrate(run, { name: 'a', description: 'b' }), [member]);
    const files = unzipSync(zip);
    expect(Object.keys(files)).toEqual(['ro-crate-metadata.json', 'table one.csv']);
    const told = parsed(strFromU8(files['ro-crate-metadata.json']))['@graph'];
    const file = told.find((one) => one['@id'] === 'table%20one.csv')!;
    expect(file.sha256).toBe(sha256Hex(files['table one.csv']));
    expect(crateZip(roCrate(run, { name: 'a', description: 'b' }), [member])).toEqual(zip);
  });
});
