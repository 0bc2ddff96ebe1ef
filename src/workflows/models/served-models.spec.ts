import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalNetworks } from '../../engines/networks/local-networks.js';
import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { ModelFiles } from '../../storage/model-files/model-files.js';
import { makeDemoFile } from '../demo/make-demo-file.js';
import { profilesCsv } from '../exports/profiles-csv.js';
import { resultJson } from '../exports/result-json.js';
import { interpretFile, type NamedBytes } from '../interpret-file.js';
import { ModelRegistry, type RegisteredModel } from '../ports/models.js';
import { verifyResult } from '../recipes/verify-result.js';
import { findModel } from './find-model.js';
import { ServedModels } from './served-models.js';

const GOLDEN = fileURLToPath(new URL('../../../test/golden/models', import.meta.url));
const VERSION = '0.0.1';
let registry: ModelFiles;
let models: ServedModels;
let file: NamedBytes;

const interpreted = async (descriptors: object, served: ServedModels | undefined): Promise<InterpretationResult> => {
  // Only what takes no time besides.
  const recipe = { name: 'short', descriptors, decomposition: { rank: 2, nmfMaxIterations: 5 } };
  const request = { file, lowLossFile: null, scanIndex: null, recipe, version: VERSION, models: served };
  return (await interpretFile(request)).result;
};

beforeAll(async () => {
  registry = await ModelFiles.open([GOLDEN]);
  models = new ServedModels(registry, new LocalNetworks({ threads: 1 }));
  const { bytes } = makeDemoFile(1);
  file = { name: 'demo.dm4', bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
});
afterAll(() => models.close());

describe('a scan with Mn on one side', () => {
  let result: InterpretationResult;
  beforeAll(async () => {
    result = await interpreted({}, models);
  }, 60_000);

  it('is read by the networks of its edges, but for benchmarks, and in the table', () => {
    const { descriptors, provenance } = result;
    expect(descriptors!.map(({ modelId }) => modelId)).toEqual(['mn-l23-golden@1.0.0']);
    expect(provenance.models!.map(({ id }) => id)).toEqual(['mn-l23-golden@1.0.0']);
    const [{ verdicts }] = descriptors!;
    const half = verdicts.length / 2;
    // Mn is on the left only: on the right there is no maximum, or too few counts.
    const inside = (from: number, to: number): number => verdicts.slice(from, to).filter((v) => v.inside).length;
    expect(inside(0, half - 4)).toBeGreaterThan(0.8 * (half - 4));
    expect(inside(half + 4, verdicts.length)).toBe(0);
    const header = profilesCsv(result).split('\r\n').find((line) => line.startsWith('pixel'))!;
    expect(header).toContain('mn-l23-golden.valence,mn-l23-golden.valence std,mn-l23-golden.valence 90 % low');
    expect(header).toContain('mn-l23-golden@1.0.0 reason');
  });

  it('is computed again with the networks that the record names, byte by byte', async () => {
    const text = resultJson(result);
    const found = await verifyResult(text, [file], { version: VERSION, models });
    expect(found.difference).toBeNull();
    const sha256 = result.provenance.models![0].manifestSha256;
    const other = text.replaceAll(sha256, '0'.repeat(64));
    await expect(verifyResult(other, [file], { version: VERSION, models })).rejects.toMatchObject({
      code: 'checksum-mismatch',
    });
    await expect(verifyResult(text, [file], { version: VERSION })).rejects.toMatchObject({ code: 'not-found' });
  }, 60_000);

  it('is read by a benchmark that the recipe names, which is a network made elsewhere', async () => {
    const named = await interpreted({ models: ['mn-l23-torch@0.1.0'] }, models);
    const [reading] = named.descriptors!;
    expect(reading).toMatchObject({ modelId: 'mn-l23-torch@0.1.0', status: 'benchmark', attention: null });
    expect(reading.estimates.map(({ kind }) => kind)).toEqual(['classes', 'curve']);
  }, 60_000);

  it('is read by none when the recipe says so, and then its bytes are as without networks', async () => {
    const none = await interpreted({ models: [] }, models);
    expect(none.descriptors).toBeUndefined();
    expect(resultJson(none)).toBe(resultJson(await interpreted({ models: [] }, undefined)));
  }, 60_000);
});

it('a network that is not there is an error that names those which are', async () => {
  await expect(findModel(registry, 'mn-l23-other')).rejects.toMatchObject({
    code: 'not-found',
    message: 'There is no network mn-l23-other; there are: mn-l23-golden@1.0.0, mn-l23-torch@0.1.0.',
  });
});

it('one that cannot be run is a warning of "auto", and an error where it was named', async () => {
  const unreadable = new (class extends ModelRegistry {
    constructor(private readonly inner: ModelRegistry) {
      super();
    }
    list() {
      return this.inner.list();
    }
    find(task: string, version: string): Promise<RegisteredModel | null> {
      return this.inner.find(task, version);
    }
    read(task: string, version: string, name: string): Promise<Uint8Array> {
      return name === 'model.onnx' ? Promise.resolve(new Uint8Array(8)) : this.inner.read(task, version, name);
    }
  })(registry);
  const broken = new ServedModels(unreadable, new LocalNetworks({ threads: 1 }));
  const result = await interpreted({}, broken);
  expect(result.warnings.at(-1)).toMatchObject({ step: 'descriptors', code: 'model-unusable' });
  await expect(interpreted({ models: ['mn-l23-golden'] }, broken)).rejects.toMatchObject({ code: 'model-unusable' });
}, 60_000);
