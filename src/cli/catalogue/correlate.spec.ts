import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTwoMetals } from '../../../test/support/catalogue-drafts.js';
import { startTestService, type TestService } from '../../http/testing/test-service.js';
import { EXIT } from '../exit-codes.js';
import { runCli } from '../program.js';

let service: TestService;
let key: string;
let folder: string;

beforeAll(async () => {
  service = await startTestService();
  key = await service.key('alice');
  await addTwoMetals(service.catalogue, 'alice');
  folder = mkdtempSync(join(tmpdir(), 'kaimen-correlate-'));
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]) {
  const [out, note]: [string[], string[]] = [[], []];
  const io = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void note.push(line),
    draw: () => undefined,
    ...{ watched: false, columns: 80, env: { KAIMEN_URL: service.url, KAIMEN_KEY: key } },
  };
  const nothing = () => Promise.resolve();
  const launchers = {
    maintenance: {} as never,
    serve: nothing,
    worker: nothing,
    writeOpenApi: nothing,
    dataDir: async () => folder,
  };
  const pkg = { name: 'kaimen', version: '0', root: folder };
  const code = await runCli(['catalogue', ...args], { io, pkg, launchers });
  return { code, out, note: note.join('\n') };
}

describe('kaimen catalogue correlate', () => {
  it('prints all rows, within groups and each group, and what is to be known', async () => {
    const { code, out, note } = await run('correlate', '--x', 'gb_energy_J_m2', '--y', 'sigma');
    expect(code).toBe(EXIT.ok);
    expect(out[0]).toMatch(/^pair +rows +n +spearman +95 % +p +p \(bh\)$/);
    expect(out[1]).toMatch(/^gb_energy_J_m2 ~ sigma +all +24 +0\.\d{3} +\[0\.\d{3}, 0\.\d{3}\] +\S+ +\S+$/);
    expect(out[2]).toMatch(/^ +within groups +24 +-0\.\d{3} /);
    expect(out.slice(3).map((line) => line.trim().split(/ {2,}/)[0])).toEqual(['Al · EAM Al', 'Ni · EAM Ni']);
    expect(note).toContain('rows are of 2 methods');
    expect(note).toContain('within groups the other');
    expect(note).toContain('24 boundaries; 1 tests; /api/v1/catalogue/correlations?');
  });

  it('takes filters and controls; --json is the answer of the service', async () => {
    const words = ['--x', 'gb_energy_J_m2,excess_volume_angstrom', '--material', 'Al', '--control', 'sigma'];
    const { out } = await run('correlate', ...words, '--statistic', 'pearson');
    expect(out.map((line) => line.trim().split(/ {2,}/)[0])).toContain('less sigma');
    const { out: lines } = await run('correlate', ...words, '--statistic', 'pearson', '--json');
    expect(JSON.parse(lines[0])).toMatchObject({ rows: 12, statistic: 'pearson' });
  });

  it('a refused question is told', async () => {
    const { code, note } = await run('correlate', '--x', 'nothing', '--y', 'sigma');
    expect(code).toBe(EXIT.rejected);
    expect(note).toContain('no column of numbers nothing');
  });
});

describe('kaimen catalogue table', () => {
  it('writes a file in the format of its name', async () => {
    const file = join(folder, 'al.csv');
    const { code } = await run('table', 'boundaries', '--out', file, '--material', 'Al', '--columns', 'sigma,gb_energy_J_m2');
    expect(code).toBe(EXIT.ok);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect([lines.length, lines[0]]).toEqual([13, 'id,sigma,gb_energy_J_m2']);
    const parquet = join(folder, 'all');
    expect((await run('table', 'properties', '--out', parquet, '--format', 'parquet')).code).toBe(EXIT.ok);
    expect(readFileSync(parquet).subarray(0, 4).toString()).toBe('PAR1');
  }); // prettier-ignore

  it('asks for the format where the name does not tell it', async () => {
    expect((await run('table', 'boundaries', '--out', join(folder, 'al'))).code).toBe(EXIT.usage);
    expect((await run('table', 'nothing', '--out', join(folder, 'al.csv'))).code).toBe(EXIT.usage);
  });
});
