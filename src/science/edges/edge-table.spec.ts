import { describe, expect, it } from 'vitest';
import { EDGE_TABLE, TABLE_ELEMENTS } from './edge-table.js';

const TABLE_RANGE_EV = [40, 3000];

const onset = (id: string): number | undefined => EDGE_TABLE.find((edge) => edge.id === id)?.onsetEv;

describe('edge table', () => {
  it('has the known neighbourhood of 532 eV', () => {
    const near = EDGE_TABLE.filter((edge) => Math.abs(edge.onsetEv - 532) <= 5);
    expect(near.map((edge) => edge.id).sort()).toEqual(['At_N5', 'O_K', 'Pd_M3', 'Sb_M4', 'Sb_M5']);
  });

  it.each([
    ['Li_K', 55],
    ['C_K', 284],
    ['N_K', 401],
    ['O_K', 532],
    ['F_K', 685],
    ['Al_K', 1560],
    ['Ca_L3', 346],
    ['Ti_L3', 456],
    ['Ti_L2', 462],
    ['Mn_L3', 640],
    ['Mn_L2', 651],
    ['Fe_L3', 708],
    ['Co_L3', 779],
    ['Ni_L3', 855],
    ['Cu_L3', 931],
    ['Ba_M5', 781],
    ['La_M5', 832],
    ['Ce_M4', 901],
    ['Gd_M5', 1185],
  ])('%s begins at %d eV', (id, expected) => expect(onset(id)).toBe(expected));

  it('covers Li to U without a gap, within its range, each id once', () => {
    expect(TABLE_ELEMENTS).toHaveLength(90);
    expect(TABLE_ELEMENTS[91 - 3]).toBe('Pa');
    expect(TABLE_ELEMENTS[26 - 3]).toBe('Fe');
    for (const edge of EDGE_TABLE) {
      expect(edge.onsetEv).toBeGreaterThanOrEqual(TABLE_RANGE_EV[0]);
      expect(edge.onsetEv).toBeLessThanOrEqual(TABLE_RANGE_EV[1]);
      expect(edge.source).not.toBe('');
    }
    expect(new Set(EDGE_TABLE.map((edge) => edge.id)).size).toBe(EDGE_TABLE.length);
  });

  it('keeps the order of shells: deeper ones at higher energy', () => {
    const order = ['K', 'L1', 'L2', 'L3', 'M2', 'M3', 'M4', 'M5', 'N4', 'N5'];
    for (const element of TABLE_ELEMENTS) {
      const shells = EDGE_TABLE.filter((edge) => edge.element === element).sort(
        (a, b) => order.indexOf(a.shell) - order.indexOf(b.shell),
      );
      for (let k = 1; k < shells.length; k++)
        expect(shells[k].onsetEv, shells[k].id).toBeLessThanOrEqual(shells[k - 1].onsetEv);
    }
  });

  // Moseley: the root of the energy is nearly linear in Z. A mistyped digit breaks its second difference; chemistry and
  // the switch between EELS onsets and binding energies (11 eV at O) stay below 0.6 √eV. N shells of the lanthanides
  // are not smooth in nature and are left out.
  it.each(['K', 'L3', 'L2', 'M5', 'M4', 'M3'])('is smooth in Z along %s', (shell) => {
    const roots = TABLE_ELEMENTS.map((element) => {
      const e = EDGE_TABLE.find((edge) => edge.element === element && edge.shell === shell)?.onsetEv;
      return e === undefined ? null : Math.sqrt(e);
    });
    for (let k = 1; k < roots.length - 1; k++) {
      const [a, b, c] = [roots[k - 1], roots[k], roots[k + 1]];
      if (a === null || b === null || c === null) continue;
      expect(Math.abs(a - 2 * b + c), TABLE_ELEMENTS[k]).toBeLessThan(0.6);
    }
  });
});
