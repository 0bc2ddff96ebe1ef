import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTwoMetals } from '../../../test/support/catalogue-drafts.js';
import { startTestService, type TestService } from '../testing/test-service.js';
import type { CorrelationsDto } from './correlation.dto.js';
import type { RegressionDto } from './regression.dto.js';

let service: TestService;
let alice: string;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  await addTwoMetals(service.catalogue, 'alice');
});
afterAll(() => service.close());

const ask = (path: string) => request(service.url).get(path).set('Authorization', alice);
const get = (path: string) => ask(`/api/v1/catalogue/${path}`);
const correlations = async (query: string): Promise<CorrelationsDto> =>
  (await get(`correlations?${query}`).expect(200)).body as CorrelationsDto;
const regression = async (query: string): Promise<RegressionDto> =>
  (await get(`regression?${query}`).expect(200)).body as RegressionDto;
type Row = Record<string, number | string | null>;
const rowsAt = async (path: string): Promise<Row[]> => (await ask(path).expect(200)).body as Row[];

/** As it stands in textbooks. */
function pearson(rows: readonly Row[], x: string, y: string): number {
  const known = rows.filter((row) => row[x] !== null && row[y] !== null);
  const mean = (name: string) => known.reduce((sum, row) => sum + Number(row[name]), 0) / known.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (of: (dx: number, dy: number) => number) =>
    known.reduce((total, row) => total + of(Number(row[x]) - mx, Number(row[y]) - my), 0);
  return sum((dx, dy) => dx * dy) / Math.sqrt(sum((dx) => dx * dx) * sum((_, dy) => dy * dy));
}

const ENERGY = 'gb_energy_J_m2';
const VOLUME = 'excess_volume_angstrom';

describe('correlations', () => {
  it('over all rows and in each group, of the rows that the answer points to', async () => {
    const answer = await correlations(`x=${ENERGY}&y=sigma,${VOLUME}&statistic=pearson`);
    const rows = await rowsAt(answer.data.json);
    expect([answer.rows, rows.length]).toEqual([24, 24]);
    expect(answer.pairs.map(({ x, y }) => [x, y])).toEqual([[ENERGY, 'sigma'], [ENERGY, VOLUME]]); // prettier-ignore
    for (const { x, y, pooled, groups } of answer.pairs) {
      expect(pooled.estimate).toBeCloseTo(pearson(rows, x, y), 12);
      expect(groups).toHaveLength(2);
      for (const { group, correlation } of groups) {
        const own = rows.filter(({ material }) => group.startsWith(`${material} · `));
        expect(correlation.estimate).toBeCloseTo(pearson(own, x, y), 12);
      }
    }
    expect(answer.pairs[1].pooled.n).toBe(rows.filter((row) => row[VOLUME] !== null).length);
  });

  it('never mixes methods silently: rows are grouped by them, and Simpson is told', async () => {
    const answer = await correlations(`x=${ENERGY}&y=sigma`);
    expect(answer.groupBy).toEqual(['material', 'energy_method']);
    expect(answer.groups).toEqual([{ group: 'Al · EAM Al', n: 12 }, { group: 'Ni · EAM Ni', n: 12 }]); // prettier-ignore
    expect(answer.warnings.map(({ code }) => code)).toEqual(['several-methods']);
    const [{ pooled, within, simpson, leaveOneOut, combined }] = answer.pairs;
    expect(pooled.estimate).toBeGreaterThan(0.4);
    expect(within!.estimate).toBeLessThan(-0.6);
    expect(simpson).toMatchObject({ signsDiffer: true, isClear: true });
    expect(leaveOneOut!.map(({ pooled: without }) => Math.sign(without!))).toEqual([-1, -1]);
    expect(combined).toMatchObject({ nGroups: 2 });
    const ofOne = await correlations(`x=${ENERGY}&y=sigma&method=EAM%20Al`);
    expect(ofOne).toMatchObject({ groupBy: ['material'], warnings: [], rows: 12 });
  });

  it('group_by=none is obeyed, with a warning; structures alone need no method', async () => {
    const answer = await correlations(`x=${ENERGY}&y=sigma&group_by=none`);
    expect(answer.groupBy).toEqual([]);
    expect(answer.warnings.map(({ code }) => code)).toEqual(['several-methods', 'several-materials']);
    expect(answer.pairs[0]).toMatchObject({ within: null, groups: [], simpson: null, leaveOneOut: null });
    const plain = await correlations('x=disorientation_deg&y=sigma');
    expect(plain).toMatchObject({ groupBy: ['material'], warnings: [] });
  });

  it('a column that does not vary has no correlation, and the reason is told', async () => {
    const { pairs, familySize } = await correlations(`x=misorientation_deg&y=sigma,${ENERGY}`);
    expect(familySize).toBe(0);
    for (const { pooled, pAdjusted } of pairs) {
      expect([pooled.estimate, pooled.p, pooled.interval, pAdjusted]).toEqual([null, null, null, null]);
      expect(pooled.reason!.code).toBe('constant-column');
    }
  });

  it('adjusts p for all pairs, draws the same samples for the same seed', async () => {
    const query = `x=${ENERGY},${VOLUME},disorientation_deg&adjust=bonferroni&bootstrap=BCa:200&seed=7`;
    const answer = await correlations(query);
    expect(answer.pairs).toHaveLength(3);
    expect(answer.familySize).toBe(3);
    for (const { pooled, pAdjusted } of answer.pairs) {
      expect(pAdjusted).toBeCloseTo(Math.min(1, 3 * pooled.p!), 14);
      const { low, high, nResamples, reason } = pooled.bootstrap!;
      expect(nResamples).toBe(200);
      // Volume rises with every step of the angle: all samples have ρ near 1, and the interval is refused with a reason.
      if (reason === null) expect(low!).toBeLessThan(high!);
      else expect([low, high]).toEqual([null, null]);
    }
    expect(answer.pairs[0].pooled.bootstrap!.reason).toBeNull();
    expect((await ask(answer.permalink).expect(200)).body).toEqual(answer);
  });

  it('equal questions have equal addresses; method=kendall is what analysts write', async () => {
    const one = await correlations(`y=sigma&x=${ENERGY}&material=Al&method=kendall&min=sigma:3`);
    const other = await correlations(
      `min=sigma:3&x=${ENERGY}&ci=0.95&statistic=kendall&material=Al&y=sigma&group_by=material`,
    );
    expect(one.permalink).toBe(other.permalink);
    expect(one.permalink).toBe(
      `/api/v1/catalogue/correlations?adjust=bh&ci=0.95&group_by=material&material=Al&min=sigma:3&seed=1&statistic=kendall&x=${ENERGY}&y=sigma`,
    );
    expect(one.statistic).toBe('kendall');
    expect(one.data.csv).toContain('tables/boundaries.csv?columns=label,material,');
  });

  it('with controls: partial correlations', async () => {
    const query = `x=${ENERGY}&y=${VOLUME}&control=sigma&statistic=pearson&material=Al`;
    const answer = await correlations(query);
    const rows = (await rowsAt(answer.data.json)).filter((row) => row[VOLUME] !== null);
    const r = (x: string, y: string) => pearson(rows, x, y);
    const [xy, xz, yz] = [r(ENERGY, VOLUME), r(ENERGY, 'sigma'), r(VOLUME, 'sigma')];
    const { partial } = answer.pairs[0];
    expect(partial!.estimate).toBeCloseTo((xy - xz * yz) / Math.sqrt((1 - xz ** 2) * (1 - yz ** 2)), 11);
    expect(partial!.controls).toEqual(['sigma']);
    const refused = await get(`correlations?${query}`.replace('pearson', 'kendall')).expect(400);
    expect(refused.body).toMatchObject({ code: 'invalid-parameter' });
  });

  it.each([
    ['x=gb_energy_J_m2', 'two columns make a pair'],
    ['x=nothing&y=sigma', 'no column of numbers nothing'],
    ['x=sigma&y=gb_energy_J_m2&group_by=colour', 'group_by'],
    ['x=sigma&y=gb_energy_J_m2&ci=95', 'ci'],
    ['x=sigma&y=gb_energy_J_m2&bootstrap=percentile:500', 'bootstrap must be BCa:N'],
  ])('refuses %s', async (query, reason) => {
    const { body } = await get(`correlations?${query}`).expect(400);
    const { detail } = body as { detail: string };
    expect(detail.toLowerCase()).toContain(reason.toLowerCase());
  });
});

describe('regression', () => {
  it('gives slope, doubt, R², cross-validated R² and bands to draw', async () => {
    const answer = await regression(`x=sigma&y=${ENERGY}&material=Al`);
    const rows = await rowsAt(answer.data.json);
    const r = pearson(rows, 'sigma', ENERGY);
    expect(answer).toMatchObject({ n: 12, dof: 10, groupBy: ['material'], groupIntercepts: null });
    expect(answer.rSquared).toBeCloseTo(r * r, 12);
    expect(answer.coefficients[0].value).toBeLessThan(0);
    expect(answer.crossValidation.map(({ by }) => by)).toEqual(['rows']);
    const [{ at, fit, meanLow, meanHigh, rowLow }] = answer.bands;
    expect([at.length, at[0], at[49]]).toEqual([50, 3, 25]);
    expect(fit[0]).toBeCloseTo(answer.intercept!.value + 3 * answer.coefficients[0].value, 12);
    expect(rowLow[9] < meanLow[9] && meanLow[9] < fit[9] && fit[9] < meanHigh[9]).toBe(true);
  });

  it('of several groups: an intercept each, groups left out', async () => {
    const answer = await regression(`x=sigma&y=${ENERGY}`);
    expect(answer.intercept).toBeNull();
    expect(answer.groupIntercepts!.map(({ group }) => group)).toEqual(['Al · EAM Al', 'Ni · EAM Ni']);
    expect(answer.coefficients[0].value).toBeLessThan(0);
    expect(answer.bands.map(({ group }) => group)).toEqual(['Al · EAM Al', 'Ni · EAM Ni']);
    const byGroup = answer.crossValidation.find(({ by }) => by === 'groups')!;
    expect(byGroup.rSquared!).toBeLessThan(0); // a line through one metal says nothing of the other
  });

  it('says which column is made of others', async () => {
    const { body } = await get(`regression?x=misorientation_deg&y=${ENERGY}&material=Al`).expect(422);
    expect(body).toMatchObject({ code: 'collinear' });
  });
});

describe('figures', () => {
  interface Shown {
    readonly $schema: string;
    readonly usermeta: { readonly kaimen: Record<string, unknown> };
    readonly [part: string]: unknown;
  }
  const figure = async (query: string): Promise<Shown> =>
    (await get(`figures/${query}`).expect(200)).body as Shown;

  it('scatter holds its data, its fit and its address', async () => {
    const shown = await figure(`scatter?x=sigma&y=${ENERGY}`);
    expect(shown.$schema).toBe('https://vega.github.io/schema/vega-lite/v5.json');
    const { layer } = shown as unknown as { layer: { data: { values: Row[] }; mark: { type: string } }[] };
    expect(layer.map(({ mark }) => mark.type)).toEqual(['point', 'area', 'line']);
    expect(layer[0].data.values).toHaveLength(24);
    expect(layer[0].data.values[0]).toMatchObject({ sigma: 3, group: 'Al · EAM Al' });
    const { kaimen } = shown.usermeta;
    expect(kaimen).toMatchObject({ rows: 24, points: 24, sampled: false, groupBy: ['material', 'energy_method'] });
    expect((await ask(String(kaimen.permalink)).expect(200)).body).toEqual(shown);
  }); // prettier-ignore

  it('pairs and violin', async () => {
    const pairs = await figure(`pairs?x=sigma,${ENERGY},${VOLUME}&group_by=none`);
    const { vconcat } = pairs as unknown as { vconcat: { hconcat: unknown[] }[] };
    expect(vconcat.map(({ hconcat }) => hconcat.length)).toEqual([3, 3, 3]);
    const violin = await figure(`violin?y=${ENERGY}&group_by=material`);
    expect(violin.facet).toMatchObject({ column: { field: 'group' } });
    const empty = await figure(`scatter?x=sigma&y=${ENERGY}&material=Pt`);
    expect(empty.usermeta.kaimen).toMatchObject({ rows: 0, points: 0 });
  });
});
