import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateManifest } from '../../science/descriptors/validate-manifest.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { createRng } from '../../science/numerics/rng.js';
import type { NetworkSession } from '../../workflows/ports/models.js';
import { LocalNetworks } from './local-networks.js';

const golden = (path: string): Buffer =>
  readFileSync(new URL(`../../../test/golden/models/${path}`, import.meta.url));
const modelOf = (folder: string): { manifest: ModelManifest; onnx: Uint8Array } => ({
  manifest: validateManifest(JSON.parse(golden(`${folder}/manifest.json`).toString())),
  onnx: golden(`${folder}/model.onnx`),
});
const networks = new LocalNetworks({ threads: 1 });

describe('a network made by PyTorch', () => {
  it('answers here what it answered there', async () => {
    const { manifest, onnx } = modelOf('mn-l23-torch/0.1.0');
    const stored = JSON.parse(golden('mn-l23-torch-answers.json').toString()) as Record<
      'rows' | 'p' | 'rdf',
      number[][]
    >;
    const session = await networks.open(manifest, onnx);
    const answers = await session.run(Float32Array.from(stored.rows.flat()), 5);
    // Stored with 7 decimals; float32 sums of some hundred terms.
    for (const name of ['p', 'rdf'] as const) {
      stored[name].flat().forEach((v, i) => expect(Math.abs(answers[name][i] - v)).toBeLessThan(1e-5));
    }
    await session.close();
  });
});

describe('an ensemble', () => {
  const { manifest, onnx } = modelOf('mn-l23-golden/1.0.0');
  const { nChannels } = manifest.input.grid;
  let session: NetworkSession;
  beforeAll(async () => {
    session = await networks.open(manifest, onnx);
  });
  afterAll(() => session.close());
  const rowsOf = (n: number): Float32Array => {
    const rng = createRng(1);
    return Float32Array.from({ length: n * nChannels }, () => rng.uniform());
  };

  it('gives each row the answer it has alone, however many are asked (batches of 256, three members)', async () => {
    const rows = rowsOf(600);
    const all = await session.run(rows, 600);
    for (const i of [0, 255, 256, 599]) {
      const one = await session.run(rows.subarray(i * nChannels, (i + 1) * nChannels), 1);
      for (let m = 0; m < 3; m++) {
        for (let k = 0; k < 3; k++) {
          expect(all.fractions[(m * 600 + i) * 3 + k]).toBeCloseTo(one.fractions[m * 3 + k], 5);
        }
      }
    }
  });

  it('gives the same bytes again', async () => {
    const rows = rowsOf(300);
    expect(await session.run(rows, 300)).toEqual(await session.run(rows, 300));
  });

  it('answers no rows with nothing', async () => {
    expect((await session.run(new Float32Array(0), 0)).fractions).toHaveLength(0);
  });

  it('answers 64 rows within 50 ms', async () => {
    const rows = rowsOf(64);
    await session.run(rows, 64);
    const began = performance.now();
    await session.run(rows, 64);
    expect(performance.now() - began).toBeLessThan(50);
  });
});

describe('refuses', () => {
  const { manifest, onnx } = modelOf('mn-l23-golden/1.0.0');
  const opened = (other: ModelManifest, bytes = onnx) => networks.open(other, bytes);

  it.each<[string, ModelManifest, string]>([
    ['another input', { ...manifest, input: { ...manifest.input, tensor: 'x' } }, 'has the inputs spectrum'],
    ['a missing output', { ...manifest, outputs: [{ ...manifest.outputs[0], tensor: 'q' }] }, 'no output q'],
    ['another number of members', { ...manifest, members: 2 }, 'says 2 members of 1 rows of 3'],
    [
      'another grid',
      { ...manifest, input: { ...manifest.input, grid: { ...manifest.input.grid, nChannels: 100 } } },
      'it gives no answer',
    ],
  ])('%s', async (_, other, message) => {
    const refusal = opened(other);
    await expect(refusal).rejects.toMatchObject({ code: 'model-unusable' });
    await expect(refusal).rejects.toThrow(message);
  });

  it('what is no network', async () => {
    await expect(opened(manifest, new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: 'model-unusable',
    });
  });
});
