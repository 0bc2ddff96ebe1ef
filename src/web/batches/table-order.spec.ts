import { describe, expect, it } from 'vitest';
import type { BatchRow } from './batch-types.js';
import { columnsOf, inOrder, shownRows } from './table-order.js';

const row = (position: number, part: Partial<BatchRow>): BatchRow => ({
  position,
  datasetId: `d${position}`,
  fileName: `scan-${position}.dm4`,
  analysisId: `a${position}`,
  reused: false,
  state: 'succeeded',
  progress: 1,
  stage: '',
  problem: null,
  headline: null,
  ...part,
});
const headline = (id: string, mean: number, std: number | null): BatchRow['headline'] => ({
  rank: 3,
  edges: [],
  elements: ['O'],
  nClusters: null,
  changePoints: [{ position: 12.25, unit: 'nm' }],
  descriptors: [{ id, label: 'Valence', unit: '', mean, std, spread: null, nPositions: 4 }],
});
const rows = [
  row(10, { headline: headline('v', 3, 0.1) }),
  row(2, { state: 'failed', problem: { code: 'no-counts', status: 422, title: '', detail: '' } }),
  row(1, { headline: headline('v', 0, null) }),
  row(3, { state: 'running', progress: 0.5 }),
];
const positions = (key: string, isDescending: boolean): number[] =>
  inOrder(
    rows,
    columnsOf(rows).find((column) => column.key === key),
    isDescending,
  ).map((r) => r.position);

describe('the table of a batch', () => {
  it('has a column for each descriptor that any row has', () => {
    expect(columnsOf(rows).map((c) => c.key)).toContain('descriptor:v');
    expect(columnsOf([rows[1]]).some((c) => c.key.startsWith('descriptor'))).toBe(false);
  });

  it('puts names in order by their numbers', () => {
    expect(positions('dataset', false)).toEqual([1, 2, 3, 10]);
    expect(positions('dataset', true)).toEqual([10, 3, 2, 1]);
  });

  it('puts what has no value last in either direction, and takes zero for a value', () => {
    expect(positions('descriptor:v', false)).toEqual([1, 10, 2, 3]);
    expect(positions('descriptor:v', true)).toEqual([10, 1, 2, 3]);
  });

  it('shows the doubt of a number only where it is known', () => {
    const column = columnsOf(rows).find((c) => c.key === 'descriptor:v')!;
    expect(column.text(rows[0])).toContain('±');
    expect(column.text(rows[2])).toBe('0 (± unknown)');
    expect(column.text(rows[1])).toBe('–');
    expect(
      columnsOf(rows)
        .find((c) => c.key === 'clusters')!
        .text(rows[0]),
    ).toBe('–');
    expect(
      columnsOf(rows)
        .find((c) => c.key === 'changes')!
        .text(rows[0]),
    ).toBe('12.25 nm');
  });

  it('filters by how a row ended', () => {
    expect(shownRows(rows, 'failed').map((r) => r.position)).toEqual([2]);
    expect(shownRows(rows, 'finished').map((r) => r.position)).toEqual([10, 1]);
    expect(shownRows(rows, 'unfinished').map((r) => r.position)).toEqual([3]);
  });

  it('of 10,000 rows is in order within the time of a frame or some', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      row(i, { headline: headline('v', (i * 7919) % 10_007, 1) }),
    );
    const started = performance.now();
    const sorted = inOrder(
      many,
      columnsOf(many).find((c) => c.key === 'descriptor:v'),
      false,
    );
    // 10 ms here; the bound allows for a machine that is shared.
    expect(performance.now() - started).toBeLessThan(500);
    expect(sorted[0].headline!.descriptors[0].mean).toBe(0);
  });
});
