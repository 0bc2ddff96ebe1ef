import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeDemoFile } from '../demo/make-demo-file.js';
import { resultJson } from '../exports/result-json.js';
import { bytesOfCounts, putBytes } from '../blob-bytes.js';
import { interpretFile, type NamedBytes } from '../interpret-file.js';
import { InterpretStoredScan, type StoredScan } from '../interpret-stored-scan.js';
import { utf8Bytes } from '../../science/formats/text-bytes.js';
import { resolveRecipe } from '../../science/interpretation/resolve-recipe.js';
import { readSpectrumFile } from '../../science/spectra/read-spectrum-file.js';
import { describeScan } from '../../science/spectra/scan-statistics.js';
import { MemoryBlobStore } from '../testing/memory-blob-store.js';
import { TestClock } from '../testing/test-clock.js';
import { firstDifference } from './first-difference.js';
import { recipeSha256 } from './recipe-sha256.js';
import { verifyResult } from './verify-result.js';

const VERSION = '0.0.1';
const RECIPE = { name: 'short', seed: 5, decomposition: { rank: 3, nmfMaxIterations: 30 } };
let file: NamedBytes;
let text: string;

beforeAll(async () => {
  const { bytes } = makeDemoFile(1);
  file = { name: 'demo.dm4', bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  const request = { file, lowLossFile: null, scanIndex: null, recipe: RECIPE, version: VERSION };
  text = resultJson((await interpretFile(request)).result);
}, 120_000);

describe('a result', () => {
  it('is computed again from its record, byte by byte, also when the file has another name now', async () => {
    const verified = await verifyResult(text, [{ ...file, name: 'renamed.dm4' }], { version: VERSION });
    expect(verified).toEqual({ isEqual: true, difference: null, recordedVersion: VERSION, version: VERSION });
  }, 120_000);

  it('has the same bytes from the service: its stored counts and metadata are what the file holds', async () => {
    const blobs = new MemoryBlobStore(new TestClock());
    const read = await readSpectrumFile(file.bytes, file.name);
    const stored = async (index: number): Promise<StoredScan> => {
      const { scan, warnings, dtype } = read.scans[index];
      const { counts, originalMetadata, ...parts } = scan;
      const countsBlob = await putBytes(blobs, bytesOfCounts(counts));
      const metadataBlob = await putBytes(blobs, utf8Bytes(JSON.stringify(originalMetadata)));
      const statistics = describeScan(read.scans[index]);
      const listing = { index, ...parts, ...statistics, dtype, warnings, countsBlob, metadataBlob };
      return { listing, fileName: file.name, sha256: file.sha256, format: read.format };
    };
    const { inputs } = (JSON.parse(text) as { provenance: { inputs: { scanIndex: number }[] } }).provenance;
    const [coreLoss, lowLoss] = await Promise.all(inputs.map(({ scanIndex }) => stored(scanIndex)));
    // Through JSON, as the database keeps it.
    const request = JSON.parse(
      JSON.stringify({ coreLoss, lowLoss, recipe: resolveRecipe(RECIPE), version: VERSION }),
    ) as Parameters<InterpretStoredScan['run']>[0];
    const outcome = await new InterpretStoredScan(blobs).run(request, () => {});
    expect(outcome.resultBlob).toBe(createHash('sha256').update(text).digest('hex'));
    expect(outcome.softwareVersion).toBe(VERSION);
  }, 120_000);

  it('that was changed is found out, with the place', async () => {
    const changed = text.replace('"seed":5', '"seed":6');
    const { isEqual, difference } = await verifyResult(text.replace('"rank":3', '"rank":4'), [file], {
      version: VERSION,
    });
    expect(isEqual).toBe(false);
    expect(difference?.recorded).not.toBe(difference?.computed);
    const { recipe } = (JSON.parse(changed) as { provenance: { recipe: unknown } }).provenance;
    expect(recipeSha256(resolveRecipe(recipe))).not.toBe(recipeSha256(resolveRecipe(RECIPE)));
  }, 120_000);

  it('is not verified with another file, nor is anything that is no result', async () => {
    const other = { ...file, sha256: '0'.repeat(64) };
    await expect(verifyResult(text, [other], { version: VERSION })).rejects.toMatchObject({
      code: 'checksum-mismatch',
    });
    await expect(verifyResult('{}', [file], { version: VERSION })).rejects.toMatchObject({
      code: 'malformed-file',
    });
    await expect(verifyResult('x', [file], { version: VERSION })).rejects.toMatchObject({
      code: 'malformed-file',
    });
  });
});

describe('firstDifference', () => {
  it('points to it', () => {
    const at = (a: unknown, b: unknown) => firstDifference(JSON.stringify(a), JSON.stringify(b));
    expect(at({ a: [1, { 'b/c': 2 }] }, { a: [1, { 'b/c': 3 }] })).toEqual({
      pointer: '/a/1/b~1c',
      recorded: '2',
      computed: '3',
    });
    expect(at([1], [1, 2])).toEqual({ pointer: '/1', recorded: null, computed: '2' });
    expect(firstDifference('{"a":1}', '{"a": 1}').pointer).toBe('');
  });
});
