import { describe, expect, it } from 'vitest';
import type { SearchColumn } from './search-types.js';
import { priorFrom } from './transfer.js';

const column = (name: string, period: number | null): SearchColumn => ({
  name,
  unit: 'Å',
  period,
  mirrored: false,
  categorical: false,
});
const energyAt = (x: number, gap: number): number => 1 + 0.3 * Math.cos(2 * Math.PI * x) + (gap - 1) ** 2;

/** A grid of shares of the period and of gaps in plane spacings. */
function grid(period: number, spacing: number): { values: number[][]; energies: number[] } {
  const values: number[][] = [];
  const energies: number[] = [];
  for (let i = 0; i < 40; i++) {
    for (const gap of [0.8, 1, 1.2]) {
      values.push([(i / 40) * period, gap * spacing]);
      energies.push(energyAt(i / 40, gap));
    }
  }
  return { values, energies };
}

function source(period: number, spacing: number): Parameters<typeof priorFrom>[0] {
  const { values, energies } = grid(period, spacing);
  return {
    name: 'before',
    columns: [column('dx', period), column('gap', null)],
    units: { gap: spacing },
    observations: values.map((v, index) => ({
      index,
      values: v,
      energyJPerM2: energies[index],
      failed: null,
    })),
  };
}
const target = (period: number, spacing: number): Parameters<typeof priorFrom>[1] => ({
  columns: [column('gap', null), column('dx', period)],
  units: { gap: spacing },
  values: Float64Array.from(grid(period, spacing).values.flatMap(([x, gap]) => [gap, x])),
});

describe('priorFrom', () => {
  it('gives a boundary of the same landscape in another size back, but for the smoothing (0.06 of a period)', () => {
    const prior = priorFrom(source(8, 0.8), target(14, 0.4))!;
    const worst = Math.max(...grid(14, 0.4).energies.map((e, i) => Math.abs(e - prior.energies[i])));
    expect(worst).toBeLessThan(0.05);
  });

  it('does not depend on the unit of length', () => {
    const one = priorFrom(source(8, 0.8), target(14, 0.4))!;
    const other = priorFrom(source(80, 8), target(140, 4))!;
    one.energies.forEach((e, i) => expect(other.energies[i]).toBeCloseTo(e, 10));
  });

  it('falls back on the median where it knows nothing', () => {
    const far = { ...target(8, 0.8), values: Float64Array.of(40, 0) };
    expect(priorFrom(source(8, 0.8), far)!.energies[0]).toBeCloseTo(1.04, 1);
  });

  it('says nothing without a column or an energy in common', () => {
    expect(
      priorFrom({ ...source(8, 0.8), columns: [column('a', 1), column('b', null)] }, target(8, 0.8)),
    ).toBeNull();
    expect(priorFrom({ ...source(8, 0.8), observations: [] }, target(8, 0.8))).toBeNull();
  });
});
