import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareVersions } from './compare-versions.js';
import { ModelFiles } from './model-files.js';

const GOLDEN = fileURLToPath(new URL('../../../test/golden/models', import.meta.url));
const TASK = 'mn-l23-golden';
let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaimen-models-'));
  folder = join(root, TASK, '1.0.0');
  await mkdir(join(root, TASK), { recursive: true });
  await cp(join(GOLDEN, TASK, '1.0.0'), folder, { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Changes the manifest as JSON. */
async function changeManifest(change: (manifest: Record<string, unknown>) => void): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

const reasons = async (): Promise<readonly string[]> => {
  const { models, refused } = await (await ModelFiles.open([root])).list();
  expect(models).toHaveLength(1 - refused.length);
  return refused.map(({ reason }) => reason);
};

it('lists what is sound, with the checksum of each file, and reads it', async () => {
  const files = await ModelFiles.open([GOLDEN]);
  const { models, refused } = await files.list();
  expect(refused).toEqual([]);
  expect(models.map(({ id }) => id)).toEqual(['mn-l23-golden@1.0.0', 'mn-l23-torch@0.1.0']);
  const names = models[0].files.map(({ name }) => name);
  expect(names).toEqual(['manifest.json', 'model.onnx', 'domain.json', 'references.json', 'card.md']);
  expect(await files.find(TASK, '1.0.0')).toBe(models[0]);
  expect(await files.find(TASK, '2.0.0')).toBeNull();
  const card = await files.read(TASK, '1.0.0', 'card.md');
  expect(new TextDecoder().decode(card)).toContain('# Mn valence by a formula');
});

it('says so when a folder of networks is not there', async () => {
  await expect(ModelFiles.open([GOLDEN, join(root, 'nowhere')])).rejects.toMatchObject({ code: 'not-found' });
});

it.each(['model.onnx', 'domain.json', 'references.json', 'card.md'])(
  'a changed %s refuses the model',
  async (name) => {
    const bytes = await readFile(join(folder, name));
    bytes[20] ^= 1;
    await writeFile(join(folder, name), bytes);
    expect(await reasons()).toEqual([`${name} has another SHA-256 than its manifest says`]);
  },
);

it('refuses what is missing, what contradicts its folder, and what is no manifest', async () => {
  await rm(join(folder, 'card.md'));
  expect((await reasons())[0]).toMatch(/card\.md is missing$/);
  await changeManifest((manifest) => (manifest.version = '1.0.1'));
  expect((await reasons())[0]).toContain('its folder of mn-l23-golden@1.0.0');
  await changeManifest((manifest) => (manifest.members = 'three'));
  expect((await reasons())[0]).toContain('/members must be an integer');
  await writeFile(join(folder, 'manifest.json'), '{');
  expect((await reasons())[0]).toContain('manifest.json is not JSON');
  await rm(join(folder, 'manifest.json'));
  expect((await reasons())[0]).toMatch(/manifest\.json is missing$/);
});

it('never leaves its folder: a manifest that names a path is refused', async () => {
  await changeManifest((manifest) => {
    manifest.files = { ...(manifest.files as object), '../../secret': '0'.repeat(64) };
  });
  expect((await reasons())[0]).toContain('must be the plain name of a file');
});

it('refuses a folder in the place of a file, and a domain of another grid', async () => {
  await changeManifest((manifest) => {
    const input = manifest.input as { grid: { nChannels: number } };
    input.grid.nChannels += 1;
  });
  expect((await reasons())[0]).toMatch(/^domain\.json is of \d+ channels, the manifest's grid of \d+$/);
  await rm(join(folder, 'manifest.json'));
  await mkdir(join(folder, 'manifest.json'));
  expect((await reasons())[0]).toContain('EISDIR');
});

it('refuses references without the domain in whose space they are', async () => {
  await changeManifest((manifest) => delete (manifest.files as Record<string, string>)['domain.json']);
  expect((await reasons())[0]).toContain('references.json needs a domain.json');
});

it('puts the newest version of a task first, and the first of twins', async () => {
  await cp(folder, join(root, TASK, '1.10.0'), { recursive: true });
  folder = join(root, TASK, '1.10.0');
  await changeManifest((manifest) => (manifest.version = '1.10.0'));
  const { models, refused } = await (await ModelFiles.open([root, GOLDEN])).list();
  expect(models.map(({ id }) => id)).toEqual([`${TASK}@1.10.0`, `${TASK}@1.0.0`, 'mn-l23-torch@0.1.0']);
  expect(refused).toEqual([
    { task: TASK, version: '1.0.0', reason: `the same model lies in ${join(root, TASK, '1.0.0')}` },
  ]);
});

it('tells where a model answers in the stead of one that is refused', async () => {
  expect((await ModelFiles.open([root, GOLDEN])).standIns).toEqual([]);
  await writeFile(join(folder, 'card.md'), 'another');
  const files = await ModelFiles.open([root, GOLDEN]);
  expect(await files.find(TASK, '1.0.0')).not.toBeNull();
  expect(files.standIns).toEqual([
    `${TASK}@1.0.0 is the one in ${GOLDEN}: the other is refused, card.md has another SHA-256 than its manifest says`,
  ]);
});

it('finds out that a file was changed after the start', async () => {
  const files = await ModelFiles.open([root]);
  await writeFile(join(folder, 'card.md'), 'another');
  await expect(files.read(TASK, '1.0.0', 'card.md')).rejects.toMatchObject({ code: 'checksum-mismatch' });
  await rm(join(folder, 'card.md'));
  await expect(files.read(TASK, '1.0.0', 'card.md')).rejects.toMatchObject({ code: 'checksum-mismatch' });
  await expect(files.read(TASK, '1.0.0', '../1.0.0/card.md')).rejects.toMatchObject({ code: 'not-found' });
});

it.each([
  ['1.0.0', '1.0.0', 0],
  ['1.10.0', '1.9.9', 1],
  ['0.9.0', '1.0.0', -1],
  ['2.0.1', '2.0.0', 1],
])('%s against %s', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});
