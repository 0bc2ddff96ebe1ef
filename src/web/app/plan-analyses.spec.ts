import { describe, expect, it } from 'vitest';
import type { Analysis, Dataset, Scan } from './api-types.js';
import { existingFor, planAnalyses } from './plan-analyses.js';
import { routeOf } from './router.js';

const scan = (index: number, size: number, zeroLossInRange: boolean): Scan =>
  ({
    index,
    navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 1, size }],
    zeroLossInRange,
  }) as unknown as Scan;

const dataset = (id: string, scans: readonly Scan[]): Dataset =>
  ({ id, state: 'ready', summary: { scans } }) as unknown as Dataset;

describe('planAnalyses', () => {
  it('pairs a core loss with the low loss of the same shape, dropped in either order', () => {
    const core = dataset('core', [scan(0, 64, false)]);
    const low = dataset('low', [scan(0, 64, true)]);
    const wanted = [{ datasetId: 'core', scanIndex: 0, lowLossDatasetId: 'low', lowLossScanIndex: 0 }];
    expect(planAnalyses([core, low])).toEqual(wanted);
    expect(planAnalyses([low, core])).toEqual(wanted);
  });

  it('does not pair other shapes: each is analysed alone', () => {
    const plan = planAnalyses([dataset('core', [scan(0, 64, false)]), dataset('low', [scan(0, 32, true)])]);
    expect(plan).toEqual([{ datasetId: 'core', scanIndex: 0 }, { datasetId: 'low' }]);
  });

  it('leaves a low loss in the same file to the service', () => {
    const dual = dataset('dual', [scan(0, 64, true), scan(1, 64, false)]);
    expect(planAnalyses([dual, dataset('low', [scan(0, 64, true)])])).toEqual([
      { datasetId: 'dual', scanIndex: 1 },
      { datasetId: 'low' },
    ]);
  });

  it('passes over what was refused', () => {
    expect(planAnalyses([{ ...dataset('bad', []), state: 'rejected' }])).toEqual([]);
  });
});

describe('existingFor', () => {
  const analysis = (state: string, lowLoss: string | null): Analysis =>
    ({
      coreLoss: { datasetId: 'core', scanIndex: 0 },
      lowLoss: lowLoss === null ? null : { datasetId: lowLoss, scanIndex: 0 },
      job: { state },
    }) as unknown as Analysis;

  it('finds the analysis that answers the same request', () => {
    const request = { datasetId: 'core', scanIndex: 0, lowLossDatasetId: 'low' };
    expect(existingFor(request, [analysis('succeeded', null)])).toBeNull();
    expect(existingFor(request, [analysis('failed', 'low')])).toBeNull();
    expect(existingFor(request, [analysis('succeeded', 'low')])).not.toBeNull();
  });
});

it('routeOf knows the addresses of the page', () => {
  expect(routeOf('/')).toEqual({ page: 'home' });
  expect(routeOf('/datasets/01-ab')).toEqual({ page: 'dataset', id: '01-ab' });
  expect(routeOf('/elsewhere')).toEqual({ page: 'unknown' });
});
