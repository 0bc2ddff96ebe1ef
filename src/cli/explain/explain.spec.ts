import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeUpSites } from '../../science/structure-trees/testing/made-up-sites.js';
import { packageInfo } from '../package-root.js';
import { runCli } from '../program.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaimen-explain-'));
  const { ids, groups, values, spectra } = madeUpSites();
  const lines = ids.map((id, at) => {
    const [mo_mean, mom_angle_mean] = values.subarray(3 * at, 3 * at + 2);
    return JSON.stringify({ id, formula: groups[at], descriptors: { mo_mean, mom_angle_mean } });
  });
  // JSON.stringify writes NaN as null: no angle.
  writeFileSync(join(folder, 'sites.jsonl'), `${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'spectra.f32'), new Uint8Array(Float32Array.from(spectra).buffer));
  writeFileSync(join(folder, 'grid.json'), JSON.stringify({ start: -5, step: 0.5, n_energy: 60 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function kaimen(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const nothing = async (): Promise<undefined> => undefined;
  const code = await runCli(['explain', ...args], {
    io: {
      out: (line) => void out.push(line),
      note: (line) => void err.push(line),
      draw: () => {},
      watched: false,
      columns: 80,
      env: {},
    },
    pkg: packageInfo(),
    launchers: {
      maintenance: {} as never,
      serve: nothing,
      worker: nothing,
      writeOpenApi: nothing,
      dataDir: async () => folder,
    },
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('kaimen explain', () => {
  it('says clusters, rules and scores, and writes tree and drawing', async () => {
    const [json, html] = ['tree.json', 'tree.html'].map((name) => join(folder, name));
    const { code, out, err } = await kaimen(folder, '--out', json, '--out', html);
    expect([code, err]).toEqual([0, `written: ${json}\nwritten: ${html}`]);
    expect(out).toContain('36 sites, 3 clusters by ward linkage of cosine distances');
    expect(out).toMatch(/mean M–O–M angle ≤ \d+ °: cluster \d \(12 of 12 sites\)/);
    expect(out).toContain('For spectra of new groups the tree is better than the mean of all.');
    expect(readFileSync(html, 'utf8')).toContain('</html>');
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ schema: 'kaimen.structure-tree/1' });
  });

  it('predicts from the folder and from the saved tree alike', async () => {
    const given = join(folder, 'given.json');
    writeFileSync(given, '{"mo_mean": 2.2, "mom_angle_mean": 150}');
    const saved = join(folder, 'saved.json');
    await kaimen(folder, '--out', saved);
    const fresh = await kaimen(folder, '--predict', given, '--json');
    const msa = join(folder, 'predicted.msa');
    const later = await kaimen(saved, '--predict', given, '--json', '--out', msa);
    expect(JSON.parse(later.out)).toEqual(JSON.parse(fresh.out));
    expect(existsSync(msa)).toBe(true);
    expect((await kaimen(saved, '--predict', given)).out).toMatch(/leaf of 12 sites, 100 % of this cluster/);
  });

  it.each([
    ['two ways to say how many', ['--clusters', '3', '--cut-height', '1'], 2],
    ['a kind of file that is not written', ['--out', 'tree.pdf'], 2],
    ['a metric that is not known', ['--metric', 'taxi'], 2],
    ['more clusters than spectra', ['--clusters', '99'], 3],
    ['a descriptor that is nowhere', ['--descriptors', 'colour'], 3],
  ])('refuses %s', async (_, args, code) => expect((await kaimen(folder, ...args)).code).toBe(code));
});
