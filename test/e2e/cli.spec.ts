import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemoFile } from '../../src/workflows/demo/make-demo-file.js';
import { type Ended, kaimen as runKaimen, KAIMEN } from '../support/kaimen.js';

const REAL = resolve('../shared/data/eels');
const LSMO = join(REAL, 'hyperspy/exspy-demos/EELS/datasets');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-e2e-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kaimen = (args: readonly string[], env?: Record<string, string>): Promise<Ended> =>
  runKaimen(args, env, folder);

describe.skipIf(!existsSync(KAIMEN))('the built program', () => {
  it('ends quietly when its reader has seen enough', async () => {
    const boundaries = 'search boundaries --structure fcc --element Cu --axis 0,0,1 --max-sigma 29';
    const child = spawn(process.execPath, [KAIMEN, ...boundaries.split(' ')], { cwd: folder });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise((done) => child.on('close', done));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('runs the demo twice: found agrees with true, the second time the service knows the file', async () => {
    // A database that is not there: the demo must not care.
    const DATABASE_URL = 'postgresql://nobody@127.0.0.1:1/none';
    const first = await kaimen(['demo'], { KAIMEN_DATA: join(folder, 'data'), DATABASE_URL });
    expect(first, first.out + first.err).toMatchObject({ code: 0 });
    expect(first.out.match(/✓/g)?.length).toBeGreaterThanOrEqual(10);
    expect(first.out).not.toContain('✗');
    const report = await readFile(join(folder, '.kaimen/demo/out/demo/report.html'), 'utf8');
    expect(report).not.toContain('__KAIMEN_REPORT__');
    const second = await kaimen(['demo'], { KAIMEN_DATA: join(folder, 'data') });
    expect(second, second.out + second.err).toMatchObject({ code: 0 });
    expect(second.out).toContain('it was there already');
  });

  it('refuses a damaged file through the service, and stops it', async () => {
    const path = join(folder, 'half.dm4');
    await writeFile(path, makeDemoFile(1).bytes.subarray(0, 200_000));
    const { code, err } = await kaimen(['demo', path], { KAIMEN_DATA: join(folder, 'data') });
    expect(code).toBe(3);
    expect(err).toContain('[truncated-file]');
    expect(existsSync(join(folder, 'data', 'service.json'))).toBe(false);
  });

  it('interprets several files without the service, a folder each, the same bytes every time', async () => {
    const { bytes } = makeDemoFile(2);
    for (const name of ['a.dm4', 'b.dm4']) await writeFile(join(folder, name), bytes);
    const { code, out, err } = await kaimen(['interpret', 'a.dm4', 'b.dm4', '--out', 'both']);
    expect(code, err).toBe(0);
    expect(out).toContain('The spectra change at');
    for (const name of ['report.html', 'result.json', 'profiles.csv', 'components.csv', 'scan.hspy']) {
      expect((await stat(join(folder, 'both/a', name))).size, name).toBeGreaterThan(1000);
    }
    const csv = async (from: string): Promise<string> => {
      const text = await readFile(join(folder, 'both', from, 'profiles.csv'), 'utf8');
      return text.replace(`${from}.dm4`, 'x').replace(`${from}.dm4`, 'x');
    };
    expect(await csv('a')).toBe(await csv('b'));
    const verified = await kaimen(['verify', 'both/a/result.json', '--file', 'b.dm4']);
    expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('same bytes')]);
    const table = (await readFile(join(folder, 'both/batch.csv'), 'utf8')).split('\r\n');
    expect(table.slice(2, 4).map((row) => row.split(',').slice(0, 2))).toEqual([
      ['a.dm4', 'succeeded'],
      ['b.dm4', 'succeeded'],
    ]);
  });

  it('goes on past a bad file, says which it was, and fails', async () => {
    await writeFile(join(folder, 'good.dm4'), makeDemoFile(2).bytes);
    await writeFile(join(folder, 'bad.dm4'), '');
    const { code, err } = await kaimen(['interpret', 'bad.dm4', 'good.dm4', '--out', 'mixed']);
    expect(code).toBe(3);
    expect(err).toContain('1 of 2 files failed: bad.dm4 [files-failed]');
    expect(existsSync(join(folder, 'mixed/good/result.json'))).toBe(true);
    expect(existsSync(join(folder, 'mixed/bad'))).toBe(false);
    expect(await readFile(join(folder, 'mixed/batch.csv'), 'utf8')).toContain('bad.dm4,failed,empty-file,');
  });

  it('says which part of a recipe is wrong', async () => {
    await writeFile(join(folder, 'recipe.json'), '{"decomposition": {"rank": -1}}');
    await writeFile(join(folder, 'c.dm4'), makeDemoFile(3).bytes);
    const wrong = await kaimen(['interpret', 'c.dm4', '--recipe', 'recipe.json', '--out', 'c']);
    expect(wrong).toMatchObject({ code: 3 });
    expect(wrong.err).toContain('[invalid-recipe]');
    expect(wrong.err).toContain('rank');
    expect(existsSync(join(folder, 'c'))).toBe(false);
  });
});

describe.skipIf(!existsSync(KAIMEN) || !existsSync(LSMO))('the built program on real files', () => {
  it('finds O-K and Mn-L in the LSMO line, with zero loss at 0', async () => {
    const files = ['LSMO_linescan.hspy', 'LSMO_linescan_low_loss.hspy'].map((name) => join(LSMO, name));
    const run = await kaimen(['interpret', files[0], '--low-loss', files[1], '--out', 'lsmo', '--json']);
    expect(run.code, run.err).toBe(0);
    const result = JSON.parse(await readFile(join(folder, 'lsmo/result.json'), 'utf8')) as {
      edges: { id: string }[];
      calibration: { source: string };
    };
    const ids = result.edges.map((edge) => edge.id);
    expect(ids).toEqual(expect.arrayContaining(['O_K', 'Mn_L3']));
    expect(result.calibration.source).not.toBe('none');
  });
});
