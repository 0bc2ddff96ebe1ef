import { describe, expect, it } from 'vitest';
import { netCurve } from './net-curve.js';

const energy = { offsetEv: 450, scaleEv: 0.5, nChannels: 300 };
const made = (withEdge: boolean, scale = 1) =>
  Float64Array.from({ length: 300 }, (_, i) => {
    const e = 450 + i / 2;
    return scale * (1e11 * e ** -3 + (withEdge && e >= 532 ? 200 * Math.exp(-(e - 532) / 40) : 0));
  });

describe('netCurve', () => {
  it.each([1, 1e-9])('takes a planted power law off, in units of %d', (scale) => {
    const { curve, windowEv, reason } = netCurve({ energy, values: made(true, scale) }, 532);
    expect(reason).toBeNull();
    expect(windowEv).toEqual([469, 529]);
    curve.values.forEach((v, i) => {
      const e = curve.energy.offsetEv + i / 2;
      // float32 counts of a smooth law: 0.1 % of the edge's height.
      if (e >= 532) expect(Math.abs(v / scale - 200 * Math.exp(-(e - 532) / 40))).toBeLessThan(0.2);
    });
  });

  it.each([
    ['the edge lies beyond', 700],
    ['too little in front', 455],
  ])('leaves it when %s', (why, onset) => {
    const curve = { energy, values: made(true) };
    const net = netCurve(curve, onset);
    expect(net.curve).toBe(curve);
    expect(net.reason).toContain(why);
  });

  it('leaves what is net already', () => {
    const values = made(true).map((v, i) => v - 1e11 * (450 + i / 2) ** -3);
    expect(netCurve({ energy, values }, 532).reason).toMatch(/net already/);
  });
});
