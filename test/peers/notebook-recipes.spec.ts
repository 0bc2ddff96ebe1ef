import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorrelationsDto } from '../../src/http/statistics/correlation.dto.js';
import type { RegressionDto } from '../../src/http/statistics/regression.dto.js';
import { startTestService, type TestService } from '../../src/http/testing/test-service.js';
import { addTwoMetals } from '../support/catalogue-drafts.js';

const PYTHON = '/usr/bin/python3';
const hasR = spawnSync('Rscript', ['--version']).status === 0;
const run = promisify(execFile);

let service: TestService;
let key: string;
beforeAll(async () => {
  service = await startTestService();
  key = await service.key('alice');
  await addTwoMetals(service.catalogue, 'alice', 20);
});
afterAll(() => service.close());

const ENERGY = 'gb_energy_J_m2';
const VOLUME = 'excess_volume_angstrom';

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${service.url}/api/v1/catalogue/${path}`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}
const ask = (statistic: string) =>
  get<CorrelationsDto>(`correlations?x=${ENERGY}&y=sigma,${VOLUME}&material=Al&statistic=${statistic}`);

const script = async (program: string, name: string, path: string): Promise<string> => {
  const file = join(import.meta.dirname, name);
  const env = { ...process.env, KAIMEN_KEY: key };
  return (await run(program, [file, service.url, path], { env })).stdout;
};

interface PandasSaw {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly types: Readonly<Record<string, string>>;
  readonly missing: number;
  readonly same: boolean;
  readonly pearson: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly spearman: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The recipes of a notebook: rows by the address that an answer gives, the same numbers by other programs. */
describe('notebook recipes', () => {
  it('pandas reads CSV, JSON and NDJSON alike, and correlates as we do (1e-9)', async () => {
    const pearson = await ask('pearson');
    const saw = JSON.parse(await script(PYTHON, 'notebook-recipe.py', pearson.data.csv)) as PandasSaw;
    expect(saw).toMatchObject({ rows: 20, missing: 4, same: true });
    expect(saw.columns.slice(0, 2)).toEqual(['id', 'label']);
    expect(saw.types).toEqual({ [ENERGY]: 'float64', [VOLUME]: 'float64', sigma: 'int64' });
    for (const { pairs, statistic } of [pearson, await ask('spearman')])
      for (const { x, y, pooled } of pairs)
        expect(saw[statistic as 'pearson' | 'spearman'][x][y]).toBeCloseTo(pooled.estimate!, 9);
  });

  it.skipIf(!hasR)("R's cor.test and lm give our numbers (1e-9; needs r-base-core)", async () => {
    const regression = await get<RegressionDto>(`regression?x=${VOLUME}&y=${ENERGY}&material=Al`);
    const answers = await Promise.all(['pearson', 'spearman', 'kendall'].map(ask));
    const lines = (await script('Rscript', 'notebook-recipe.R', answers[0].data.csv)).trim().split('\n');
    expect(lines).toHaveLength(7);
    for (const [method, name, ...words] of lines.map((line) => line.trim().split(' '))) {
      const numbers = words.map(Number);
      if (method === 'lm') {
        const { value, std, t, p } = regression.coefficients[0];
        const ours = [value, std, t!, p!, regression.rSquared!];
        ours.forEach((number, i) => expect(number / numbers[i]).toBeCloseTo(1, 9));
        continue;
      }
      const { pooled } = answers
        .find(({ statistic }) => statistic === method)!
        .pairs.find(({ y }) => y === name)!;
      expect(pooled.estimate).toBeCloseTo(numbers[0], 9);
      expect(pooled.p! / numbers[1]).toBeCloseTo(1, 9);
      if (method === 'pearson')
        [pooled.interval!.low, pooled.interval!.high].forEach((end, i) =>
          expect(end).toBeCloseTo(numbers[2 + i], 9),
        );
    }
  });
});
