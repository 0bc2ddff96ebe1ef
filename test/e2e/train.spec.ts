import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { spawnBuilt } from '../support/service.js';
import { writeCuKFolder } from '../support/write-cu-k-folder.js';

const MAIN = fileURLToPath(new URL('../../dist/src/main.cli.js', import.meta.url));
const TASK = 'cu-k-local-structure';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-train-'));
  await writeCuKFolder(join(folder, 'data'), 40);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

const trainArgs = (out: string, data = 'data'): string[] => [
  'train',
  TASK,
  '--data',
  join(folder, data),
  '--out',
  out,
  ...'--device cpu --threads 1 --epochs 4 --members 1'.split(' '),
];

const kaimen = (args: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', timeout: 110_000 });

describe.skipIf(!existsSync(MAIN))('kaimen train (needs a build)', () => {
  it('killed at any moment it goes on, and comes to the same network', { timeout: 240_000 }, async () => {
    const whole = join(folder, 'whole', TASK, '1.0.0');
    const { status, stderr, stdout } = kaimen(trainArgs(whole));
    expect(stderr).toContain('without material 1 of 5: epoch 4/4, loss');
    expect([status, stdout]).toEqual([0, expect.stringContaining('model.onnx') as string]);

    const killed = join(folder, 'killed', TASK, '1.0.0');
    const state = join(killed, '.training', 'material-3.state');
    const process = spawnBuilt('main.cli.js', trainArgs(killed), {});
    await vi.waitFor(() => expect(existsSync(state)).toBe(true), { timeout: 100_000, interval: 5 });
    await process.kill();
    expect(existsSync(join(killed, 'model.onnx'))).toBe(false);
    // As if another device had begun it.
    const runFile = join(killed, '.training', 'run.json');
    const run = JSON.parse(await readFile(runFile, 'utf8')) as { devices: string[] };
    expect(run.devices).toEqual([expect.stringContaining('cpu (ONNX Runtime') as string]);
    await writeFile(runFile, JSON.stringify({ ...run, devices: ['webgpu: made up', ...run.devices] }));
    const again = kaimen(trainArgs(killed));
    expect(again.status, again.stderr).toBe(0);
    // What was done is not done again.
    expect(again.stderr).not.toContain('without material 1 of 5: epoch');
    const read = (of: string, name: string) => readFile(join(of, name));
    for (const name of ['model.onnx', 'domain.json', 'evaluation.json']) {
      expect((await read(killed, name)).equals(await read(whole, name)), name).toBe(true);
    }
    const manifest = JSON.parse(await readFile(join(killed, 'manifest.json'), 'utf8')) as {
      training: { device: string };
    };
    expect(manifest.training.device).toContain('webgpu: made up, then cpu (ONNX Runtime');
    expect(await readdir(killed)).not.toContain('.training');
  });

  it('refuses beginnings of a training with other settings, a device that is not there, and other data', async () => {
    const out = join(folder, 'other', TASK, '1.0.0');
    const process = spawnBuilt('main.cli.js', trainArgs(out), {});
    await vi.waitFor(() => expect(existsSync(join(out, '.training', 'run.json'))).toBe(true), {
      timeout: 100_000,
      interval: 5,
    });
    await process.kill();
    const differs = kaimen([...trainArgs(out), '--seed', '2']);
    expect([differs.status, differs.stderr]).toEqual([
      3,
      expect.stringContaining('[checkpoint-of-another-run]') as string,
    ]);
    await writeCuKFolder(join(folder, 'grown'), 41);
    const grown = kaimen(trainArgs(out, 'grown'));
    expect([grown.status, grown.stderr]).toEqual([
      3,
      expect.stringContaining('[checkpoint-of-another-run]') as string,
    ]);
    const noDevice = kaimen([...trainArgs(join(folder, 'x')), '--device', 'cuda']);
    expect([noDevice.status, noDevice.stderr]).toEqual([
      3,
      expect.stringContaining('[no-such-device]') as string,
    ]);
    const noData = kaimen([
      'train',
      'mn-l23-valence',
      '--data',
      join(folder, 'data'),
      '--out',
      join(folder, 'y'),
    ]);
    expect([noData.status, noData.stderr]).toEqual([
      3,
      expect.stringContaining('[unreadable-dataset]') as string,
    ]);
  });

  it('what it makes is evaluated on any folder of the layout: in all, by split, with what it has seen told apart', async () => {
    const models = join(folder, 'whole');
    const model = join(models, TASK, '1.0.0');
    await cp(join(folder, 'data'), join(folder, 'more'), { recursive: true });
    const args = ['models', 'evaluate', model, '--data', join(folder, 'more'), '--perturb'];
    const found = JSON.parse(kaimen([...args, '--json']).stdout) as {
      conditions: { name: string; nSpectra: number; outputs: { name: string; metrics: object }[] }[];
      domain: { auroc: number }[];
    };
    expect(found.conditions.map((c) => [c.name, c.nSpectra])).toEqual(
      ['clean', 'perturbed'].flatMap((name) => [
        [name, 40],
        [`${name}, split val`, 8],
        [`${name}, split train`, 32],
        [`${name}, material seen in training`, 40],
      ]),
    );
    expect(found.conditions[0].outputs.map((o) => o.name)).toEqual([
      'coordination',
      'distance',
      'bvs',
      'rdf',
    ]);
    expect(found.domain.length).toBe(3);
    const table = kaimen(args).stdout;
    expect(table).toContain('accuracy');
    expect(table).toContain('AUROC');
    expect(kaimen(['models', 'evaluate', 'no-such', '--data', folder]).status).toBe(3);
  });
});
