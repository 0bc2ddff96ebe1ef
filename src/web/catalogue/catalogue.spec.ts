import { describe, expect, it } from 'vitest';
import type { ChangePoint } from '../../science/interpretation/interpretation-result.js';
import type { ScanPath } from '../view/scan-path.js';
import { hashToState, regionState } from '../view/url-state.js';
import {
  boundOf,
  changed,
  filterQuery,
  indicesFilter,
  sigmaFilter,
  sigmaText,
  withBound,
  withQuery,
} from './catalogue-query.js';
import { groupPoints, type Row, thinned } from './points.js';
import { linesOf } from './regression-lines.js';
import { changeRegion, selectedRegion } from './regions.js';
import { columnTitle, explorerAnswer, pairSentences } from './sentences.js';
import type { BoundarySummary, PairCorrelation } from './types.js';

describe('the question in the address', () => {
  it('is what filters, in one order; how it is shown is not asked', () => {
    const params = new URLSearchParams('view=pair&sigma=5&material=Cu&x=a&text=');
    expect(withQuery('/b', filterQuery(params), { limit: '1' })).toBe('/b?material=Cu&sigma=5&limit=1');
    expect(changed(params, { sigma: null, material: 'Ni' }).toString()).toBe(
      'view=pair&material=Ni&x=a&text=',
    );
  });

  it.each([
    ['5', { sigma: '5', sigma_min: null, sigma_max: null }],
    ['Σ5, Σ9', { sigma: '5,9', sigma_min: null, sigma_max: null }],
    ['3–49', { sigma: null, sigma_min: '3', sigma_max: '49' }],
    ['General', { sigma: 'general', sigma_min: null, sigma_max: null }],
    ['', { sigma: null, sigma_min: null, sigma_max: null }],
  ])('reads Σ as it is typed: %s', (text, filter) => {
    expect(sigmaFilter(text)).toEqual(filter);
    const again = changed(new URLSearchParams(), filter);
    expect(sigmaFilter(sigmaText(again))).toEqual(filter);
  });

  it.each([
    ['[0 0 1]', '0,0,1'],
    ['-110', '-1,1,0'],
    ['(3 1̄ 0)', '3,-1,0'],
    ['3, 1, 0', '3,1,0'],
    ['', null],
  ])('reads indices as they are typed: %s', (text, indices) => expect(indicesFilter(text)).toBe(indices));

  it('keeps several bounds in one parameter', () => {
    const params = new URLSearchParams();
    params.set('min', withBound(params, 'min', ['gb_energy_J_m2', '0.2']) ?? '');
    params.set('min', withBound(params, 'min', ['misorientation_deg', '10']) ?? '');
    expect(params.get('min')).toBe('gb_energy_J_m2:0.2,misorientation_deg:10');
    expect(boundOf(params, 'min', 'gb_energy_J_m2')).toBe('0.2');
    expect(withBound(params, 'min', ['gb_energy_J_m2', ''])).toBe('misorientation_deg:10');
  });
});

describe('lines of the service', () => {
  const points = [{ id: '1', label: 'a', x: 0, y: 0 }];
  const groups = ['Al', 'Ni', 'others'].map((name, category) => ({ name, text: name, category, points }));
  const band = (group: string | null) => ({
    ...{ predictor: 'x', group, at: [0, 1], fit: [0, 1] },
    ...{ meanLow: [-1, 0], meanHigh: [1, 2], rowLow: [-2, -1], rowHigh: [2, 3] },
  });

  it('have the colour of their group, several of one where the service splits it by method', () => {
    const bands = [band('Ni · EAM'), band('Ni · DFT'), band('Cu · EAM'), band('others')];
    const lines = linesOf({ bands }, groups, 'material');
    expect(lines.map(({ key, category }) => [key, category])).toEqual([
      ['Ni · EAM', 1],
      ['Ni · DFT', 1],
    ]);
    expect(lines[0].high).toEqual([1, 2]);
  });

  it('know Σ by its number, and one group without a name', () => {
    const sigmas = [{ name: 'Σ5', text: 'Σ5', category: 0, points }];
    expect(linesOf({ bands: [band('5 · EAM')] }, sigmas, 'sigma')).toHaveLength(1);
    expect(linesOf({ bands: [band(null)] }, sigmas, 'sigma')).toHaveLength(1);
  });

  it('are drawn of rows without Σ, too, as the points are called', () => {
    const rows: Row[] = [5, null].map((sigma, i) => ({ id: `${i}`, label: 'b', sigma, x: i, y: i }));
    const drawn = groupPoints(rows, ['x', 'y'], 'sigma');
    const lines = linesOf({ bands: [band('general · EAM'), band('5 · EAM')] }, drawn, 'sigma');
    expect(lines.map(({ key, category }) => [key, drawn[category].name])).toEqual([
      ['general · EAM', 'no Σ'],
      ['5 · EAM', 'Σ5'],
    ]);
  });
});

describe('points', () => {
  const row = (id: number, sigma: number | null, e: number | null): Row => ({
    id: `${id}`,
    label: `b${id}`,
    sigma,
    a: id,
    e,
  });

  it('leaves out what has not both numbers; Σ in rising order, each with a letter', () => {
    const groups = groupPoints(
      [row(1, 11, 1), row(2, 5, 2), row(3, 5, null), row(4, null, 0)],
      ['a', 'e'],
      'sigma',
    );
    expect(groups.map(({ text, points }) => [text, points.length])).toEqual([
      ['A no Σ', 1],
      ['B Σ5', 1],
      ['C Σ11', 1],
    ]);
  });

  it('puts small groups together where there are too many', () => {
    const rows = Array.from({ length: 40 }, (_, i) => row(i, i < 20 ? 3 : i, 1));
    const groups = groupPoints(rows, ['a', 'e'], 'sigma');
    expect(groups).toHaveLength(8);
    expect(groups[7].name).toBe('others');
    expect(groups.reduce((n, { points }) => n + points.length, 0)).toBe(40);
    expect(thinned(groups, 10).reduce((n, { points }) => n + points.length, 0)).toBeLessThanOrEqual(17);
  });
});

describe('sentences', () => {
  const pooled = { n: 40, estimate: -0.42, p: 0.0004, interval: { low: -0.65, high: -0.12, level: 0.95 } };

  it('never tell the pooled correlation without that within groups', () => {
    const pair = {
      ...{ x: 'a', y: 'b', pAdjusted: null, pooled },
      within: { ...pooled, nGroups: 3, estimate: 0.31, p: 0.03 },
      simpson: { isClear: true, message: 'Pooled −0.42, within groups +0.31: the groups make it.' },
    } as PairCorrelation;
    const sentences = pairSentences(pair, 'spearman', ['material']);
    expect(sentences[0]).toBe(
      'Spearman correlation over all: −0.42 (95 % CI −0.65 to −0.12), n = 40, p < 0.001.',
    );
    expect(sentences[1]).toContain('Within groups (3 by material): 0.31');
    expect(sentences[2]).toContain('the groups make it');
  });

  it('answer how many and how low', () => {
    const lowest = {
      ...{ label: 'Σ3 (111)', material: 'Cu', energyMethod: 'EAM' },
      numbers: { gb_energy_J_m2: 0.0222 },
    } as unknown as BoundarySummary;
    expect(explorerAnswer(388, lowest, false)).toBe('388 boundaries. Lowest: Σ3 (111), 0.0222 J/m², EAM.');
    expect(explorerAnswer(0, null, true)).toBe('No boundary is like that.');
    expect(columnTitle('gb_energy_J_m2')).toBe('Boundary energy');
  });
});

describe('regions of a scan', () => {
  const path: ScanPath = {
    pixels: Array.from({ length: 60 }, (_, i) => i),
    positions: Array.from({ length: 60 }, (_, i) => i / 2),
    ...{ unit: 'nm', quantity: 'Position' },
  };
  const change = { pixel: 31.5, position: 15.75, std: 1, unit: 'nm' } as ChangePoint;

  it('reach as far as the place of the change is in doubt', () => {
    expect(changeRegion(path, change)).toMatchObject({ fromPixel: 28, toPixel: 36, changePointPixel: 31.5 });
    expect(changeRegion(path, { ...change, std: null })).toMatchObject({ fromPixel: 30, toPixel: 34 });
  });

  it('are what is selected, with the change inside it', () => {
    expect(selectedRegion(path, [30, 40], [change])).toMatchObject({
      fromPixel: 30,
      toPixel: 41,
      changePointPixel: 31.5,
    });
    expect(selectedRegion({ ...path, pixels: path.pixels.map((p) => 7 * p) }, [0, 3], [])).toBeNull();
  });

  it('are shown again from an address, on a line and on a row of a map', () => {
    const axis = (size: number) => ({ name: 'x', size, offset: 0, scale: 1, unit: 'nm' });
    const hash = '#region=12_19';
    expect(hashToState(hash, 64).range).toBeNull();
    expect(regionState(hash, { navigation: [axis(64)], nPixels: 64 })).toMatchObject({
      pixel: 12,
      range: [12, 19],
    });
    expect(regionState(hash, { navigation: [axis(8), axis(10)], nPixels: 80 })).toMatchObject({
      ...{ pixel: 12, line: [1, 0, 1, 9], range: [2, 9] },
    });
    expect(regionState('#region=12_99', { navigation: [axis(64)], nPixels: 64 })).toEqual({});
  });
});
